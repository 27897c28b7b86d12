import { orientation, type Orientation, type PixelPoint } from '../dicom/geometry.ts';
import type { ImageHeader, ImagePlane, Vector3 } from '../dicom/image.ts';
import { dot, scale } from '../dicom/vector.ts';

/** A part of a view; millimetres from its top left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One image as a reader expects it: a sagittal one with the head up and anterior to the left. */
export interface View {
  /** Pixels across and down, as shown. */
  readonly columns: number;
  readonly rows: number;
  /** Size of a pixel as shown; millimetres, or 1 where the image says nothing. */
  readonly spacing: readonly [x: number, y: number];
  /** What the edges of the picture are turned to, e.g. `A`; undefined where the image does not say. */
  readonly edges: Readonly<Record<'left' | 'right' | 'top' | 'bottom', string>> | undefined;
  /** −1 where what turns with the clock as shown turns from rows towards columns as stored, else 1. */
  readonly handedness: 1 | -1;
  /** Index into the stored pixels of the pixel that is shown there. */
  indexAt(column: number, row: number): number;
  /** Millimetres from the top left corner, of a point in stored pixel coordinates. */
  toView(point: PixelPoint): PixelPoint;
  /** The way back. */
  fromView(millimetres: PixelPoint): PixelPoint;
}

/** Where right and down are to be, LPS, by custom. */
const CUSTOM: Record<Exclude<Orientation, 'oblique'>, readonly [right: Vector3, down: Vector3]> = {
  sagittal: [
    [0, 1, 0],
    [0, 0, -1],
  ],
  coronal: [
    [1, 0, 0],
    [0, 0, -1],
  ],
  axial: [
    [1, 0, 0],
    [0, 1, 0],
  ],
};

/** The image turned by its plane alone, whatever way it was stored; as it was stored where it has none. */
export function viewOf({ pixels, plane }: ImageHeader): View {
  const { transposed, mirrored, upsideDown } = plane ? turnOf(plane) : AS_STORED;
  const [columns, rows] = swapped([pixels.columns, pixels.rows], transposed);
  const spacing = swapped([plane?.columnSpacing ?? 1, plane?.rowSpacing ?? 1], transposed);
  const steps = swapped([1, pixels.columns], transposed);
  const across = mirrored ? -steps[0] : steps[0];
  const down = upsideDown ? -steps[1] : steps[1];
  const first = (mirrored ? (columns - 1) * steps[0] : 0) + (upsideDown ? (rows - 1) * steps[1] : 0);
  return {
    columns,
    rows,
    spacing,
    edges: plane && edgesOf(plane),
    handedness: transposed !== (mirrored !== upsideDown) ? -1 : 1,
    indexAt: (column, row) => first + column * across + row * down,
    toView: (point) => {
      const [x, y] = swapped(point, transposed);
      // Outlines count from the centre of the first pixel, pictures from its corner.
      return [
        ((mirrored ? columns - 1 - x : x) + 0.5) * spacing[0],
        ((upsideDown ? rows - 1 - y : y) + 0.5) * spacing[1],
      ];
    },
    fromView: ([right, below]) => {
      const [x, y] = [right / spacing[0] - 0.5, below / spacing[1] - 0.5];
      return swapped([mirrored ? columns - 1 - x : x, upsideDown ? rows - 1 - y : y], transposed);
    },
  };
}

interface Turn {
  /** Rows are shown as columns; mirrored and upside down are said of what that gives. */
  readonly transposed: boolean;
  readonly mirrored: boolean;
  readonly upsideDown: boolean;
}

const AS_STORED: Turn = { transposed: false, mirrored: false, upsideDown: false };

function turnOf(plane: ImagePlane): Turn {
  const seen = orientation(plane);
  if (seen === 'oblique') return AS_STORED;
  const [right, down] = CUSTOM[seen];
  const straight = Math.abs(dot(plane.rowDirection, right)) + Math.abs(dot(plane.columnDirection, down));
  const crossed = Math.abs(dot(plane.columnDirection, right)) + Math.abs(dot(plane.rowDirection, down));
  const transposed = crossed > straight;
  const [across, along] = swapped([plane.rowDirection, plane.columnDirection], transposed);
  return { transposed, mirrored: dot(across, right) < 0, upsideDown: dot(along, down) < 0 };
}

function edgesOf(plane: ImagePlane): NonNullable<View['edges']> {
  const { transposed, mirrored, upsideDown } = turnOf(plane);
  const [across, along] = swapped([plane.rowDirection, plane.columnDirection], transposed);
  const right = scale(across, mirrored ? -1 : 1);
  const down = scale(along, upsideDown ? -1 : 1);
  return {
    left: letterOf(scale(right, -1)),
    right: letterOf(right),
    top: letterOf(scale(down, -1)),
    bottom: letterOf(down),
  };
}

/** The patient's direction that a vector is closest to; PS3.3 C.7.6.1.1.1. */
function letterOf([x, y, z]: Vector3): string {
  const largest = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (Math.abs(y) === largest) return y > 0 ? 'P' : 'A';
  if (Math.abs(z) === largest) return z > 0 ? 'H' : 'F';
  return x > 0 ? 'L' : 'R';
}

function swapped<T>([a, b]: readonly [T, T], swap: boolean): readonly [T, T] {
  return swap ? [b, a] : [a, b];
}
