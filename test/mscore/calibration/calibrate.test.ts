import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { reason } from '../../../src/errors.ts';
import { calibrate } from '../../../src/mscore/calibration/calibrate.ts';
import type { CalibrationExam } from '../../../src/mscore/calibration/exam.ts';
import { matchReference } from '../../../src/mscore/match-reference.ts';
import { parseReference } from '../../../src/mscore/parse-reference.ts';
import { acquisition, scanner } from '../image-header.ts';
import { AIR_SD, cohort, examWith, NO_REFERENCE, options, protocol } from './exams.ts';

/** Thirty women that count, and this one. */
function withOne(different: Partial<CalibrationExam>) {
  const exams = [...cohort(30), examWith(31, 45, different)];
  const { reference, leftOut } = calibrate(exams, options);
  return { n: reference?.n, leftOut };
}

describe('thirty young women', () => {
  const { reference, kept, leftOut, limits } = calibrate(cohort(30), options);

  test('give mean and sample SD of the exam SNRs', () => {
    // 40, 40.5, … 54.5: mean 47.25, SD 0.5 √(n (n + 1) / 12).
    expect(reference?.snr.mean).toBeCloseTo(47.25, 4);
    expect(reference?.snr.sd).toBeCloseTo(0.5 * Math.sqrt((30 * 31) / 12), 4);
    expect([reference?.n, kept.length, leftOut, limits]).toEqual([30, 30, [], []]);
  });

  test('give mean and SD of every level', () => {
    expect(Object.keys(reference?.perLevel ?? {})).toEqual(['L1', 'L2', 'L3', 'L4']);
    expect(reference?.perLevel?.L1?.mean).toBeCloseTo(1.1 * 47.25, 3);
    expect(reference?.perLevel?.L4?.mean).toBeCloseTo(0.9 * 47.25, 3);
  });

  test('leave the SNR of each behind, in an order that is nobody’s', () => {
    const backwards = cohort(30).toReversed();
    const { reference: same } = calibrate(backwards, options);
    expect(reference?.examSnrs).toEqual(Array.from({ length: 30 }, (_, index) => 40 + index / 2));
    expect(same?.examSnrs).toEqual(reference?.examSnrs);
  });

  test('say who they are, what measured them, and what their air is like', () => {
    expect(reference).toMatchObject({
      id: 'site',
      levels: 'L1-L4',
      cutoff: null,
      noiseMethod: 'air-sd',
      population: 'women aged 20–39',
      ages: { min: 20, max: 39 },
      air: { sd: { mean: AIR_SD, sd: 0 }, meanOverSd: { mean: 1.913, sd: 0 } },
      algorithm: { name: 'mscore', version: '1.1.0', weightsSha256: 'a'.repeat(64) },
      leftOut: [],
      createdAt: '2026-11-24',
    });
    expect(reference).not.toHaveProperty('noiseShape');
  });

  test('are a reference that their own scanner and protocol match, from its file', () => {
    const read = parseReference(JSON.stringify(reference));
    expect(read).toEqual(reference);
    expect(matchReference(protocol, options.levels, [read])).toMatchObject({
      reference: { id: 'site' },
      limits: [],
    });
  });
});

test('whose noise was not measured in air give a reference that says so, for such exams only', () => {
  const noiseMethod = 'difference' as const;
  const twice = () => ({
    protocol: { ...protocol, noiseMethod },
    air: { sd: AIR_SD, meanOverSd: undefined, n: 1200 },
  });
  const { reference } = calibrate(cohort(30, twice), options);
  expect(reference).toMatchObject({ noiseMethod, noiseSd: { mean: AIR_SD, sd: 0 }, n: 30 });
  expect(reference).not.toHaveProperty('air');
  const references = reference ? [reference] : [];
  expect(matchReference({ ...protocol, noiseMethod }, options.levels, references).limits).toEqual([]);
  expect(matchReference(protocol, options.levels, references).refusal?.text).toContain('noise method');
});

const lastDeclared = (number: number) =>
  number > 25 ? { protocol: { ...protocol, noiseMethod: 'declared' as const } } : {};

test('exams of two noise methods are no cohort: the fewer are left out', () => {
  const { kept, leftOut } = calibrate(cohort(30, lastDeclared), options);
  expect([kept.length, leftOut[0]?.reasons[0]?.code]).toEqual([25, 'calibrate/other-protocol']);
});

test('on some levels they give the mean over those', () => {
  const exams = cohort(30, (number) => ({
    signals: { L1: 440 + number, L3: 400 + number, L4: 360 + number },
  }));
  const { reference } = calibrate(exams, { ...options, levels: ['L1', 'L3', 'L4'] });
  expect(reference?.levels).toBe('L1,L3,L4');
  expect(reference?.snr.mean).toBeCloseTo((400 + 15.5) / AIR_SD, 4);
});

test('of more women than a histogram needs only mean and SD are kept', () => {
  const exams = Array.from({ length: 1001 }, (_, index) => examWith(index + 1, 40 + (index % 50) / 10));
  const { reference } = calibrate(exams, options);
  expect(reference).toMatchObject({ n: 1001 });
  expect(reference).not.toHaveProperty('examSnrs');
});

describe('left out, each with its code and never more than itself,', () => {
  test.each<[string, Partial<CalibrationExam>, string, RegExp]>([
    ['a man', { sex: 'M' }, 'calibrate/not-a-woman', /woman/],
    ['a child', { age: 17.9 }, 'calibrate/age', /17 years, not 20 to 40/],
    ['a woman of 41', { age: 41 }, 'calibrate/age', /41 years/],
    [
      'a level that was not measured',
      { signals: { L1: 450, L2: 450, L4: 450 } },
      'calibrate/level-missing',
      /L3/,
    ],
    ['a refused exam', { refusals: [reason('noise/zero-filled'), NO_REFERENCE] }, 'noise/zero-filled', /./],
    ['another study of a woman', { womanKey: 'woman 3' }, 'calibrate/same-woman', /as exam 3/],
    ['the same study', { studyKey: 'study 4', womanKey: undefined }, 'calibrate/same-woman', /as exam 4/],
    [
      'another scanner',
      { protocol: { ...protocol, scanner: { ...scanner, serial: 'B2' } } },
      'calibrate/other-scanner',
      /serial number A7 against B2/,
    ],
    [
      'another protocol',
      { protocol: { ...protocol, acquisition: { ...acquisition, echoTime: 14 } } },
      'calibrate/other-protocol',
      /echo time 12 ms against 14 ms/,
    ],
    [
      'headers that do not name the model',
      { protocol: { ...protocol, scanner: { ...scanner, model: undefined } } },
      'calibrate/header-incomplete',
      /scanner\.model/,
    ],
    [
      'an SNR far from the others',
      { signals: { L1: 990, L2: 990, L3: 990, L4: 990 } },
      'calibrate/outlier',
      /SNR 99\.0/,
    ],
  ])('%s', (_, different, code, said) => {
    const { n, leftOut } = withOne(different);
    expect(n).toBe(30);
    expect(leftOut).toMatchObject([{ exam: { name: 'exam 31' }, reasons: [{ code }] }]);
    expect(leftOut[0]?.reasons[0]?.text).toMatch(said);
  });

  test('in the reference by name and reason, and nothing else', () => {
    const { reference } = calibrate([...cohort(30), examWith(31, 45, { sex: 'M' })], options);
    expect(reference?.leftOut).toEqual([
      { exam: 'exam 31', reason: 'The exam is not of a woman. [calibrate/not-a-woman]' },
    ]);
    expect(JSON.stringify(reference)).not.toMatch(/woman 31|study 31/);
  });
});

describe('what is not known', () => {
  test('keeps nobody out and is said', () => {
    const exams = cohort(30, (number) => (number < 4 ? { age: undefined, sex: undefined } : {}));
    const { reference, limits } = calibrate(exams, options);
    expect(reference?.n).toBe(30);
    expect(limits.map(({ text }) => text)).toEqual([
      'The age of some women is not known. (3 of 30)',
      'The sex of some persons is not known. (3 of 30)',
    ]);
  });

  test('leaves the range of ages open', () => {
    const { reference } = calibrate(
      cohort(30, () => ({ age: undefined })),
      options,
    );
    expect(reference).not.toHaveProperty('ages');
    expect(reference?.population).toBe('women whose age is not known');
  });

  test('about who is who lets every study count', () => {
    expect(
      calibrate(
        cohort(30, () => ({ womanKey: undefined })),
        options,
      ).reference?.n,
    ).toBe(30);
  });
});

test('a woman whose first study was refused counts with her second', () => {
  const exams = cohort(30, (number) => (number === 2 ? { refusals: [reason('noise/clipped')] } : {}));
  const { reference, leftOut } = calibrate([...exams, examWith(31, 45, { womanKey: 'woman 2' })], options);
  expect(reference?.n).toBe(30);
  expect(leftOut.map(({ exam }) => exam.name)).toEqual(['exam 2']);
});

test('outliers that are left out are a limit, with what the SD is with them', () => {
  const { limits } = calibrate([...cohort(30), examWith(31, 99)], options);
  expect(limits).toMatchObject([{ code: 'calibrate/without-outliers' }]);
  // 30 of mean 47.25 and SD 4.402, and one of 99.
  expect(limits[0]?.text).toContain('(1 of 31; with them SNR 48.92 ± 10.25)');
});

test('a woman who was first on another scanner counts with the exam that fits', () => {
  const other = { ...protocol, scanner: { ...scanner, serial: 'B2' } };
  const exams = cohort(30, (number) => (number === 2 ? { protocol: other } : {}));
  const { reference, leftOut } = calibrate([...exams, examWith(31, 45, { womanKey: 'woman 2' })], options);
  expect(reference?.n).toBe(30);
  expect(leftOut).toMatchObject([
    { exam: { name: 'exam 2' }, reasons: [{ code: 'calibrate/other-scanner' }] },
  ]);
});

test('most exams say which scanner it is, not the first', () => {
  const other = { ...protocol, scanner: { ...scanner, serial: 'B2' } };
  const exams = cohort(40, (number) => (number <= 10 ? { protocol: other } : {}));
  const { reference, leftOut } = calibrate(exams, options);
  expect([reference?.scanner.serial, reference?.n, leftOut.length]).toEqual(['A7', 30, 10]);
});

test('a coil that only some name may be another', () => {
  const unnamed = { ...protocol, scanner: { ...scanner, coil: undefined } };
  const { reference, leftOut } = calibrate(
    cohort(40, (number) => (number > 10 ? { protocol: unnamed } : {})),
    options,
  );
  expect([reference?.n, reference?.scanner.coil]).toEqual([30, undefined]);
  expect(leftOut[0]?.reasons[0]?.text).toContain('coil named in this exam only');
});

test('marked and found levels in one cohort are said', () => {
  const { limits } = calibrate(
    cohort(30, (number) => (number > 5 ? {} : { roiSource: 'roi-file' })),
    options,
  );
  expect(limits).toMatchObject([{ code: 'calibrate/mixed-rois' }]);
});

describe('the number of women', () => {
  test.each([
    [30, []],
    [29, ['reference/small']],
    [20, ['reference/small']],
  ])('%i give a reference, with limits %p', (n, codes) => {
    const { reference, limits } = calibrate(cohort(n), options);
    expect([reference?.n, limits.map(({ code }) => code)]).toEqual([n, codes]);
  });

  test.each([0, 1, 19])('%i give none', (n) => {
    const { reference, failure } = calibrate(cohort(n), options);
    expect(reference).toBeUndefined();
    expect(failure).toMatchObject({ code: 'calibrate/too-few' });
  });

  test('counts those that are left', () => {
    const exams = cohort(25, (number) => (number > 19 ? { sex: 'M' } : {}));
    expect(calibrate(exams, options).failure?.text).toContain('19 of 25, 20 are needed');
  });

  test('is not made of copies', () => {
    const exams = cohort(30).map((exam) => ({ ...exam, signals: { L1: 400, L2: 400, L3: 400, L4: 400 } }));
    expect(calibrate(exams, options).failure).toMatchObject({ code: 'calibrate/no-spread' });
  });
});

describe('whatever is given', () => {
  const anyExam = fc.record({
    snr: fc.double({ min: 5, max: 200, noNaN: true }),
    age: fc.option(fc.integer({ min: 15, max: 50 }), { nil: undefined }),
    sex: fc.constantFrom('F', 'F', 'F', 'M', undefined),
    woman: fc.integer({ min: 1, max: 60 }),
  });

  test('every exam is kept or left out with a reason, and the statistics are those of the kept', () => {
    fc.assert(
      fc.property(fc.array(anyExam, { maxLength: 50 }), (some) => {
        const exams = some.map(({ snr, age, sex, woman }, index) =>
          examWith(index + 1, snr, { age, sex, womanKey: String(woman) }),
        );
        const { kept, leftOut, reference, failure } = calibrate(exams, options);
        const names = [...kept, ...leftOut].map(({ exam }) => exam.number);
        expect(names.toSorted((a, b) => a - b)).toEqual(exams.map(({ number }) => number));
        expect(leftOut.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
        expect(failure?.code === 'calibrate/too-few').toBe(kept.length < 20);
        expect(reference === undefined).toBe(failure !== undefined);
        if (!reference) return;
        const mean = kept.reduce((sum, { snr }) => sum + snr, 0) / kept.length;
        expect(Math.abs(reference.snr.mean / mean - 1)).toBeLessThan(1e-5);
        expect(parseReference(reference)).toEqual(reference);
      }),
    );
  });
});
