import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { NamedSpine } from '../../../src/spine/model/count-vertebrae.ts';
import { doubtToTell, nameLevels } from '../../../src/spine/model/name-levels.ts';
import type { SeenSlice } from '../../../src/spine/model/seen-slice.ts';
import { columnOf } from '../../../src/spine/model/vertebrae.ts';
import { seenSacrum, type SpineInSlice, stackOf, STEP, USUAL_TYPES } from './seen-spine.ts';

/** The names of what these slices show; other pixel sizes show the same unless they are given. */
function name(
  slices: readonly SeenSlice[],
  others: readonly (readonly SeenSlice[])[] = [slices, slices],
): NamedSpine {
  return nameLevels(columnOf(slices), others.map(columnOf));
}
const same = (spine: SpineInSlice, count = 5) => stackOf(count, () => spine);
const types = (...changed: [number, (typeof USUAL_TYPES)[number]][]) =>
  changed.reduce<readonly (typeof USUAL_TYPES)[number][]>(
    (all, [at, type]) => all.with(at, type),
    USUAL_TYPES,
  );
const codeOf = (naming: () => unknown) => {
  try {
    naming();
  } catch (thrown) {
    return thrown;
  }
  return 'named';
};
const refused = (code: string, detail = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(detail) });

describe('names', () => {
  test('count from the sacrum: L5 to T12', () => {
    const { vertebrae, cues } = name(stackOf(5));
    expect(vertebrae.map((named) => [named.name, named.vertebra.place.down])).toEqual([
      ['L5', 200],
      ['L4', 200 - STEP],
      ['L3', 200 - 2 * STEP],
      ['L2', 200 - 3 * STEP],
      ['L1', 200 - 4 * STEP],
      ['T12', 200 - 5 * STEP],
    ]);
    expect(vertebrae.map(({ votes, votesOfScales }) => [votes, votesOfScales])).toEqual(
      USUAL_TYPES.map(() => [1, 1]),
    );
    expect(cues).toMatchObject({ onSacrum: 1, discInSacrum: 0 });
    expect(cues.l5.map((share) => share > 0.5)).toEqual([true, false, false, false, false, false]);
    expect(cues.thoracic.map((share) => share > 0.5)).toEqual([false, false, false, false, false, true]);
  });

  test('are given without T12, which need not be in the image', () => {
    const { vertebrae } = name(same({ types: USUAL_TYPES.slice(0, 5) }));
    expect(vertebrae.map((named) => named.name)).toEqual(['L5', 'L4', 'L3', 'L2', 'L1']);
  });

  test('end at T12, however far up the image goes', () => {
    const { vertebrae } = name(same({ types: [...USUAL_TYPES, 'thoracic', 'thoracic'] }));
    expect(vertebrae.map((named) => named.name)).toEqual(['L5', 'L4', 'L3', 'L2', 'L1', 'T12']);
  });

  test('hold in a crooked spine', () => {
    const crooked = stackOf(9, (i) => ({ lowest: 200 + 6 * i, sacrum: seenSacrum({ down: 226 + 6 * i }) }));
    expect(name(crooked).vertebrae.map(({ votes }) => votes)).toEqual(USUAL_TYPES.map(() => 1));
  });

  test('need no T12 that all slices see, or see in one place', () => {
    const elsewhere = { 5: { place: { back: 20, down: 200 - 5 * STEP } } };
    const unseen = { types: USUAL_TYPES.slice(0, 5) };
    const slices = stackOf(
      7,
      (i) => [{}, {}, {}, { differing: elsewhere }, { differing: elsewhere }][i] ?? unseen,
    );
    expect(name(slices).vertebrae.at(-1)).toMatchObject({ name: 'T12', votes: 0.6 });
  });
});

describe('spine/not-lumbar', () => {
  test.each<[string, SpineInSlice]>([
    ['no slice near the midline', { body: { canal: 0 } }],
    ['two bodies in a row', { types: USUAL_TYPES.slice(0, 2) }],
    ['nothing', { types: [], sacrum: null }],
  ])('%s', (_what, spine) => {
    expect(codeOf(() => name(same(spine)))).toEqual(refused('spine/not-lumbar'));
  });

  test('slices off the midline have no say', () => {
    const slices = stackOf(6, (i) => (i < 3 ? {} : { body: { canal: 0 }, sacrum: null }));
    expect(name(slices).cues.onSacrum).toBe(1);
  });
});

describe('spine/no-sacrum', () => {
  test.each([
    ['none', 0],
    ['fewer than two in five', 3],
  ])('%s of the slices show it', (_what, some) => {
    const slices = stackOf(8, (i) => (i < some ? {} : { sacrum: null }));
    expect(codeOf(() => name(slices))).toEqual(refused('spine/no-sacrum'));
  });

  test('half of them suffice', () => {
    const slices = stackOf(4, (i) => (i < 2 ? {} : { sacrum: null }));
    expect(name(slices).cues.onSacrum).toBe(0.5);
  });

  test('a body is missing above it', () => {
    const withGap = same({ lowest: 200 - STEP, types: USUAL_TYPES.slice(1) });
    expect(codeOf(() => name(withGap))).toEqual(refused('spine/no-sacrum'));
  });
});

test.each([3])('spine/too-few-bodies: %d above the sacrum', (count) => {
  const naming = () => name(same({ types: USUAL_TYPES.slice(0, count) }));
  expect(codeOf(naming)).toEqual(refused('spine/too-few-bodies', `${count} seen`));
});

describe('spine/slices-disagree', () => {
  /** The net takes L5 for part of the sacrum, and L4 for L5. */
  const oneUp: SpineInSlice = {
    lowest: 200 - STEP,
    types: ['l5', ...USUAL_TYPES.slice(2)],
    sacrum: seenSacrum({ down: 226 - STEP }),
  };

  test('when more than one slice in five counts otherwise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 1, max: 6 }), (most, other) => {
        fc.pre(other < most);
        const slices = stackOf(most + other, (i) => (i < most ? {} : oneUp));
        const outcome = codeOf(() => name(slices, [stackOf(3)]));
        if (other / (most + other) > 0.2) expect(outcome).toEqual(refused('spine/slices-disagree'));
        // One in five and fewer are outvoted.
        else expect(outcome).toBe('named');
      }),
    );
  });

  test('when the same slices at other pixel sizes count otherwise', () => {
    const slices = stackOf(5);
    expect(codeOf(() => name(slices, [slices, same(oneUp, 3)]))).toEqual(
      refused('spine/slices-disagree', 'L5'),
    );
  });

  test('when no other pixel size shows the sacrum, as nothing confirms the names then', () => {
    const slices = stackOf(5);
    const lost = same({ sacrum: null }, 3);
    expect(codeOf(() => name(slices, [lost, lost]))).toEqual(refused('spine/slices-disagree'));
    expect(codeOf(() => name(slices, []))).toEqual(refused('spine/slices-disagree'));
  });

  test('not when one of the two other pixel sizes shows nothing', () => {
    const slices = stackOf(5);
    expect(codeOf(() => name(slices, [slices, same({ sacrum: null }, 3)]))).toBe('named');
  });
});

describe('spine/numbering-uncertain', () => {
  test.each<[string, SpineInSlice, string]>([
    ['six lumbar bodies', { types: types([5, 'lumbar']) }, 'six bodies of lumbar type'],
    [
      'four lumbar bodies',
      { types: types([4, 'thoracic']), differing: { 4: { thoracic: 0.97 } } },
      'four bodies of lumbar type',
    ],
    [
      'L1 that looks rather thoracic over a sacrum that the image cuts',
      { differing: { 4: { thoracic: 0.5 } }, sacrum: seenSacrum({ cut: true }) },
      'the sacrum is cut',
    ],
    ['a lowest body that is not L5', { types: types([0, 'lumbar']) }, 'does not look like L5'],
    ['two bodies like L5', { differing: { 1: { l5: 0.6 } } }, 'two bodies look like L5'],
    ['a disc within the sacrum', { sacrum: seenSacrum({ discWithin: 80 }) }, 'disc below S1'],
  ])('%s', (_what, spine, why) => {
    expect(codeOf(() => name(same(spine)))).toEqual(refused('spine/numbering-uncertain', why));
  });

  test.each<[string, SpineInSlice]>([
    ['T12 that looks rather lumbar', { differing: { 4: { thoracic: 0.15 }, 5: { thoracic: 0.3 } } }],
    ['L1 that looks somewhat thoracic under a thoracic T12', { differing: { 4: { thoracic: 0.35 } } }],
    ['no T12 in the image', { types: USUAL_TYPES.slice(0, 5) }],
  ])('not for %s', (_what, spine) => {
    expect(codeOf(() => name(same(spine)))).toBe('named');
  });

  test('a single slice that sees L5 one higher', () => {
    const slices = stackOf(7, (i) => (i === 3 ? { differing: { 0: { l5: 0.3 }, 1: { l5: 0.7 } } } : {}));
    expect(codeOf(() => name(slices))).toEqual(refused('spine/numbering-uncertain', 'elsewhere'));
  });

  test('not for a narrow rest of a disc within the sacrum', () => {
    expect(codeOf(() => name(same({ sacrum: seenSacrum({ discWithin: 40 }) })))).toBe('named');
  });
});

/** What is told about a spine whose L1 and T12 look so thoracic. */
const doubt = (l1: number, t12: number) =>
  doubtToTell(name(same({ differing: { 4: { thoracic: l1 }, 5: { thoracic: t12 } } })).cues);

describe('a doubt that is told', () => {
  test('there may be four, where L1 looks rather thoracic under a thoracic T12', () => {
    expect(doubt(0.45, 0.92)).toContain('four');
  });

  test('there may be six, where T12 looks rather lumbar', () => {
    expect(doubt(0.12, 0.35)).toContain('six');
  });

  test('none in a usual spine', () => {
    expect(doubt(0.2, 0.8)).toBeUndefined();
  });
});
