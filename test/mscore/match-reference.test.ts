import { describe, expect, test } from '@jest/globals';
import { LEVELS } from '../../src/mscore/levels.ts';
import { matchReference } from '../../src/mscore/match-reference.ts';
import type { ExamProtocol } from '../../src/mscore/reference-differences.ts';
import type { KnownReference } from '../../src/mscore/reference.ts';
import { acquisition, sagittal, scanner } from './image-header.ts';
import { siteReference } from './reference-file.ts';

const exam: ExamProtocol = { scanner, acquisition, plane: sagittal, noiseMethod: 'air-sd' };
const withScanner = (different: Partial<ExamProtocol['scanner']>) => ({
  ...exam,
  scanner: { ...scanner, ...different },
});
const withAcquisition = (different: Partial<ExamProtocol['acquisition']>) => ({
  ...exam,
  acquisition: { ...acquisition, ...different },
});
const refusalOf = (of: ExamProtocol, ...references: KnownReference[]) =>
  matchReference(of, LEVELS, references).refusal;

test('the cohort of this scanner and protocol', () => {
  const match = matchReference(exam, LEVELS, [siteReference()]);
  expect(match.reference?.id).toBe('site');
  expect(match.limits).toEqual([]);
});

test('of several that fit, the newest', () => {
  const older = siteReference({ id: 'older', createdAt: '2024-05-01' });
  const newer = siteReference({ id: 'newer', createdAt: '2025-05-01T08:00:00Z' });
  expect(matchReference(exam, LEVELS, [older, newer, older]).reference?.id).toBe('newer');
});

test('a site without any cohort', () => {
  expect(refusalOf(exam)?.code).toBe('reference/none');
});

describe('another scanner or protocol never matches', () => {
  test.each<[string, ExamProtocol]>([
    ['manufacturer Hitachi against SIEMENS', withScanner({ manufacturer: 'SIEMENS' })],
    ['model Oasis against Echelon', withScanner({ model: 'Echelon' })],
    ['serial number A7 against B2', withScanner({ serial: 'B2' })],
    ['serial number A7 against none given', withScanner({ serial: undefined })],
    ['field strength 1.2 T against 1.5 T', withScanner({ fieldStrength: 1.5 })],
    ['coil SPINE against BODY', withScanner({ coil: 'BODY' })],
    ['sequence SE against GR', withAcquisition({ scanningSequence: ['GR'] })],
    ['repetition time 700 ms against 720 ms', withAcquisition({ repetitionTime: 720 })],
    ['echo time 12 ms against 14 ms', withAcquisition({ echoTime: 14 })],
    ['echo time 12 ms against none given', withAcquisition({ echoTime: undefined })],
    ['echo train length 2 against 3', withAcquisition({ echoTrainLength: 3 })],
  ])('%s', (difference, of) => {
    const refusal = refusalOf(of, siteReference());
    expect(refusal?.code).toBe('reference/no-match');
    expect(refusal?.text).toContain(difference);
  });

  test('thickness and spacing count when the cohort has them', () => {
    const protocol = { ...siteReference().protocol, sliceThickness: 5, pixelSpacing: 0.586 };
    const text = refusalOf(exam, siteReference({ protocol }))?.text;
    expect(text).toContain('slice thickness 5 mm against 4 mm, pixel spacing 0.586 mm against 0.5 mm');
  });
});

describe('what still is the same protocol', () => {
  test.each<[string, ExamProtocol]>([
    ['padding', withScanner({ serial: 'A7 ' })],
    ['field strength as measured', withScanner({ fieldStrength: 1.16 })],
    ['TR 10 ms off', withAcquisition({ repetitionTime: 710 })],
    ['TE 0.5 ms off', withAcquisition({ echoTime: 11.5 })],
    ['a new software version, when the cohort names none', withScanner({ softwareVersions: '6.0' })],
  ])('%s', (_, of) => {
    expect(refusalOf(of, siteReference())).toBeUndefined();
  });
});

test('near misses are told apart from other scanners, the nearest first', () => {
  const other = siteReference({ id: 'other', scanner: { ...siteReference().scanner, serial: 'Z' } });
  const text = refusalOf(withAcquisition({ echoTime: 14 }), other, siteReference())?.text ?? '';
  expect(text).toContain('site: same scanner, but echo time 12 ms against 14 ms here');
  expect(text.indexOf('site:')).toBeLessThan(text.indexOf('other: another scanner'));
});

describe('levels', () => {
  test('must be those of the cohort', () => {
    const match = matchReference(exam, ['L1', 'L2', 'L3'], [siteReference()]);
    expect(match.refusal?.code).toBe('reference/levels');
    expect(match.refusal?.text).toContain('L1-L4 against L1,L2,L3 here');
  });

  test('fewer are fine against a cohort recomputed on the same ones, in any order', () => {
    const onThree = siteReference({ id: 'three', levels: 'L3,L1,L2' });
    const match = matchReference(exam, ['L2', 'L1', 'L3'], [siteReference(), onThree]);
    expect(match.reference?.id).toBe('three');
  });

  test('L1-L4 spelled out is the same', () => {
    expect(refusalOf(exam, siteReference({ levels: 'L1,L2,L3,L4' }))).toBeUndefined();
  });
});

describe('a cohort without a serial number', () => {
  const { serial: _serial, ...model } = siteReference().scanner;
  const ofAnyScanner = siteReference({ id: 'any', scanner: model, createdAt: '2026-06-01' });

  test('fits every scanner of the model, which is a limit', () => {
    const match = matchReference(withScanner({ serial: 'B2' }), LEVELS, [ofAnyScanner]);
    expect(match.reference?.id).toBe('any');
    expect(match.limits?.map(({ code }) => code)).toEqual(['reference/no-serial']);
  });

  test('is not taken where one of this very scanner fits, though it be newer', () => {
    const match = matchReference(exam, LEVELS, [ofAnyScanner, siteReference()]);
    expect(match.reference?.id).toBe('site');
    expect(match.limits).toEqual([]);
  });

  test('may be too small as well', () => {
    const small = siteReference({ scanner: model, n: 25 });
    const codes = matchReference(exam, LEVELS, [small]).limits?.map(({ code }) => code);
    expect(codes).toEqual(['reference/small', 'reference/no-serial']);
  });
});

test.each([
  [5, ['reference/demonstration']],
  [19, ['reference/demonstration']],
  [20, ['reference/small']],
  [29, ['reference/small']],
  [30, []],
])('a cohort of %d has the limits %j', (n, limits) => {
  const match = matchReference(exam, LEVELS, [siteReference({ n })]);
  expect(match.limits?.map(({ code }) => code)).toEqual(limits);
});

describe('a cohort that was retired', () => {
  const retired = { ...siteReference({ createdAt: '2026-06-01' }), retired: '2026-11-24' };

  test('fits nothing, and an older one takes its place', () => {
    const older = siteReference({ id: 'older', createdAt: '2024-05-01' });
    expect(matchReference(exam, LEVELS, [retired, older]).reference?.id).toBe('older');
  });

  test('is named where there is no other', () => {
    expect(refusalOf(exam, retired)).toMatchObject({
      code: 'reference/none',
      text: expect.stringContaining('site was retired on 2026-11-24'),
    });
  });
});

describe('a cohort whose scanner has changed', () => {
  const what = 'SD of the air 12.5 against 9.8 (+27 %)';
  const drifted = { ...siteReference({ createdAt: '2026-06-01' }), drifted: { what, since: '2026-11-20' } };
  const older = siteReference({ id: 'older', createdAt: '2024-05-01' });
  const newer = siteReference({ id: 'newer', createdAt: '2026-11-22' });

  test('is refused with what changed, and no older cohort takes its place', () => {
    const match = matchReference(exam, LEVELS, [older, drifted]);
    expect(match.refusal).toMatchObject({
      code: 'reference/drifted',
      text: expect.stringContaining(`site: ${what}`),
    });
    expect(match.drifted?.id).toBe('site');
  });

  test('still fits exams that were made before it changed', () => {
    const of = (acquired: string | undefined) => matchReference({ ...exam, acquired }, LEVELS, [drifted]);
    expect(of('2026-11-19').reference?.id).toBe('site');
    expect(of('2026-11-20').refusal?.code).toBe('reference/drifted');
    expect(of(undefined).refusal?.code).toBe('reference/drifted');
    const undated = { ...drifted, drifted: { what } };
    expect(matchReference({ ...exam, acquired: '2020-01-01' }, LEVELS, [undated]).reference).toBeUndefined();
  });

  test('gives way to a cohort that was measured since', () => {
    expect(matchReference(exam, LEVELS, [drifted, newer]).reference?.id).toBe('newer');
  });
});
