import { mulberry32, randomFor } from '../../fixtures/phantom/random.ts';
import type { PixelArray, Slice } from '../../src/dicom/image.ts';
import { between, Canvas, everywhere } from './canvas.ts';
import { abdomen, blocks, type Draw, ellipses, head, knee, patterns } from './drawings.ts';
import { sagittalSlice } from './sagittal-slice.ts';

/** Stacks of images of one kind that show no lumbar spine from the side. */
export interface NegativeKind {
  readonly kind: string;
  /** Made one after the other, so that one at a time is held. */
  readonly stacks: () => Iterable<readonly Slice[]>;
}

/** Images of one size; millimetres. */
export interface RawStack {
  readonly rows: number;
  readonly columns: number;
  readonly spacing: number;
  readonly images: readonly PixelArray[];
}

/** Millimetres from image to image, as in the phantom. */
const APART = 4.4;
const LEAST_SLICES = 5;
const MOST_SLICES = 11;
const SIDE = 256;

/** The images as a stack whose headers claim that it is sagittal, head up and anterior to the left. */
export function claimedSagittal({ images, ...size }: RawStack, apart = APART): Slice[] {
  return images.map((pixels, i) =>
    sagittalSlice({ ...size, pixels, across: (i - (images.length - 1) / 2) * apart, number: i + 1 }),
  );
}

/** Everything that is drawn here, and what is no drawing at all. */
export function drawnKinds(): NegativeKind[] {
  return [
    drawn('knee-like', 6, knee),
    drawn('head-like', 6, head),
    drawn('abdomen-like', 6, abdomen),
    drawn('ellipses', 6, ellipses),
    drawn('patterns', 5, patterns),
    drawn('rows of blocks', 8, blocks),
    drawn('gradients', 4, gradient),
    { kind: 'pure noise', stacks: noise },
    { kind: 'constant', stacks: constant },
  ];
}

function drawn(kind: string, count: number, draw: Draw): NegativeKind {
  return {
    kind,
    *stacks() {
      for (let seed = 0; seed < count; seed += 1) {
        const random = randomFor(kind, seed);
        const slices = slicesOf(random());
        const fieldOfView = between(random, 230, 330);
        const sigma = between(random, 8, 40);
        const thing = Math.floor(random() * 2 ** 32);
        const canvases = Array.from({ length: slices }, (_, i) => {
          const canvas = new Canvas(fieldOfView);
          draw(canvas, mulberry32(thing), (2 * i) / (slices - 1) - 1);
          return canvas;
        });
        yield claimedSagittal({
          rows: SIDE,
          columns: SIDE,
          spacing: fieldOfView / SIDE,
          images: canvases.map((canvas) => canvas.stored(sigma, random)),
        });
      }
    },
  };
}

function slicesOf(share: number): number {
  return LEAST_SLICES + Math.floor(share * (MOST_SLICES - LEAST_SLICES + 1));
}

const gradient: Draw = (canvas, random) => {
  const angle = 2 * Math.PI * random();
  const bend = between(random, 0.5, 2);
  const along = (x: number, y: number) => 0.5 + (x * Math.cos(angle) + y * Math.sin(angle)) / 500;
  canvas.paint(everywhere, (x, y) => Math.max(0, along(x, y)) ** bend);
};

function* noise() {
  for (const [seed, sigma] of [3, 30, 300, 3000].entries()) {
    const random = randomFor('pure noise', seed);
    const images = Array.from({ length: slicesOf(random()) }, () => new Canvas(320).stored(sigma, random));
    yield claimedSagittal({ rows: SIDE, columns: SIDE, spacing: 320 / SIDE, images });
  }
}

function* constant() {
  for (const value of [0, 1, 700, 65535]) {
    const images = Array.from({ length: 7 }, () => new Uint16Array(SIDE ** 2).fill(value));
    yield claimedSagittal({ rows: SIDE, columns: SIDE, spacing: 320 / SIDE, images });
  }
}
