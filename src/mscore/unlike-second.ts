import type { ImageHeader, ImagePlane, Vector3 } from '../dicom/image.ts';
import { differingTraits } from './alike.ts';

/** Millimetres between the corners of two images that are one plane; and per pixel between their spacings. */
const SAME_PLACE = 0.1;
/** Of a direction, in each coordinate: a tenth of a degree. */
const SAME_DIRECTION = 0.0017;
const SAME_SPACING = 0.001;
/** Minutes: later the patient has moved, and the scanner may have been tuned again. */
const LATEST = 60;

/**
 * What keeps an image from being a second acquisition of another, in words; empty when it is one. Same patient,
 * scanner, protocol, plane and scale, one after the other.
 */
export function unlikeSecond(first: ImageHeader, second: ImageHeader): string[] {
  const same: readonly (readonly [string, boolean])[] = [
    ['patient', first.patient.id === second.patient.id],
    ['frame of reference', first.frameOfReferenceUid === second.frameOfReferenceUid],
    ['matrix', sameMatrix(first, second)],
    ['plane', samePlane(first.plane, second.plane)],
    ['scale', first.pixels.rescaleSlope === second.pixels.rescaleSlope],
    ['image type', first.imageType.join('\\') === second.imageType.join('\\')],
    ['flip angle', first.acquisition.flipAngle === second.acquisition.flipAngle],
    [
      'phase encoding',
      first.acquisition.phaseEncodingDirection === second.acquisition.phaseEncodingDirection,
    ],
    ['time', sameHour(first.acquiredAt, second.acquiredAt)],
  ];
  return [...same.flatMap(([name, is]) => (is ? [] : [name])), ...differingTraits([first, second])];
}

function sameMatrix({ pixels: a }: ImageHeader, { pixels: b }: ImageHeader): boolean {
  return a.rows === b.rows && a.columns === b.columns;
}

export function samePlane(a: ImagePlane | undefined, b: ImagePlane | undefined): boolean {
  if (!a || !b) return false;
  return (
    near(a.position, b.position, SAME_PLACE) &&
    near(a.rowDirection, b.rowDirection, SAME_DIRECTION) &&
    near(a.columnDirection, b.columnDirection, SAME_DIRECTION) &&
    Math.abs(a.rowSpacing - b.rowSpacing) <= SAME_SPACING &&
    Math.abs(a.columnSpacing - b.columnSpacing) <= SAME_SPACING
  );
}

function near(a: Vector3, b: Vector3, tolerance: number): boolean {
  return a.every((value, axis) => Math.abs(value - (b[axis] ?? Infinity)) <= tolerance);
}

/** Unknown times are passed over: what moved shows in the images. */
function sameHour(a: string | undefined, b: string | undefined): boolean {
  const [from, to] = [minutesOf(a), minutesOf(b)];
  return from === undefined || to === undefined || Math.abs(to - from) <= LATEST;
}

/** Of `YYYYMMDDHHMM…`; undefined when less is said. */
function minutesOf(dateTime: string | undefined): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)/.exec(dateTime ?? '');
  if (!match) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute) / 60_000;
}
