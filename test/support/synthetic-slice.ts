import type { ImageHeader, Slice } from '../../src/dicom/image.ts';
import type { Level } from '../../src/mscore/levels.ts';
import type { Outline } from '../../src/mscore/measurement.ts';
import type { LocatedSpine } from '../../src/spine/localiser.ts';
import { air } from '../mscore/air.ts';
import { imageHeader, pixelDescription } from '../mscore/image-header.ts';

const SIZE = 200;
/** Side of the squares that are measured, pixels. */
const SIDE = 20;
/** Left and top pixel of each square; the left half of the image is air. */
const PLACES = { L1: [120, 10], L2: [120, 40], L3: [120, 70], L4: [120, 100], csf: [160, 50] } as const;
const AIR = { left: 5, top: 5, side: 90 };

export interface SyntheticSlice {
  readonly instanceNumber?: number;
  /** Grey value of each square. */
  readonly grey?: Partial<Record<keyof typeof PLACES, number>>;
  readonly header?: Partial<ImageHeader>;
}

/** A sagittal image of air (σ = 10 per channel) with even squares for L1–L4 and fluid in it. */
export function syntheticSlice({ instanceNumber = 1, grey = {}, header }: SyntheticSlice = {}): Slice {
  const pixels = Uint16Array.from(air(SIZE * SIZE, { seed: instanceNumber, sigma: 10 }));
  const greys = { L1: 400, L2: 400, L3: 400, L4: 400, csf: 100, ...grey };
  for (const [name, [left, top]] of Object.entries(PLACES)) {
    const value = Object.entries(greys).find(([key]) => key === name)?.[1] ?? 0;
    for (let row = top; row < top + SIDE; row += 1) {
      pixels.fill(value, row * SIZE + left, row * SIZE + left + SIDE);
    }
  }
  return {
    header: imageHeader({
      sopInstanceUid: sopInstanceUid(instanceNumber),
      instanceNumber,
      pixels: { ...pixelDescription, rows: SIZE, columns: SIZE },
      ...header,
    }),
    pixels,
  };
}

const sopInstanceUid = (instanceNumber: number) => `1.2.3.1.${instanceNumber}`;

function square(instanceNumber: number, [left, top]: readonly [number, number], side: number): Outline {
  const [x, y] = [left - 0.5, top - 0.5];
  return {
    sopInstanceUid: sopInstanceUid(instanceNumber),
    frameNumber: 1,
    polygon: [
      [x, y],
      [x + side, y],
      [x + side, y + side],
      [x, y + side],
    ],
  };
}

/** Where a person marked one level; `sliceIndex` 0 is image 1. */
export function marked(level: Level, sliceIndex = 0): LocatedSpine['levels'][number] {
  return { level, roi: square(sliceIndex + 1, PLACES[level], SIDE), sliceIndex };
}

/** L1–L4, air and fluid on the first image. */
export function syntheticSpine(changes: Partial<LocatedSpine> = {}): LocatedSpine {
  return {
    source: 'roi-file',
    levels: [marked('L1'), marked('L2'), marked('L3'), marked('L4')],
    noise: [{ outline: square(1, [AIR.left, AIR.top], AIR.side), sliceIndex: 0 }],
    csf: [{ behind: 'L3', outline: square(1, PLACES.csf, SIDE), sliceIndex: 0 }],
    leftOut: [],
    ...changes,
  };
}
