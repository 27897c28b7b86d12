import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mulberry32, normal } from '../../../fixtures/phantom/random.ts';
import { ScannerWatch } from '../../../src/mscore/drift/scanner-watch.ts';
import type { ControlExam, WatchedEntry, WatchedExam } from '../../../src/mscore/drift/watched.ts';
import { siteReference } from '../reference-file.ts';

const air = { sd: { mean: 10, sd: 0.5 }, meanOverSd: { mean: 1.91, sd: 0.02 } };
const cohort = siteReference({ air, n: 30 });

function exam(changes: Partial<WatchedExam> = {}): WatchedExam {
  return {
    kind: 'exam',
    acquired: '2026-03-01',
    airSd: 10,
    airMeanOverSd: 1.91,
    airN: 4000,
    softwareVersions: 'A1',
    coil: 'SPINE',
    ...changes,
  };
}

const control = (snr: number, name?: string): ControlExam => ({ kind: 'control', snr, name });
const phantom = (snr: number) => control(snr, 'bottle');
const times = (n: number, entry: WatchedEntry) => Array.from({ length: n }, () => entry);

function watched(entries: readonly WatchedEntry[], reference: typeof cohort = cohort): ScannerWatch {
  const watch = new ScannerWatch(reference);
  for (const entry of entries) watch.follow(entry);
  return watch;
}
const verdictOf = (...entries: WatchedEntry[]) => watched(entries).verdict;

test('a scanner as it was is ok', () => {
  expect(verdictOf(...times(50, exam()))).toEqual({ state: 'ok', what: [] });
});

test('without any exam it is ok, and so is a reference that does not know its air', () => {
  expect(verdictOf().state).toBe('ok');
  const unknown = siteReference();
  expect(watched(times(50, exam({ airSd: 20 })), unknown).verdict.state).toBe('ok');
});

describe('louder noise', () => {
  const changed = exam({ airSd: 12.5, acquired: '2026-04-01' });
  const later = exam({ airSd: 12.5, acquired: '2026-04-02' });
  const verdict = verdictOf(...times(40, exam({ airSd: 9.9 })), changed, ...times(5, later));

  test('is drift, in words, since the first exam that was made with it', () => {
    expect(verdict).toEqual({
      state: 'drifted',
      what: ['SD of the air 12.5 against 9.99 (+25 %)'],
      since: '2026-04-01',
    });
  });

  test('that goes away by itself stays drift until a person says so', () => {
    const back = [...times(40, exam()), ...times(6, changed), ...times(100, exam())];
    expect(verdictOf(...back).state).toBe('drifted');
    expect(verdictOf(...back, { kind: 'kept' }).state).toBe('ok');
    expect(verdictOf(...back, { kind: 'kept' }, ...times(100, exam())).state).toBe('ok');
  });

  test('that a person keeps is what later exams are held against', () => {
    const kept: WatchedEntry[] = [...times(40, exam()), ...times(9, changed), { kind: 'kept' }];
    expect(verdictOf(...kept, ...times(100, changed)).state).toBe('ok');
    expect(verdictOf(...kept, ...times(30, exam({ airSd: 17 }))).state).toBe('drifted');
  });

  test('in one exam is none', () => {
    expect(verdictOf(...times(40, exam()), exam({ airSd: 100 })).state).not.toBe('drifted');
  });

  test('since nobody knows when, where the images have no date', () => {
    const { state, since } = verdictOf(
      ...times(40, exam()),
      ...times(9, exam({ airSd: 13, acquired: undefined })),
    );
    expect([state, since]).toEqual(['drifted', undefined]);
  });
});

test('noise of another shape is drift: other coils, a filter', () => {
  const { state, what } = verdictOf(...times(20, exam()), ...times(12, exam({ airMeanOverSd: 2.05 })));
  expect([state, what]).toEqual(['drifted', ['mean/SD of the air 2.05 against 1.91 (+7 %)']]);
});

describe('another software or coil than in the first exam', () => {
  test.each([
    ['software A2, was A1', exam({ softwareVersions: 'A2' })],
    ['coil not named, was SPINE', exam({ coil: undefined })],
  ])('is a warning at once: %s', (words, other) => {
    expect(verdictOf(...times(5, exam()), other)).toMatchObject({ state: 'warning', what: [words] });
  });

  test('that a person keeps is the one to compare with', () => {
    const updated = exam({ softwareVersions: 'A2' });
    expect(verdictOf(exam(), updated, { kind: 'kept' }, updated).state).toBe('ok');
  });
});

describe('controls', () => {
  test('another healthy woman each time is held against the cohort', () => {
    expect(verdictOf(control(46), control(55), control(49), control(52), control(48)).state).toBe('ok');
    const { state, what } = verdictOf(...times(8, control(38)));
    expect([state, what]).toEqual(['drifted', ['SNR of controls 38.0 against 50.0 (−24 %)']]);
  });

  test('a phantom may have any name, also one that charts have', () => {
    const values = [198, 202, 200, 201, 199].map((snr) => control(snr, 'controls'));
    expect(verdictOf(...values, ...times(9, control(50))).state).toBe('ok');
  });

  test('one phantom is held against its own first three values, whatever they are', () => {
    const first = [phantom(198), phantom(202), phantom(200)];
    expect(verdictOf(...first, ...times(30, phantom(203))).state).toBe('ok');
    const { state, what } = verdictOf(...first, ...times(12, phantom(150)));
    expect([state, what]).toEqual(['drifted', ['SNR of bottle 150.0 against 200.0 (−25 %)']]);
  });
});

test.each([
  [0.2, 0.05, 6],
  [0.3, 0.05, 5],
  [0.2, 0.1, 20],
  [0.3, 0.1, 11],
])(
  'noise that grows by %d, between-exam spread %d: half of all scanners are seen within %i exams',
  (growth, spread, most) => {
    const random = mulberry32(7);
    const known = siteReference({ n: 30, air: { ...air, sd: { mean: 10, sd: 10 * spread } } });
    const lengths = Array.from({ length: 100 }, () => {
      const watch = new ScannerWatch(known);
      const next = (factor: number) =>
        watch.follow(exam({ airSd: 10 * factor * Math.exp(spread * normal(random)) }));
      for (let before = 0; before < 30; before += 1) next(1);
      let after = 0;
      while (watch.verdict.state !== 'drifted' && after < 200) {
        next(1 + growth);
        after += 1;
      }
      return after;
    }).toSorted((a, b) => a - b);
    expect(lengths[50]).toBeLessThanOrEqual(most);
  },
);

test('the same entries give the same verdict, and keeping always ends a drift', () => {
  const entry: fc.Arbitrary<WatchedEntry> = fc.oneof(
    fc.double({ min: 1, max: 100, noNaN: true }).map((airSd) => exam({ airSd })),
    fc.double({ min: 1, max: 500, noNaN: true }).map((snr) => control(snr)),
    fc.constant({ kind: 'kept' } as const),
  );
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 80 }), (entries) => {
      expect(verdictOf(...entries)).toEqual(verdictOf(...entries));
      expect(verdictOf(...entries, { kind: 'kept' })).toEqual({ state: 'ok', what: [] });
    }),
  );
});
