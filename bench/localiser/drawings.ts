import type { Random } from '../../fixtures/phantom/random.ts';
import { between, block, Canvas, ellipse, everywhere, type Shape, texture } from './canvas.ts';

/**
 * Draws one thing on a canvas. `random` is the same for every slice of a stack, so that it is one thing;
 * `depth` runs from −1 in the first to 1 in the last slice.
 */
export type Draw = (canvas: Canvas, random: Random, depth: number) => void;

/** Two long bones that meet in a joint, a kneecap before it, muscle and fat around. */
export function knee(canvas: Canvas, random: Random, depth: number): void {
  const bend = between(random, -0.25, 0.25);
  const [half, shaft] = [between(random, 55, 75), between(random, 14, 19)];
  const around =
    (width: number): Shape =>
    (x, y) =>
      Math.abs(x - bend * Math.abs(y)) < width - 0.06 * y;
  canvas.paint(around(half), 0.85);
  canvas.paint(around(half - 10), texture(random, 0.35, 0.08, 14));
  const marrow = texture(random, between(random, 0.65, 0.9), 0.06, 8);
  const flare = between(random, 0.7, 1.2);
  for (const side of [-1, 1]) {
    const bone =
      (rim: number): Shape =>
      (x, y) => {
        const away = side * y;
        const wide =
          shaft * (1 + flare * Math.exp(-((away - 6) ** 2) / 900)) * Math.sqrt(1 - 0.5 * depth ** 2);
        return away > 4 + rim && Math.abs(x - bend * Math.abs(y)) < wide - rim;
      };
    canvas.paint(bone(0), 0.08);
    canvas.paint(bone(3), marrow);
  }
  const patella = [-shaft * 2.6, -between(random, 12, 24)] as const;
  canvas.paint(ellipse(patella, 10, 19, 0.2), 0.08);
  canvas.paint(ellipse(patella, 8, 16, 0.2), marrow);
}

/** Skin, skull and brain with folds, ventricles, face and neck. */
export function head(canvas: Canvas, random: Random, depth: number): void {
  const scale = between(random, 0.85, 1.1) * Math.sqrt(1 - 0.4 * depth ** 2);
  const at = [between(random, -8, 8), between(random, -30, -15)] as const;
  canvas.paint(block([between(random, 5, 20), 90], 38, 90), texture(random, 0.4, 0.1, 12));
  canvas.paint(ellipse([-45, 45], 45, 50), texture(random, 0.45, 0.15, 10));
  canvas.paint(ellipse(at, 100 * scale, 82 * scale, 0.15), 0.9);
  canvas.paint(ellipse(at, 94 * scale, 76 * scale, 0.15), 0.05);
  canvas.paint(ellipse(at, 90 * scale, 72 * scale, 0.15), 0.7);
  canvas.paint(ellipse(at, 87 * scale, 69 * scale, 0.15), 0.12);
  canvas.paint(ellipse(at, 85 * scale, 67 * scale, 0.15), texture(random, 0.5, 0.25, between(random, 5, 9)));
  canvas.paint(ellipse([at[0] - 5, at[1]], 32 * scale, 11, 0.1), 0.1);
  canvas.paint(ellipse([at[0] + 10, at[1] + 48 * scale], 13, 26, 0.3), 0.42);
  canvas.paint(ellipse([at[0] + 48 * scale, at[1] + 42 * scale], 26, 20), texture(random, 0.45, 0.3, 3));
}

/** A trunk seen from below: fat, muscle, liver, kidneys, loops of bowel, one vertebra. */
export function abdomen(canvas: Canvas, random: Random, depth: number): void {
  const [a, b] = [between(random, 120, 145), between(random, 80, 105)];
  canvas.paint(ellipse([0, 0], a, b), 0.95);
  canvas.paint(ellipse([0, 3], a - 18, b - 16), 0.35);
  canvas.paint(ellipse([0, 0], a - 28, b - 26), 0.75);
  canvas.paint(ellipse([-45, -15 + 12 * depth], 48, 40, 0.4), texture(random, 0.5, 0.05, 6));
  for (const side of [-1, 1]) {
    canvas.paint(ellipse([side * 52, 32], 20, 27, side * 0.3), 0.4);
    canvas.paint(ellipse([side * 48, 32], 8, 12), 0.8);
  }
  const loops = 5 + Math.floor(6 * random());
  for (let i = 0; i < loops; i += 1) {
    const middle = [between(random, -50, 75), between(random, -55, 5)] as const;
    canvas.paint(ellipse(middle, between(random, 9, 17), between(random, 9, 17)), between(random, 0.1, 0.6));
  }
  const back = b - between(random, 48, 55);
  canvas.paint(ellipse([0, back], 23, 17), 0.08);
  canvas.paint(ellipse([0, back], 21, 15), 0.65);
  canvas.paint(ellipse([0, back + 24], 9, 8), 0.15);
}

/** Ellipses of any size anywhere, one over the other. */
export function ellipses(canvas: Canvas, random: Random, depth: number): void {
  const count = 8 + Math.floor(30 * random());
  canvas.paint(everywhere, between(random, 0, 0.3));
  for (let i = 0; i < count; i += 1) {
    const middle = [between(random, -130, 130) + 6 * depth, between(random, -130, 130)] as const;
    const [a, b] = [between(random, 6, 60), between(random, 6, 40)];
    canvas.paint(ellipse(middle, a, b, between(random, 0, Math.PI)), texture(random, random(), 0.1, 10));
  }
}

/** Nothing but a pattern. */
export function patterns(canvas: Canvas, random: Random, depth: number): void {
  const pattern = texture(random, 0.5, 0.4, between(random, 3, 40));
  canvas.paint(everywhere, (x, y) => (typeof pattern === 'number' ? pattern : pattern(x + 9 * depth, y)));
}

/** A row of rounded blocks with dark gaps, as fingers have, in a band of soft tissue: a spine but for all else. */
export function blocks(canvas: Canvas, random: Random, depth: number): void {
  const count = 3 + Math.floor(6 * random());
  const [height, gap] = [between(random, 10, 34), between(random, 3, 12)];
  const [width, lean, curve] = [between(random, 8, 22), between(random, -0.3, 0.3), between(random, -30, 30)];
  const middle = (y: number): number => lean * y + curve * Math.cos(y / 70);
  canvas.paint((x, y) => Math.abs(x - middle(y)) < width + 35, texture(random, 0.35, 0.1, 12));
  const marrow = texture(random, between(random, 0.55, 0.9), 0.06, 7);
  for (let i = 0; i < count; i += 1) {
    const y = (i - (count - 1) / 2) * (height + gap);
    const at = [middle(y), y] as const;
    const slope = -lean + (curve / 70) * Math.sin(y / 70);
    const wide = width * (1 - 0.3 * depth ** 2);
    canvas.paint(block(at, wide + 1.5, height / 2 + 1.5, slope), 0.06);
    canvas.paint(block(at, wide, height / 2, slope), marrow);
  }
}
