import { describe, expect, test } from '@jest/globals';
import { fluidBehind } from '../../../src/spine/model/csf.ts';
import { pixelToPatient } from '../../../src/dicom/geometry.ts';
import type { Box } from '../annotated-spine.ts';
import { type DrawnPart, MM, planeOf, sightingOf } from './drawn-slice.ts';
import { STORAGES, USUAL } from './storages.ts';

const SIZE = { rows: 60, columns: 70 };
const BODY: DrawnPart = { name: 'body', box: [10, 20, 32, 38] };
const canal = (box: Box): DrawnPart => ({ name: 'canal', box });
const fluid = (parts: readonly DrawnPart[], storage = USUAL) => {
  const sighting = sightingOf({ parts: [BODY, ...parts], size: SIZE, storage });
  return { outline: fluidBehind(sighting), plane: planeOf(sighting.seen.slice) };
};

describe('the fluid behind a body', () => {
  test('lies in the canal, 3 mm from its walls, at the height of the middle of the body', () => {
    const { outline = [] } = fluid([canal([36, 2, 46, 58])]);
    const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
    // Two pixels of 1.5 mm on each side; 9 mm above and below.
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([37.5, 43.5]);
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(28.5 - 9 / MM - 0.5);
    expect(Math.max(...ys)).toBeLessThanOrEqual(28.5 + 9 / MM + 0.5);
  });

  test.each<[string, DrawnPart[]]>([
    ['no canal is seen', []],
    ['the canal is too narrow', [canal([36, 2, 40, 58])]],
    ['it is seen at other heights only', [canal([36, 2, 46, 18]), canal([36, 42, 46, 58])]],
  ])('is not marked where %s', (_why, parts) => {
    expect(fluid(parts).outline).toBeUndefined();
  });

  test('is in one piece: the larger', () => {
    const { outline = [] } = fluid([canal([36, 2, 46, 27]), canal([36, 30, 46, 58])]);
    expect(Math.min(...outline.map(([, y]) => y))).toBeGreaterThan(29);
  });

  test.each(STORAGES)('is in the same place when the slice is stored %s', (_name, storage) => {
    const parts = [canal([36, 2, 46, 58])];
    const [usual, stored] = [fluid(parts), fluid(parts, storage)].map(({ outline = [], plane }) =>
      outline.map((point) => pixelToPatient(plane, point)),
    );
    expect(stored?.flat()).toEqual(usual?.flat().map((value) => expect.closeTo(value, 9)));
  });
});
