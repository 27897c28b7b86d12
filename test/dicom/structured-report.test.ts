import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseAnnotation } from '../../src/dicom/annotation.ts';
import type { Region } from '../../src/dicom/spatial-coordinates.ts';
import type { StructuredReport } from '../../src/dicom/structured-report.ts';
import { dicomFile, type TestDataSet } from '../support/dicom-builder.ts';
import {
  coded,
  container,
  imageRegion,
  patientRegion,
  reportDataSet,
  type TestGroup,
} from '../support/report-builder.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';

const SQUARE = [10, 20, 14, 20, 14, 24, 10, 24, 10, 20];
/** A measurement with the region that it was made in. */
const AREA: TestDataSet = { ValueType: 'NUM', ContentSequence: [imageRegion('POLYLINE', SQUARE)] };
const L3 = ['36470004', 'SCT', 'L3 vertebra'] as const;
const IMPLICIT = '1.2.840.10008.1.2';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';

describe('a report by TID 1500', () => {
  const GROUP: TestGroup = {
    trackingId: 'third lumbar',
    finding: ['51282000', 'SCT', 'Vertebra'],
    site: L3,
    content: [imageRegion('POLYLINE', SQUARE)],
  };

  test.each(['1.2.840.10008.1.2.1', IMPLICIT, BIG_ENDIAN])(
    'says of each group what it is called, what it is, where, and its regions (%s)',
    (transferSyntaxUid) => {
      expect(parse(reportDataSet([GROUP]), transferSyntaxUid).groups).toEqual([
        {
          trackingId: 'third lumbar',
          findings: [{ value: '51282000', scheme: 'SCT', meaning: 'Vertebra' }],
          findingSites: [{ value: '36470004', scheme: 'SCT', meaning: 'L3 vertebra' }],
          regions: [
            expect.objectContaining({ coordinates: 'pixel', sopInstanceUid: '1.2.3.1.1', frames: [] }),
          ],
        },
      ]);
    },
  );

  test('knows its origin', () => {
    const parsed = parseAnnotation(dicomFile(reportDataSet([], { ManufacturerModelName: 'Reader' })));
    expect(parsed?.annotation).toMatchObject({
      kind: 'sr',
      sopInstanceUid: '1.2.3.5.1',
      studyInstanceUid: '1.2.3',
      patientId: 'P1',
      modelName: 'Reader',
      contentAt: '20260303101500',
    });
  });

  test('reads finding sites in the old code', () => {
    const site = coded(['G-C0E3', 'SRT'], ['T-11930', 'SRT']);
    const [group] = parse(reportDataSet([{ content: [site] }])).groups;
    expect(group?.findingSites).toMatchObject([{ value: 'T-11930', scheme: 'SRT' }]);
  });

  test('finds regions below their measurements, each once', () => {
    expect(regionsOf([AREA, AREA, imageRegion('CIRCLE', [5, 5, 5, 7])])).toHaveLength(2);
  });

  test('finds groups wherever they hang, and nothing outside them', () => {
    const group = container(['125007', 'DCM'], [imageRegion('POLYLINE', SQUARE)]);
    const deep = container(['126010', 'DCM'], [container(['1', '99X'], [group])]);
    const dataSet = reportDataSet([], { ContentSequence: [deep, imageRegion('CIRCLE', [1, 1, 1, 2])] });
    expect(parse(dataSet).groups.map(({ regions }) => regions.length)).toEqual([1]);
  });
});

describe('regions', () => {
  test('of images count from the corner of the first pixel, ours from its centre', () => {
    expect(regionsOf([imageRegion('POLYLINE', SQUARE, '1.2.9', [2, 3])])).toEqual([
      {
        coordinates: 'pixel',
        sopInstanceUid: '1.2.9',
        frames: [2, 3],
        polygon: [
          [9.5, 19.5],
          [13.5, 19.5],
          [13.5, 23.5],
          [9.5, 23.5],
        ],
      },
    ]);
  });

  test('of the patient are in millimetres', () => {
    const triangle = [1, 0, 0, 1, 5, 0, 1, 0, 5, 1, 0, 0];
    expect(regionsOf([patientRegion('POLYGON', triangle)])).toEqual([
      {
        coordinates: 'patient',
        frameOfReferenceUid: '1.2.3.9',
        polygon: [
          [1, 0, 0],
          [1, 5, 0],
          [1, 0, 5],
        ],
      },
    ]);
  });

  test('that are circles or ellipses become polygons of nearly the same area', () => {
    const [circle] = regionsOf([imageRegion('CIRCLE', [30, 30, 40, 30])]);
    expect(areaOf(circle)).toBeCloseTo(Math.PI * 100, -1);
    const [ellipse] = regionsOf([imageRegion('ELLIPSE', [20, 30, 40, 30, 30, 25, 30, 35])]);
    expect(areaOf(ellipse)).toBeCloseTo(Math.PI * 50, -1);
    expect(ellipse?.polygon[0]).toEqual([39.5, 29.5]);
  });

  test.each<[string, TestDataSet]>([
    ['a point', imageRegion('POINT', [1, 1])],
    ['points', imageRegion('MULTIPOINT', [1, 1, 2, 2])],
    ['an open line', imageRegion('POLYLINE', [1, 1, 5, 1, 5, 5])],
    ['a line there and back', imageRegion('POLYLINE', [1, 1, 5, 1, 1, 1])],
    ['a point of the patient', patientRegion('POINT', [1, 1, 1])],
    ['an ellipsoid', patientRegion('ELLIPSOID', [1, 1, 1])],
    ['a region on no image', { ...imageRegion('POLYLINE', SQUARE), ContentSequence: [] }],
    ['a region without type', { ...imageRegion('POLYLINE', SQUARE), GraphicType: [] }],
  ])('%s is none', (_what, item) => {
    expect(regionsOf([item])).toEqual([]);
  });

  test.each<[string, TestDataSet]>([
    ['no coordinates', imageRegion('POLYLINE', [])],
    ['half a point', imageRegion('POLYLINE', [1, 1, 2])],
    ['a point of the patient that lacks z', patientRegion('POLYGON', [1, 1])],
    ['a circle without radius', imageRegion('CIRCLE', [1, 1])],
    ['an ellipse with one axis', imageRegion('ELLIPSE', [1, 1, 2, 2])],
    ['coordinates that are no numbers', imageRegion('POLYLINE', [Number.NaN, 1, 2, 2, 3, 3])],
  ])('%s make the report invalid', (_what, item) => {
    expect(() => regionsOf([item])).toThrow(expect.objectContaining({ code: 'dicom/invalid' }));
  });
});

test('what is no content tree is invalid', () => {
  expect(() => parse(reportDataSet([], { ValueType: 'TEXT' }))).toThrow(
    expect.objectContaining({ code: 'dicom/invalid' }),
  );
});

test('more groups or regions than any reader marks are not read', () => {
  const groups = Array.from({ length: 501 }, (): TestGroup => ({}));
  expect(() => parse(reportDataSet(groups))).toThrow(expect.objectContaining({ code: 'dicom/invalid' }));
  const content = Array.from({ length: 1001 }, (_, i) => imageRegion('CIRCLE', [i, 1, i, 2]));
  expect(() => regionsOf(content)).toThrow(expect.objectContaining({ code: 'dicom/invalid' }));
});

describeWithTestData('real reports', () => {
  test('of highdicom name findings and sites, and have circles and outlines on CT images', () => {
    const { groups } = read('highdicom/sr_document_with_multiple_groups.dcm');
    expect(groups.map(({ trackingId }) => trackingId)).toEqual([
      'Image0001',
      'LungNodule0001',
      'Aorta0001',
      'Vertebra0001',
    ]);
    expect(groups.map(({ regions }) => regions.length)).toEqual([0, 1, expect.any(Number), 0]);
    expect(groups[1]?.findingSites).toMatchObject([{ value: '39607008', scheme: 'SCT' }]);
    expect(read('highdicom/sr_document.dcm').groups[0]).toMatchObject({
      findings: [{ value: 'T-A7010', scheme: 'SRT' }],
      findingSites: [{ value: 'T-D00F7', scheme: 'SRT' }],
      regions: [{ coordinates: 'pixel', frames: [] }],
    });
  });

  test('of dcmqi measure a segment, and have no regions themselves', () => {
    const { groups } = read('dcmqi/sr-example/sr.dcm');
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.flatMap(({ regions }) => regions)).toEqual([]);
  });
});

function parse(dataSet: TestDataSet, transferSyntaxUid?: string): StructuredReport {
  return report(dicomFile(dataSet, transferSyntaxUid === undefined ? {} : { transferSyntaxUid }));
}

function report(bytes: Uint8Array): StructuredReport {
  const annotation = parseAnnotation(bytes)?.annotation;
  if (annotation?.kind !== 'sr') throw new RangeError('no report');
  return annotation;
}

function read(path: string): StructuredReport {
  return report(readFileSync(testData(`annotations/${path}`)));
}

function regionsOf(content: readonly TestDataSet[]): readonly Region[] {
  return parse(reportDataSet([{ content }])).groups.flatMap(({ regions }) => regions);
}

function areaOf(region: Region | undefined): number {
  const points = region?.polygon ?? [];
  const sum = points.reduce((total, [x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length] ?? [x, y];
    return total + x * ny - nx * y;
  }, 0);
  return Math.abs(sum) / 2;
}
