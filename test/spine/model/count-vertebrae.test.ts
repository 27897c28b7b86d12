import { describe, expect, test } from '@jest/globals';
import { countVertebrae } from '../../../src/spine/model/count-vertebrae.ts';
import type { SeenSlice } from '../../../src/spine/model/seen-slice.ts';
import { columnOf } from '../../../src/spine/model/vertebrae.ts';
import { type BodyType, seenSacrum, type SpineInSlice, stackOf, STEP, USUAL_TYPES } from './seen-spine.ts';

const count = (slices: readonly SeenSlice[], others: readonly (readonly SeenSlice[])[] = [slices]) =>
  countVertebrae(columnOf(slices), others.map(columnOf));
const names = (types: readonly BodyType[]) =>
  count(stackOf(3, () => ({ types })))?.vertebrae.map(({ name }) => name);
/** The same spine, of which the net takes L5 for part of the sacrum, and L4 for L5. */
const oneUp: SpineInSlice = {
  lowest: 200 - STEP,
  types: ['l5', ...USUAL_TYPES.slice(2)],
  sacrum: seenSacrum({ down: 226 - STEP }),
};

describe('the count', () => {
  test('is none where no slice shows a row of bodies with a canal behind it', () => {
    expect(count(stackOf(3, () => ({ body: { canal: 3 } })))).toBeUndefined();
    expect(count([])).toBeUndefined();
  });

  test('begins at the sacrum and has no gaps', () => {
    expect(names(USUAL_TYPES)).toEqual(['L5', 'L4', 'L3', 'L2', 'L1', 'T12']);
    expect(names(USUAL_TYPES.slice(0, 3))).toEqual(['L5', 'L4', 'L3']);
  });

  test('leaves out slices in which what stands on the sacrum looks nothing like L5', () => {
    const withoutL5: SpineInSlice = { ...oneUp, types: USUAL_TYPES.slice(1) };
    const spine = count(stackOf(5, (i) => (i === 4 ? withoutL5 : {})));
    expect(spine?.vertebrae.map(({ votes }) => votes).slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
  });

  test('is empty where no slice sees the sacrum', () => {
    expect(count(stackOf(3, () => ({ sacrum: null })))).toMatchObject({
      vertebrae: [],
      cues: { onSacrum: 0 },
    });
  });
});

describe('what is told with it', () => {
  test('the share of slices that name each vertebra so', () => {
    const spine = count(stackOf(5, (i) => (i === 4 ? oneUp : {})));
    expect(spine?.vertebrae.map(({ name, votes }) => [name, votes]).slice(0, 5)).toEqual([
      ['L5', 0.8],
      ['L4', 0.8],
      ['L3', 0.8],
      ['L2', 0.8],
      ['L1', 0.8],
    ]);
  });

  test('the share of slices at other pixel sizes that do, wherever these see it within 12 mm', () => {
    const slices = stackOf(4);
    const near = stackOf(3, () => ({ lowest: 210, sacrum: seenSacrum({ down: 236 }) }));
    const votesWith = (...others: SeenSlice[][]) => count(slices, others)?.vertebrae[0]?.votesOfScales;
    expect(votesWith(near)).toBe(1);
    expect(
      votesWith(
        near,
        stackOf(3, () => oneUp),
      ),
    ).toBe(0.5);
    expect(votesWith([])).toBe(0);
  });

  test('the share that sees the sacrum, and how many see L5 elsewhere', () => {
    const slices = stackOf(
      4,
      (i) => [{}, { sacrum: null }, { differing: { 0: { l5: 0 }, 2: { l5: 1 } } }, {}][i] ?? {},
    );
    expect(count(slices)?.cues).toMatchObject({ onSacrum: 0.75, looksOff: 1 });
  });

  test('the disc within the sacrum, as the middle one of the slices sees it', () => {
    const slices = stackOf(3, (i) => ({ sacrum: seenSacrum({ discWithin: [0, 30, 200][i] ?? 0 }) }));
    expect(count(slices)?.cues.discInSacrum).toBe(30);
  });

  test('the look of each vertebra, larger bodies counting for more', () => {
    const slices = stackOf(2, (i) => ({ differing: { 0: { l5: i, area: i === 0 ? 600 : 900 } } }));
    expect(count(slices)?.cues.l5[0]).toBeCloseTo(0.6, 9);
  });
});
