import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { CodedError } from '../../src/errors.ts';
import { parseReference } from '../../src/mscore/parse-reference.ts';
import { mikulova2025, siteReference } from './reference-file.ts';

test('the demonstration cohort of the seed paper', () => {
  expect(mikulova2025()).toMatchObject({ n: 5, snr: { mean: 47.625, sd: 5.4 }, cutoff: null });
});

test('text, text with a byte order mark, and parsed JSON are the same', () => {
  const text = JSON.stringify(siteReference());
  expect(parseReference(text)).toEqual(siteReference());
  expect(parseReference(`\uFEFF${text}`)).toEqual(siteReference());
  expect(parseReference(JSON.parse(text))).toEqual(siteReference());
});

test('a cohort may name the SNR of each exam, rounded as a person would', () => {
  const exams = siteReference({ n: 5, snr: { mean: 50, sd: 5.3 }, examSnrs: [44, 47, 49, 52, 58] });
  expect(parseReference(JSON.stringify(exams))).toEqual(exams);
});

describe('a wrong file is refused by the name of its field', () => {
  test.each<[string, unknown, string]>([
    ['an SD of zero', siteReference({ snr: { mean: 50, sd: 0 } }), 'snr.sd'],
    ['an SD that makes every z-score infinite', siteReference({ snr: { mean: 50, sd: 1e-320 } }), 'snr.sd'],
    ['a mean beyond any scanner', siteReference({ snr: { mean: 1e308, sd: 5 } }), 'snr.mean'],
    ['one woman', siteReference({ n: 1 }), 'n:'],
    ['levels that the M-score does not have', siteReference({ levels: 'L4,L5' }), 'levels'],
    ['a date that is none', siteReference({ createdAt: 'yesterday' }), 'createdAt'],
    [
      'exams of fewer women',
      siteReference({ n: 4, snr: { mean: 50, sd: 6 }, examSnrs: [44, 50, 56] }),
      'examSnrs',
    ],
    [
      'exams of another mean',
      siteReference({ n: 3, snr: { mean: 51, sd: 6 }, examSnrs: [44, 50, 56] }),
      'examSnrs',
    ],
    [
      'exams of another SD',
      siteReference({ n: 3, snr: { mean: 50, sd: 5 }, examSnrs: [44, 50, 56] }),
      'examSnrs',
    ],
    ['an exam without a signal', siteReference({ n: 2, examSnrs: [0, 50] }), 'examSnrs.0'],
    ['a misspelt field', { ...siteReference(), cutOff: 5.5 }, 'cutOff'],
    ['a list', [], 'the whole file'],
    ['text that is not JSON', '{', 'not JSON'],
    ['far too much text', ' '.repeat(1_000_001), 'larger than 1 MB'],
  ])('%s', (_, input, named) => {
    const parse = () => parseReference(input);
    expect(parse).toThrow(CodedError);
    expect(parse).toThrow(expect.objectContaining({ code: 'reference/invalid' }));
    expect(parse).toThrow(named);
  });

  test('whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.anything()), (input) => {
        expect(() => parseReference(input)).toThrow(CodedError);
      }),
    );
  });
});
