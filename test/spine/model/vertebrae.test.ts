import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { SeenSlice } from '../../../src/spine/model/seen-slice.ts';
import { columnOf, type Column } from '../../../src/spine/model/vertebrae.ts';
import { emptySlice, seenBody, seenSacrum, spineSlice, stackOf, STEP, USUAL_TYPES } from './seen-spine.ts';

const sightings = ({ vertebrae }: Column) => vertebrae.map((vertebra) => vertebra.sightings.length);
const without = (slice: SeenSlice, fromBelow: number): SeenSlice => ({
  ...slice,
  bodies: slice.bodies.toReversed().toSpliced(fromBelow, 1).toReversed(),
});

describe('vertebrae', () => {
  test('are followed through all slices, from below', () => {
    const column = columnOf(stackOf(5));
    expect(sightings(column)).toEqual(USUAL_TYPES.map(() => 5));
    expect(column.vertebrae.map(({ place }) => place.down)).toEqual(
      USUAL_TYPES.map((_, i) => 200 - STEP * i),
    );
    expect(column.chains.map(({ vertebrae }) => vertebrae)).toEqual(
      Array.from({ length: 5 }, () => [0, 1, 2, 3, 4, 5]),
    );
  });

  test('are the same in a spine that leans from slice to slice by up to 9 mm', () => {
    const lean = fc.double({ min: -9, max: 9, noNaN: true });
    fc.assert(
      fc.property(lean, fc.integer({ min: 3, max: 11 }), (each, count) => {
        const slices = stackOf(count, (i) => ({
          lowest: 200 + each * i,
          sacrum: seenSacrum({ down: 226 + each * i }),
        }));
        expect(sightings(columnOf(slices))).toEqual(USUAL_TYPES.map(() => count));
      }),
    );
  });

  test('are where most of them is seen', () => {
    const slices = stackOf(2, (i) => ({ lowest: 200 + 8 * i, body: { area: i === 0 ? 900 : 300 } }));
    expect(columnOf(slices).vertebrae[0]?.place.down).toBeCloseTo(202, 9);
  });

  test('do not depend on the order in which the slices came', () => {
    const slices = stackOf(5, (i) => ({ lowest: 200 + 5 * i }));
    const shuffled = [3, 0, 4, 1, 2].flatMap((i) => slices[i] ?? []);
    expect(columnOf(shuffled)).toEqual(columnOf(slices));
  });
});

describe('a body', () => {
  test('that a slice misses is the same vertebra before and after', () => {
    const topIsMissed = stackOf(6).map((slice, i) => (i === 2 ? without(slice, 5) : slice));
    const column = columnOf(topIsMissed);
    expect(sightings(column)).toEqual([6, 6, 6, 6, 6, 5]);
    expect(column.chains.map(({ vertebrae }) => vertebrae.length)).toEqual([6, 6, 5, 6, 6, 6]);
  });

  test('that one slice alone shows is no vertebra', () => {
    const extra = stackOf(5, (i) => (i === 2 ? { types: [...USUAL_TYPES, 'thoracic'] } : {}));
    const column = columnOf(extra);
    expect(column.vertebrae).toHaveLength(6);
    expect(column.chains[2]?.vertebrae).toEqual([0, 1, 2, 3, 4, 5, -1]);
  });

  test('of a single slice is one: there are no others to ask', () => {
    expect(sightings(columnOf([spineSlice()]))).toEqual(USUAL_TYPES.map(() => 1));
  });

  test('further than 13 mm from where it was is another vertebra', () => {
    const column = columnOf(stackOf(4, (i) => ({ lowest: i < 2 ? 200 : 218 })));
    expect(sightings(column)).toEqual(Array.from({ length: 12 }, () => 2));
  });

  test('and another one of the same slice are never one vertebra, however near', () => {
    const slices = [[100], [92, 109.5], [92, 109.5]].map((heights, i) =>
      emptySlice({ across: 4 * i, bodies: heights.map((down) => seenBody({ down })) }),
    );
    const { vertebrae } = columnOf(slices);
    expect(vertebrae.map(({ sightings: seen }) => seen.map(({ body }) => body.place.down))).toEqual([
      [100, 109.5, 109.5],
      [92, 92],
    ]);
  });
});

test('without bodies there is no vertebra', () => {
  expect(columnOf(stackOf(3, () => ({ types: [] }))).vertebrae).toEqual([]);
  expect(columnOf([])).toEqual({ vertebrae: [], chains: [] });
});
