import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { componentsOf, largestComponent } from '../../src/spine/mask-components.ts';
import { outlineOf } from '../../src/spine/mask-outline.ts';
import { type ImageSize, rasterise } from '../../src/spine/outline.ts';

describe('outlineOf', () => {
  test('runs along the sides of the pixels, half a pixel from their centres', () => {
    expect(outlineOf(...drawn('....', '.##.', '....'))).toEqual([
      [2.5, 0.5],
      [2.5, 1.5],
      [0.5, 1.5],
      [0.5, 0.5],
    ]);
  });

  test('has nothing to say about an empty mask', () => {
    expect(outlineOf(...drawn('...', '...'))).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['one pixel', ['#']],
    ['a row', ['....', '####']],
    ['a column at the side', ['#..', '#..', '#..']],
    ['the whole image', ['###', '###']],
    ['a spiral', ['#####', '....#', '###.#', '#...#', '#####']],
    ['arms that touch at their corners', ['.#...', '##.##', '#.#.#', '#...#', '#####']],
    ['a bay that opens through a corner', ['###', '#.#', '##.', '###'].toReversed()],
  ])('of %s goes around all of it and nothing else', (_what, rows) => {
    const [mask, size] = drawn(...rows);
    expect(painted(outlineOf(mask, size), size)).toEqual(largestComponent(mask, size));
  });

  test('leaves holes out of account', () => {
    const [mask, size] = drawn('###', '#.#', '###');
    expect(painted(outlineOf(mask, size), size)).toEqual(new Uint8Array(9).fill(1));
  });

  test('of several components is that of the one that begins first', () => {
    const [mask, size] = drawn('#..', '..#');
    expect(rasterise(outlineOf(mask, size), size)).toEqual([0]);
  });

  test('gives back any component without holes', () => {
    fc.assert(
      fc.property(masks(), ([mask, size]) => {
        const component = withoutHoles(largestComponent(mask, size), size);
        expect(painted(outlineOf(component, size), size)).toEqual(component);
      }),
      { numRuns: 500 },
    );
  });

  test('has corners only', () => {
    fc.assert(
      fc.property(masks(), ([mask, size]) => {
        const outline = outlineOf(largestComponent(mask, size), size);
        outline.forEach(([x, y], i) => {
          const [px, py] = outline.at(i - 1) ?? [x, y];
          const [nx, ny] = outline[(i + 1) % outline.length] ?? [x, y];
          expect((x - px) * (ny - y)).not.toBe((y - py) * (nx - x));
        });
      }),
    );
  });
});

describe('componentsOf', () => {
  test('tells pixels apart that only meet at a corner, the largest component first', () => {
    const [mask, size] = drawn('#.##', '.##.', '#...');
    expect(componentsOf(mask, size).map((component) => component.toSorted((a, b) => a - b))).toEqual([
      [2, 3, 5, 6],
      [0],
      [8],
    ]);
  });

  test('takes every pixel once, and nothing over the edge of the image', () => {
    fc.assert(
      fc.property(masks(), ([mask, size]) => {
        const all = componentsOf(mask, size).flat();
        expect(new Set(all).size).toBe(all.length);
        expect(all).toHaveLength(mask.filter((value) => value !== 0).length);
      }),
    );
  });
});

/** Rows of a picture; `#` is in the mask. */
function drawn(...rows: string[]): [Uint8Array, ImageSize] {
  const mask = Uint8Array.from(rows.join(''), (sign) => Number(sign === '#'));
  return [mask, { rows: rows.length, columns: rows[0]?.length ?? 0 }];
}

function painted(outline: ReturnType<typeof outlineOf>, size: ImageSize): Uint8Array {
  const mask = new Uint8Array(size.rows * size.columns);
  for (const index of rasterise(outline, size)) mask[index] = 1;
  return mask;
}

/** More often set than not, so that components wind and touch themselves. */
function masks(): fc.Arbitrary<[Uint8Array, ImageSize]> {
  return fc
    .record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }) })
    .chain((size) =>
      fc
        .array(fc.constantFrom(0, 1, 255), { minLength: size.rows * size.columns, maxLength: 81 })
        .map((values): [Uint8Array, ImageSize] => [
          Uint8Array.from(values.slice(0, size.rows * size.columns)),
          size,
        ]),
    );
}

/** Fills what background cannot reach from outside the image, by sides and by corners. */
function withoutHoles(mask: Uint8Array, { rows, columns }: ImageSize): Uint8Array {
  const reached = new Set<string>();
  const isBackground = (c: number, r: number) =>
    c < 0 || r < 0 || c >= columns || r >= rows || !mask[r * columns + c];
  const queue: [number, number][] = [[-1, -1]];
  for (const [c, r] of queue) {
    for (const [dc, dr] of AROUND) {
      const [x, y] = [c + dc, r + dr];
      if (x < -1 || y < -1 || x > columns || y > rows || reached.has(`${x} ${y}`)) continue;
      if (!isBackground(x, y)) continue;
      reached.add(`${x} ${y}`);
      queue.push([x, y]);
    }
  }
  return mask.map((value, i) => (value || !reached.has(`${i % columns} ${Math.floor(i / columns)}`) ? 1 : 0));
}

const AROUND = [-1, 0, 1].flatMap((dc) => [-1, 0, 1].map((dr) => [dc, dr] as const));
