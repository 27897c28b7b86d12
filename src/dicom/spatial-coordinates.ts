import { CodedError } from '../errors.ts';
import { type Attributes, text } from './attributes.ts';
import type { PixelPoint } from './geometry.ts';
import type { Vector3 } from './image.ts';
import { add, scale, subtract } from './vector.ts';

/** A closed region: on images that it names, or in the patient. */
export type Region =
  | {
      readonly coordinates: 'pixel';
      readonly sopInstanceUid: string;
      /** Frames of a multi-frame image, 1-based; none when it names no frame. */
      readonly frames: readonly number[];
      /** [0, 0] is the centre of the first pixel. */
      readonly polygon: readonly PixelPoint[];
    }
  | {
      readonly coordinates: 'patient';
      readonly frameOfReferenceUid: string;
      /** Millimetres, LPS. */
      readonly polygon: readonly Vector3[];
    };

/** Corners of the polygons that stand for circles and ellipses: 0.16 % less area. */
const CORNERS = 64;

/**
 * The region of a content item with spatial coordinates, of images (SCOORD, PS3.3 C.18.6) or of the patient
 * (SCOORD3D, C.18.9). Undefined for other items, for points and open lines, and for image regions whose
 * image is not told below them.
 *
 * @throws CodedError `dicom/invalid` for graphic data that are not what their type needs
 */
export function regionOf(item: Attributes): Region | undefined {
  const valueType = text(item, 'ValueType');
  if (valueType === 'SCOORD') return imageRegion(item);
  return valueType === 'SCOORD3D' ? patientRegion(item) : undefined;
}

function imageRegion(item: Attributes): Region | undefined {
  const image = item.items('ContentSequence').find((child) => text(child, 'ValueType') === 'IMAGE');
  const [reference] = image?.items('ReferencedSOPSequence') ?? [];
  const sopInstanceUid = reference && text(reference, 'ReferencedSOPInstanceUID');
  if (!reference || sopInstanceUid === undefined) return undefined;
  const polygon = closed(item, pointsOf(item, 2));
  return (
    polygon && {
      coordinates: 'pixel',
      sopInstanceUid,
      frames: reference.numbers('ReferencedFrameNumber'),
      // In DICOM 0\0 is the upper left corner of the first pixel (PS3.3 C.18.6.1.1).
      polygon: polygon.map(([column, row]): PixelPoint => [column - 0.5, row - 0.5]),
    }
  );
}

function patientRegion(item: Attributes): Region | undefined {
  const frameOfReferenceUid = text(item, 'ReferencedFrameOfReferenceUID');
  const polygon = closed(item, pointsOf(item, 3));
  if (frameOfReferenceUid === undefined || polygon === undefined) return undefined;
  return { coordinates: 'patient', frameOfReferenceUid, polygon };
}

/** Points of the graphic data; those on images lie in the plane z = 0. */
function pointsOf(item: Attributes, dimensions: 2 | 3): Vector3[] {
  const values = item.numbers('GraphicData');
  if (values.length === 0 || values.length % dimensions !== 0) {
    throw new CodedError('dicom/invalid', 'GraphicData');
  }
  return Array.from({ length: values.length / dimensions }, (_, index): Vector3 => {
    const [x = 0, y = 0, z = 0] = values.slice(dimensions * index, dimensions * (index + 1));
    return [x, y, z];
  });
}

/** The outline without its last point, which repeats the first; undefined when it encloses nothing. */
function closed(item: Attributes, points: readonly Vector3[]): readonly Vector3[] | undefined {
  const [a, b, c, d] = points;
  switch (text(item, 'GraphicType') ?? '') {
    case 'POLYLINE':
    case 'POLYGON': {
      const last = points.at(-1);
      const isClosed = a && last && a.every((value, axis) => value === last[axis]);
      return isClosed && points.length > 3 ? points.slice(0, -1) : undefined;
    }
    case 'CIRCLE': {
      if (!a || !b || points.length !== 2) throw new CodedError('dicom/invalid', 'GraphicData of a circle');
      const radius = subtract(b, a);
      return ellipse(a, radius, [-radius[1], radius[0], 0]);
    }
    case 'ELLIPSE': {
      if (!a || !b || !c || !d || points.length !== 4) {
        throw new CodedError('dicom/invalid', 'GraphicData of an ellipse');
      }
      // The ends of the long axis, then those of the short one.
      return ellipse(scale(add(a, b), 0.5), scale(subtract(b, a), 0.5), scale(subtract(d, c), 0.5));
    }
    default:
      return undefined;
  }
}

function ellipse(center: Vector3, axis: Vector3, across: Vector3): Vector3[] {
  return Array.from({ length: CORNERS }, (_, index) => {
    const angle = (2 * Math.PI * index) / CORNERS;
    return add(center, add(scale(axis, Math.cos(angle)), scale(across, Math.sin(angle))));
  });
}
