import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  headFootExtent,
  normal,
  orientation,
  patientToPixel,
  pixelToPatient,
  sameOrientation,
  sliceSpacing,
  sortAlongNormal,
} from '../../src/dicom/geometry.ts';
import type { ImageHeader, ImagePlane, Vector3 } from '../../src/dicom/image.ts';
import { parsePart10Headers } from '../../src/dicom/parse-part10.ts';
import { add, cross, dot, length, scale } from '../../src/dicom/vector.ts';
import { dicomFile, SAGITTAL_T1 } from '../support/dicom-builder.ts';

const SAGITTAL: ImagePlane = {
  position: [10, -100, 100],
  rowDirection: [0, 1, 0],
  columnDirection: [0, 0, -1],
  rowSpacing: 0.7,
  columnSpacing: 0.8,
  sliceThickness: 4,
};

const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
const point = fc.tuple(coordinate, coordinate, coordinate);
const spacing = fc.double({ min: 0.1, max: 5, noNaN: true });
const anyPlane = fc
  .record({ position: point, a: point, b: point, rowSpacing: spacing, columnSpacing: spacing })
  .filter(({ a, b }) => length(cross(a, b)) > 1e-3 * length(a) * length(b) && length(a) > 1 && length(b) > 1)
  .map(({ position, a, b, rowSpacing, columnSpacing }): ImagePlane => {
    const rowDirection = scale(a, 1 / length(a));
    const perpendicular = cross(cross(a, b), rowDirection);
    const columnDirection = scale(perpendicular, 1 / length(perpendicular));
    return { position, rowDirection, columnDirection, rowSpacing, columnSpacing, sliceThickness: undefined };
  });

describe('image plane', () => {
  test('the first pixel lies at ImagePositionPatient, columns and rows follow their directions', () => {
    expect(pixelToPatient(SAGITTAL, [0, 0])).toEqual([10, -100, 100]);
    expect(pixelToPatient(SAGITTAL, [10, 0])).toEqual([10, -92, 100]);
    expect(pixelToPatient(SAGITTAL, [0, 10])).toEqual([10, -100, 93]);
  });

  test('patient → pixel undoes pixel → patient, at any distance from the image', () => {
    fc.assert(
      fc.property(anyPlane, coordinate, coordinate, coordinate, (plane, column, row, away) => {
        const off = add(pixelToPatient(plane, [column, row]), scale(normal(plane), away));
        const { pixel, distance } = patientToPixel(plane, off);
        expect(pixel[0]).toBeCloseTo(column, 4);
        expect(pixel[1]).toBeCloseTo(row, 4);
        expect(distance).toBeCloseTo(away, 4);
      }),
    );
  });

  test('the normal is a unit vector and perpendicular to the image', () => {
    fc.assert(
      fc.property(anyPlane, (plane) => {
        expect(length(normal(plane))).toBeCloseTo(1, 6);
        expect(dot(normal(plane), plane.rowDirection)).toBeCloseTo(0, 6);
      }),
    );
  });

  test.each<[string, Vector3, Vector3]>([
    ['sagittal', [0, 1, 0], [0, 0, -1]],
    ['coronal', [1, 0, 0], [0, 0, -1]],
    ['axial', [1, 0, 0], [0, 1, 0]],
    ['sagittal', [0.5, Math.sqrt(0.75), 0], [0, 0, -1]],
    ['oblique', [Math.SQRT1_2, Math.SQRT1_2, 0], [0, 0, -1]],
  ])('is %s by the largest component of its normal', (name, rowDirection, columnDirection) => {
    expect(orientation({ ...SAGITTAL, rowDirection, columnDirection })).toBe(name);
  });

  test('is parallel to its own mirror image, but not to one turned by more than 5°', () => {
    expect(sameOrientation(SAGITTAL, { ...SAGITTAL, rowDirection: [0, -1, 0] })).toBe(true);
    expect(sameOrientation(SAGITTAL, turned(4))).toBe(true);
    expect(sameOrientation(SAGITTAL, turned(6))).toBe(false);
  });

  test('reaches from head to foot by its rows in sagittal images, not at all in axial ones', () => {
    expect(headFootExtent(SAGITTAL, 400, 300)).toBeCloseTo(280);
    expect(headFootExtent({ ...SAGITTAL, columnDirection: [1, 0, 0] }, 400, 300)).toBe(0);
  });
});

describe('a stack', () => {
  test('is sorted along the normal whatever order it comes in', () => {
    const images = [5, -3, 0, 12, -8].map((x, index) => image(index, [x, 0, 0]));
    fc.assert(
      fc.property(fc.shuffledSubarray(images, { minLength: 5 }), (shuffled) => {
        const sorted = sortAlongNormal(shuffled).map(({ header }) => header.plane?.position[0]);
        // The normal of [0,1,0] × [0,0,−1] points to the right of the patient.
        expect(sorted).toEqual([12, 5, 0, -3, -8]);
      }),
    );
  });

  test('without positions, or at one position, is sorted by number', () => {
    const images = [3, 1, 2].map((number) => image(number, undefined));
    expect(sortAlongNormal(images).map(({ header }) => header.instanceNumber)).toEqual([1, 2, 3]);
    const same = [3, 1, 2].map((number) => image(number, [0, 0, 0]));
    expect(sortAlongNormal(same).map(({ header }) => header.instanceNumber)).toEqual([1, 2, 3]);
  });

  test('has the median distance between neighbours as its spacing', () => {
    const planes = [0, 4.4, 8.8, 17.6].map((x): ImagePlane => ({ ...SAGITTAL, position: [x, 0, 0] }));
    expect(sliceSpacing(planes)).toBeCloseTo(4.4);
    expect(sliceSpacing(planes.slice(0, 1))).toBeUndefined();
    expect(sliceSpacing([])).toBeUndefined();
  });
});

function turned(degrees: number): ImagePlane {
  const angle = (degrees * Math.PI) / 180;
  return { ...SAGITTAL, rowDirection: [Math.sin(angle), Math.cos(angle), 0] };
}

function image(instanceNumber: number, position: Vector3 | undefined): { header: ImageHeader } {
  const dataSet = { ...SAGITTAL_T1, InstanceNumber: instanceNumber, ImagePositionPatient: position ?? [] };
  const [header] = parsePart10Headers(dicomFile(dataSet));
  if (!header) throw new Error('the builder made no image');
  return { header };
}
