import { describe, expect, test } from '@jest/globals';
import { type ErrorCode, reason } from '../../src/errors.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { imageFacts } from '../../src/screening/facts.ts';
import { findingOf } from '../../src/screening/finding.ts';
import { parsePolicy } from '../../src/screening/policy.ts';
import { type Exam, measuredAs, refused } from '../support/measurement.ts';

const site = { id: 'test', cutoff: { value: 5.5, source: 'Bandirali 2015' } };
const found = (measurement: Measurement, policy: object = site) =>
  findingOf(imageFacts(measurement), parsePolicy(policy));
const none = (code: ErrorCode) => reason(code);

describe('a number', () => {
  test.each<[string, Exam, string | undefined]>([
    ['at the cut-off', { m: 5.5 }, 'suspicious'],
    ['below it', { m: 5.4 }, undefined],
    ['on one level only: a reviewer can add others', { m: 6, levels: ['L1'] }, 'suspicious'],
    ['against a cohort for demonstration', { m: 6, referenceN: 19 }, undefined],
  ])('%s', (_what, exam, expected) => expect(found(measuredAs(exam))).toBe(expected));

  test('is judged by the cut-off of its reference where the policy has none, and by none without', () => {
    const cutoff = { value: 7, source: 'site' };
    expect(found(measuredAs({ m: 6, cutoff }), { id: 'test' })).toBeUndefined();
    expect(found(measuredAs({ m: 7, cutoff }), { id: 'test' })).toBe('suspicious');
    expect(found(measuredAs({ m: 9 }), { id: 'test' })).toBeUndefined();
  });
});

describe('a refusal', () => {
  test.each<[string, ErrorCode[], string | undefined]>([
    ['that marking ends', ['spine/no-sacrum'], 'measurable-by-hand'],
    ['that marking ends, and another that it does not', ['spine/no-rois', 'reference/no-match'], undefined],
    ['of the images', ['series/no-sagittal-t1'], undefined],
    ['of the patient', ['study/patient-mismatch'], undefined],
  ])('%s', (_what, codes, expected) => expect(found(refused(...codes.map(none)))).toBe(expected));
});

test('where the policy looks at no images nobody has to', () => {
  const modules = { imageScore: { on: false }, noImageRule: { on: true } };
  expect(
    found(measuredAs({ m: 9, cutoff: { value: 5, source: 's' } }), { id: 'test', modules }),
  ).toBeUndefined();
});
