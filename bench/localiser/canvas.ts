import { storeWithNoise } from '../../fixtures/phantom/noise.ts';
import type { Random } from '../../fixtures/phantom/random.ts';

/** Whether a place is inside; [0, 0] is the middle of the image, x grows to the right, y downwards; millimetres. */
export type Shape = (x: number, y: number) => boolean;
/** Signal at a place, about 0 to 1. */
export type Paint = number | ((x: number, y: number) => number);

const SIDE = 256;
/** Stored units of signal 1. */
const BRIGHT = 600;

/** A square image to paint on, black at first. */
export class Canvas {
  /** Side of the image in pixels, and of a pixel in millimetres. */
  readonly side = SIDE;
  readonly spacing: number;
  readonly #signal = new Float32Array(SIDE ** 2);

  /** @param fieldOfView side of the image, millimetres */
  constructor(fieldOfView: number) {
    this.spacing = fieldOfView / SIDE;
  }

  /** Paints over what is there. */
  paint(shape: Shape, paint: Paint): void {
    for (let pixel = 0; pixel < this.#signal.length; pixel += 1) {
      const x = ((pixel % SIDE) + 0.5 - SIDE / 2) * this.spacing;
      const y = (Math.floor(pixel / SIDE) + 0.5 - SIDE / 2) * this.spacing;
      if (shape(x, y)) this.#signal[pixel] = typeof paint === 'number' ? paint : paint(x, y);
    }
  }

  /** Stored values with Rician noise of `sigma` stored units. */
  stored(sigma: number, random: Random): Uint16Array {
    const scaled = this.#signal.map((value) => Math.max(0, value) * BRIGHT);
    return storeWithNoise(scaled, sigma, random);
  }
}

export const everywhere: Shape = () => true;

/** An ellipse with half axes `a` and `b`, turned by `angle` radians; millimetres. */
export function ellipse([cx, cy]: readonly [number, number], a: number, b: number, angle = 0): Shape {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => {
    const u = (x - cx) * cos + (y - cy) * sin;
    const v = (y - cy) * cos - (x - cx) * sin;
    return (u / a) ** 2 + (v / b) ** 2 < 1;
  };
}

/** A rounded rectangle: a superellipse of the fourth power. */
export function block([cx, cy]: readonly [number, number], a: number, b: number, angle = 0): Shape {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => {
    const u = (x - cx) * cos + (y - cy) * sin;
    const v = (y - cy) * cos - (x - cx) * sin;
    return (u / a) ** 4 + (v / b) ** 4 < 1;
  };
}

/** A random pattern around `mean`, its details about `size` millimetres large. */
export function texture(random: Random, mean: number, amplitude: number, size: number): Paint {
  const waves = Array.from({ length: 10 }, () => {
    const angle = 2 * Math.PI * random();
    const k = ((0.6 + 0.8 * random()) * Math.PI) / size;
    return { kx: k * Math.cos(angle), ky: k * Math.sin(angle), phase: 2 * Math.PI * random() };
  });
  return (x, y) =>
    mean +
    (amplitude / 4) * waves.reduce((sum, { kx, ky, phase }) => sum + Math.sin(kx * x + ky * y + phase), 0);
}

/** A uniform random number between two others. */
export function between(random: Random, from: number, to: number): number {
  return from + (to - from) * random();
}
