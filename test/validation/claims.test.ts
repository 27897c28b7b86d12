import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { CodedError } from '../../src/errors.ts';
import { checkClaims } from '../../src/validation/check-claims.ts';
import { type Claims, parseClaims, roundsTo } from '../../src/validation/claims.ts';
import { correlate, pairsOf } from '../../src/validation/correlate.ts';
import { slipsThatExplain } from '../../src/validation/slips.ts';
import { cases, cohort, OPTIONS } from './cohorts.ts';

const claims = (correlation: object, criteria: object[] = []): Claims =>
  parseClaims(JSON.stringify({ source: 'A paper', correlations: [correlation], criteria }));

const table = cohort([
  { m: 1, t: -1 },
  { m: 2, t: -3 },
  { m: 3, t: -2 },
  { m: 4, t: -4 },
  { m: 5, t: -5 },
]);
const correlations = pairsOf(table).map((pair) => correlate(table.cases, pair, OPTIONS));

describe('a claim', () => {
  test.each([
    ['0.82', 0.8249, true],
    ['0.82', 0.815, true],
    ['0.82', 0.8251, false],
    ['0.820', 0.8249, false],
    ['-0.36', -0.359, true],
    ['1.000', 0.9998, true],
    ['1', 0.6, true],
  ])('%s is as exact as it is printed: %d', (claim, value, is) => {
    expect(roundsTo(value, claim)).toBe(is);
  });

  test('is what rounding gives, whatever the number', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, digits) => {
          expect(roundsTo(value, value.toFixed(digits))).toBe(true);
        },
      ),
    );
  });

  test.each([
    ['reproduces by rank', { pair: ['m', 't'], r: '-0.90' }, 'reproduces', ['Spearman']],
    [
      'reproduces with its p',
      { pair: ['m', 't'], r: '-0.9', p: '0.083' },
      'reproduces',
      ['Spearman, exact p'],
    ],
    [
      'has another p',
      { pair: ['m', 't'], r: '-0.9', p: '0.5' },
      'r reproduces',
      ['Spearman', 'p is 0.083, not 0.5'],
    ],
    [
      'is less than said',
      { pair: ['m', 't'], r: '-0.9', significant: true },
      'r reproduces',
      ['Spearman', 'not significant, p 0.083'],
    ],
    [
      'is another number',
      { pair: ['m', 't'], r: '0.12' },
      'does not reproduce',
      ['Spearman is −0.900, Pearson −0.900'],
    ],
    [
      'is about no column',
      { pair: ['m', 'tbs'], r: '0.1' },
      'cannot be checked',
      [expect.stringContaining('does not hold')],
    ],
  ])('%s', (_, claim, verdict, remarks) => {
    const [checked] = checkClaims(claims(claim), table, correlations).correlations;
    expect(checked).toMatchObject({ verdict, remarks });
  });

  test('of every row names the lines that do not fulfil it', () => {
    const rules = [
      { variable: 't', operator: '<', value: -1 },
      { variable: 't', operator: '≤', value: -1 },
      { variable: 'm', operator: '≥', value: 4 },
      { variable: 'tbs', operator: '>', value: 1 },
    ];
    const { criteria } = checkClaims(claims({ pair: ['m', 't'], r: '0' }, rules), table, correlations);
    expect(criteria.map(({ verdict, against }) => [verdict, against])).toEqual([
      ['does not reproduce', [2]],
      ['reproduces', []],
      ['does not reproduce', [2, 3, 4]],
      ['cannot be checked', []],
    ]);
  });
});

describe('a slip', () => {
  test('is one value copied from another row, the smallest change first', () => {
    const rows = [
      { m: 1, t: -1 },
      { m: 2, t: -2 },
      { m: 3, t: -2.9 },
      { m: 4, t: -3 },
    ];
    const [claim] = claims({ pair: ['m', 't'], r: '-0.95' }).correlations;
    const [slip] = claim ? slipsThatExplain(claim, cases(rows)) : [];
    expect(slip).toMatchObject({ variable: 't', value: -2.9, takenFor: -3, line: 4 });
    expect(slip?.rho).toBeCloseTo(-0.9487, 4);
  });

  test('is not looked for in a large table, nor found where none explains', () => {
    const rows = Array.from({ length: 31 }, (_, index) => ({ m: index, t: -index }));
    const [claim] = claims({ pair: ['m', 't'], r: '0.5' }).correlations;
    expect(claim && slipsThatExplain(claim, cases(rows))).toEqual([]);
    expect(claim && slipsThatExplain(claim, cases(rows.slice(0, 8)))).toEqual([]);
  });
});

describe('a file that is not valid is refused by the name of its field', () => {
  test.each<[string, string, string]>([
    ['not JSON', '{', 'not JSON'],
    ['no source', '{}', 'source'],
    [
      'a number without quotes',
      '{"source":"x","correlations":[{"pair":["m","t"],"r":0.8}]}',
      'correlations.0.r',
    ],
    [
      'an unknown column',
      '{"source":"x","correlations":[{"pair":["m","q"],"r":"0.8"}]}',
      'correlations.0.pair.1',
    ],
    ['a misspelt field', '{"source":"x","claims":[]}', 'claims'],
  ])('%s', (_, text, named) => {
    expect(() => parseClaims(text)).toThrow(CodedError);
    expect(() => parseClaims(text)).toThrow(expect.objectContaining({ code: 'claims/invalid' }));
    expect(() => parseClaims(text)).toThrow(named);
  });
});
