import { describe, expect, test } from '@jest/globals';
import {
  type DeclaredNoise,
  declaredFor,
  declaredNoise,
  declaredNoiseSchema,
} from '../../src/mscore/declared-noise.ts';
import type { ExamProtocol } from '../../src/mscore/reference-differences.ts';
import { air, placeOf as place } from './air.ts';
import { acquisition, sagittal, scanner } from './image-header.ts';
import { siteReference } from './reference-file.ts';

const { scanner: on, protocol } = siteReference();
const declaration: DeclaredNoise = {
  sd: 10,
  source: 'gel bottle, 2026-10-01',
  relativeError: 0.03,
  scanner: on,
  protocol,
};
const exam: ExamProtocol = { scanner, acquisition, plane: sagittal, noiseMethod: 'declared' };
const codes = (reasons: readonly { code: string }[]) => reasons.map(({ code }) => code);
/** Bone with noise of this SD in it. */
const bone = (sd: number, seed = 1) =>
  place(air(400, { seed, sigma: sd / 0.6551 }).map((value) => 500 + value));

describe('a declaration', () => {
  test('is found by scanner and protocol, as strictly as a cohort', () => {
    const other = { ...declaration, scanner: { ...on, serial: 'Z9' } };
    expect(declaredFor(exam, [other, declaration])).toBe(declaration);
    expect(
      declaredFor(exam, [other, { ...declaration, protocol: { ...protocol, echoTime: 20 } }]),
    ).toBeUndefined();
  });

  test('without scanner and protocol holds for what is measured', () => {
    const own = { sd: 10, source: 'today' };
    expect(declaredFor(exam, [own])).toBe(own);
  });

  test.each([
    ['no source', { source: ' ' }],
    ['no spread', { sd: 0 }],
    ['an error beyond half', { relativeError: 0.6 }],
    ['no scanner', { scanner: undefined }],
  ])('with %s is none', (_what, change) => {
    expect(declaredNoiseSchema.safeParse({ ...declaration, ...change }).success).toBe(false);
    expect(declaredNoiseSchema.safeParse(declaration).success).toBe(true);
  });
});

describe('noise that was declared', () => {
  test('is what was declared, with its error, and always a limit that says from where', () => {
    const noise = declaredNoise(declaration, [bone(20)]);
    expect(noise).toMatchObject({ sd: 10, relativeError: 0.03, n: 0, refusals: [] });
    expect(noise.limits).toMatchObject([
      { code: 'noise/declared', text: expect.stringContaining('(SD 10, gel bottle, 2026-10-01)') },
    ]);
  });

  test('without an error is 5 % uncertain, which is said', () => {
    const { relativeError, limits } = declaredNoise({ sd: 10, source: 'gel' }, [bone(20)]);
    expect(relativeError).toBe(0.05);
    expect(limits[0]?.text).toContain('5 % of uncertainty assumed');
  });

  test('is refused where nothing was declared', () => {
    expect(codes(declaredNoise(undefined, [bone(20)]).refusals)).toEqual(['noise/not-declared']);
  });

  test.each([
    ['bone is smoother than it', 10, bone(4), 'noise/declared-unlike'],
    ['it is below the steps of the grey values', 1, bone(20), 'noise/quantised'],
    [
      'the signal was clipped',
      10,
      place(air(400, { seed: 1, sigma: 30 }).map((v) => Math.min(v, 40))),
      'noise/clipped',
    ],
  ])('is refused when %s', (_why, sd, roi, code) => {
    expect(codes(declaredNoise({ ...declaration, sd }, [roi]).refusals)).toEqual([code]);
  });
});
