import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { talliesOfTwo } from '../../fixtures/noise/tally-of-two.ts';
import { acquiredTwice, spoiledPair, storedTwice } from '../../fixtures/noise/twice.ts';
import { mulberry32 } from '../../fixtures/phantom/random.ts';
import { differenceNoise } from '../../src/mscore/difference-noise.ts';

const honest = (sigma: number, snr: number, seed: number) =>
  storedTwice(acquiredTwice({ signal: snr * sigma, sigma, random: mulberry32(seed) }));
const codes = (reasons: readonly { code: string }[]) => reasons.map(({ code }) => code);

describe('two acquisitions of one spine', () => {
  test('give σ itself, without a Rayleigh factor, and say how sure that is', () => {
    const noise = differenceNoise(honest(15, 40, 1));
    expect(noise.sd / 15).toBeCloseTo(1, 1);
    expect(noise).toMatchObject({ n: 4 * 18 * 26, refusals: [], limits: [], coils: 0 });
    expect(noise.relativeError).toBeCloseTo(1 / Math.sqrt(2 * 4 * 18 * 26), 3);
  });

  test('of any noise and signal: σ lies within five standard errors and what rounding adds', () => {
    const exam = fc.record({
      sigma: fc.double({ min: 2, max: 200, noNaN: true }),
      snr: fc.double({ min: 8, max: 120, noNaN: true }),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(exam, ({ sigma, snr, seed }) => {
        const { sd, relativeError } = differenceNoise(honest(sigma, snr, seed));
        const rounding = 1 / (24 * sigma ** 2);
        expect(Math.abs(sd / sigma - 1)).toBeLessThan(5 * relativeError + rounding + 0.01);
      }),
      { numRuns: 10 },
    );
  });

  test('in few pixels are a limit, in fewer a refusal, in none too', () => {
    const { inside, around } = honest(15, 40, 2);
    expect(codes(differenceNoise({ inside: inside.slice(0, 2), around }).limits)).toEqual([
      'noise/few-pixels',
    ]);
    const corner = inside.slice(0, 1).map(({ first, second }) => {
      const part = first.inside.map((_, i) => Number(i < 300));
      return { first: { ...first, inside: part }, second };
    });
    expect(codes(differenceNoise({ inside: corner, around }).refusals)).toContain('noise/too-few-pixels');
    expect(codes(differenceNoise({ inside: [], around }).refusals)).toEqual(['noise/no-roi']);
  });

  test('that are one image are refused for that alone', () => {
    const { sd, refusals, checks } = differenceNoise(spoiledPair('the same image twice', 1));
    expect([sd, codes(refusals)]).toEqual([0, ['noise/same-image']]);
    expect(checks).toHaveLength(1);
  });

  test.each([
    ['moved by 0.4 pixels and more', 'noise/moved'],
    ['scaled by 4 % and more', 'noise/scaled-differently'],
    ['linear interpolation', 'noise/interpolated'],
    ['noise that differs between bodies', 'noise/not-uniform'],
    ['quantisation', 'noise/quantised'],
    ['hardly any signal', 'noise/low-signal'],
    ['clipped signal', 'noise/clipped'],
  ] as const)('with %s are refused as %s', (defect, code) => {
    const found = [1, 2, 3].map((seed) => codes(differenceNoise(spoiledPair(defect, seed)).refusals));
    expect(found.flat()).toContain(code);
  });
});

describe('of 12 simulated exams', () => {
  const all = talliesOfTwo(12);

  test.each(all.filter(({ clean }) => clean))(
    '$air: all are accepted, with an SD within 2 %% of the true one',
    ({ accepted, bias }) => {
      expect(accepted).toBe(1);
      expect(Math.abs(bias ?? Infinity)).toBeLessThanOrEqual(0.02);
    },
  );

  test.each(all.filter(({ clean }) => !clean))('$air: none is accepted', ({ accepted }) => {
    expect(accepted).toBe(0);
  });
});
