import { describe, expect, test } from '@jest/globals';
import { countInBars } from '../../../src/mscore/statistics/histogram.ts';
import { type Cohort, cohortBars } from '../../../src/review/site/snr-bars.ts';
import { snrHistogram } from '../../../src/review/site/snr-histogram.ts';
import { HISTOGRAM_TEXTS } from '../../../src/review/texts/site-histogram.ts';

const EXAM_SNRS = [42, 44, 46, 47, 48, 49, 51, 52, 53, 54, 56, 58];
const STATISTICS = { n: 12, snr: { mean: 50, sd: 4.8 } };
const COHORT: Cohort = { ...STATISTICS, examSnrs: EXAM_SNRS };

function drawn({
  cohort = COHORT,
  snrs = [48, 61, 62, 83],
  cutoffs = [5.5],
  language = 'en',
}: {
  cohort?: Cohort;
  snrs?: readonly number[];
  cutoffs?: readonly number[];
  language?: 'en' | 'sk';
} = {}): string {
  const bars = cohortBars(cohort, cutoffs);
  const named = { id: 'snr-0', name: 'north <3T> version 2', from: '2026-01-31' };
  return snrHistogram(
    { ...named, cohort, bars, cutoffs, exams: countInBars(snrs, bars) },
    HISTOGRAM_TEXTS[language],
  );
}

const count = (markup: string, part: RegExp) => markup.match(part)?.length ?? 0;

/** Of the bars of the cohort, beside these exams. */
const heights = (snrs: readonly number[]) =>
  [...drawn({ snrs }).matchAll(/height="([\d.]+)" fill="#1f6fb2"/g)].map(([, height]) => height);

describe('the histogram of a scanner', () => {
  test('is an image that names itself and says all of it in words, escaped', () => {
    const markup = drawn();
    expect(markup).toContain('role="img" aria-labelledby="snr-0-title snr-0-text"');
    expect(markup).toContain('SNR of cohort and exams, north &lt;3T&gt; version 2</title>');
    expect(markup).toContain(
      'Filled bars: 12 women of the cohort, SNR 42.0 to 58.0. Line in steps: 4 exams since 2026-01-31, the lowest in 45–50, the highest in 80–85. Dashed line: cut-off M 5.5, at SNR 76.4.',
    );
    expect(markup).not.toMatch(/NaN|undefined|Infinity|<3T>/);
    expect(markup).not.toMatch(/style=|<script|onclick/);
  });

  test('tells who sees it which scanner and how many it is about', () => {
    expect(drawn()).toContain(
      '<figcaption>SNR of cohort and exams, north &lt;3T&gt; version 2. Filled: the 12 women of the cohort. Line in steps: 4 exams since 2026-01-31 compared with it.',
    );
  });

  test('has the same numbers in a table', () => {
    const rows = [
      ...drawn().matchAll(/<tr><th scope="row">(.*?)<\/th><td.*?>(.*?)<\/td><td.*?>(.*?)<\/td>/g),
    ];
    expect(rows.map((row) => row.slice(1).join(' '))).toEqual([
      '40–45 2 0',
      '45–50 4 1',
      '50–55 4 0',
      '55–60 2 0',
      '60–65 0 2',
      '65–70 0 0',
      '70–75 0 0',
      '75–80 0 0',
      '80–85 0 1',
    ]);
  });

  test('fills a bar for the cohort where it has women, and draws exams as one line', () => {
    const markup = drawn();
    expect(count(markup, /fill-opacity/g)).toBe(4);
    expect(count(markup, /stroke="#9c3d00"/g)).toBe(1);
    expect(markup).toContain('<title>SNR 45–50: women 4, exams 1</title>');
  });

  test('makes each group as high as its own share', () => {
    // A thousand patients in the way of ten do not press the cohort flat.
    const few = [48, 53, 58, 61, 62, 63, 66, 67, 71, 83];
    expect(heights(few)).toHaveLength(4);
    expect(heights(Array.from({ length: 100 }, () => few).flat())).toEqual(heights(few));
  });

  test('draws the normal curve, and says that it is one, where the reference does not hold its exams', () => {
    const markup = drawn({ cohort: STATISTICS });
    expect(count(markup, /fill-opacity/g)).toBe(0);
    expect(count(markup, /stroke-dasharray="2 3"/g)).toBe(1);
    expect(markup).toContain('Dotted: normal curve of the cohort’s mean 50.0 and SD 4.8, of 12 women.');
    expect(markup).toContain(
      'Dotted: the normal curve of mean and SD of the 12 women of the cohort, for the reference does not hold',
    );
    expect(markup).toContain('<title>SNR 45–50: exams 1</title>');
    expect(markup).not.toMatch(/NaN|undefined/);
  });

  test('says that there is no exam yet, and draws no line for none', () => {
    const markup = drawn({ snrs: [] });
    expect(count(markup, /No exam since 2026-01-31 was compared with it\./g)).toBe(2);
    expect(markup).not.toContain('0 exams');
    expect(count(markup, /stroke="#9c3d00"/g)).toBe(0);
  });

  test('marks every cut-off that holds, and none where there is none', () => {
    expect(drawn({ cutoffs: [2.82, 5.5] })).toMatch(/>M 2\.82<.*>M 5\.5</s);
    expect(drawn({ cutoffs: [] })).not.toMatch(/stroke-dasharray="5 3"|Dashed/);
    expect(drawn({ cutoffs: [1e300] })).not.toContain('>M 1e+300<');
  });

  test('names bars that hold what lies beyond', () => {
    expect(drawn({ snrs: [3, 4e4] })).toMatch(/<th scope="row">below 25<.*<th scope="row">105 and more</s);
  });

  test('says edges with the digits that they need', () => {
    const fine: Cohort = { n: 30, snr: { mean: 0.5, sd: 0.05 } };
    expect(drawn({ cohort: fine, snrs: [0.51] })).toContain('<th scope="row">0.50–0.55<');
  });

  test('is there in Slovak', () => {
    const markup = drawn({ language: 'sk' });
    expect(markup).toContain('Vyplnené stĺpce: ženy kohorty (12), SNR od 42,0 do 58,0.');
    expect(markup).toContain('>M 5,5<');
    expect(markup).toContain('hranica M 5,5 pri SNR 76,4.');
    expect(markup).toContain('<summary>V číslach</summary>');
  });
});
