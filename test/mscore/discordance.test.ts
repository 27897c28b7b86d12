import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { discordance } from '../../src/mscore/discordance.ts';

const chosen = { value: 5.5, source: 'Bandirali 2015' };
const m = (value: number, half = 1, cutoff: typeof chosen | null = chosen) => ({
  value,
  interval95: [value - half, value + half] as [number, number],
  cutoff,
});

describe('M-score and VBQ are discordant', () => {
  test('when M reaches the cut-off and VBQ is below every published one', () => {
    expect(discordance(m(6.4), { value: 2.1 })).toMatchObject({
      code: 'vbq/discordant',
      text: expect.stringContaining('(M-score 6.4 reaches 5.5, VBQ 2.10 is below 2.7)'),
    });
  });

  test('when the whole interval of M is below the cut-off and VBQ reaches every published one', () => {
    expect(discordance(m(1.2), { value: 3.4 })?.text).toContain(
      '(the interval of the M-score ends at 2.2, below 5.5, VBQ 3.40 reaches 3.06)',
    );
  });

  test.each<[string, ReturnType<typeof m>, number]>([
    ['M 5.5, the least published cut-off is far below', m(5.5, 2, null), 2.6],
    ['M below 2.05 with all its interval', m(0.9, 1, null), 3.06],
  ])('without a cut-off of the site, by the published ones: %s', (_what, mscore, value) => {
    expect(discordance(mscore, { value })?.code).toBe('vbq/discordant');
  });
});

describe('they are not', () => {
  test.each<[string, ReturnType<typeof m> | null, number | null]>([
    ['when both speak for poor bone', m(6.4), 3.2],
    ['when both speak for sound bone', m(0), 2.1],
    ['when VBQ is between the published cut-offs', m(6.4), 2.7],
    ['when the interval of M holds the cut-off', m(5, 1), 3.4],
    ['when M is between the published cut-offs and the site chose none', m(3.5, 1, null), 2.1],
    ['without an M-score', null, 3.4],
    ['without a VBQ', m(6.4), null],
  ])('%s', (_why, mscore, value) => {
    expect(discordance(mscore, value === null ? null : { value })).toBeUndefined();
  });

  test('for any M at once with a high and with a low VBQ', () => {
    const number = fc.double({ min: -10, max: 20, noNaN: true });
    const half = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(number, half, fc.boolean(), (value, width, site) => {
        const mscore = m(value, width, site ? chosen : null);
        const found = [3.5, 2].map((vbq) => discordance(mscore, { value: vbq }));
        expect(found.filter(Boolean).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
