import { describe, expect, test } from '@jest/globals';
import { timeLine } from '../../../src/review/study/parts/time-line.ts';
import { STUDY_TEXTS } from '../../../src/review/study/texts/index.ts';

type History = Parameters<typeof timeLine>[0];

const history = (...mScores: [date: string, value: number][]): History => ({
  mScores: mScores.map(([date, value], at) => ({ date, value, thisOne: at === 0 })),
  tScores: [],
  tScoresFrom: 'nowhere',
});

/** Where the name of the cut-off ends or begins, and where the line is. */
function cutoffName(shown: History): { anchor: string; above: boolean } {
  const markup = timeLine(shown, 5.5, STUDY_TEXTS.en);
  const [, line = '', below = '', anchor = ''] =
    /d="M[\d.]+ ([\d.]+)H[\d.]+"[^>]*dasharray[^>]*\/><text x="[\d.]+" y="([\d.]+)" text-anchor="(\w+)"[^>]*>cut-off M 5\.5</.exec(
      markup,
    ) ?? [];
  return { anchor, above: Number(below) < Number(line) };
}

describe('the name of the cut-off', () => {
  test('stands at the right end of its line', () => {
    expect(cutoffName(history(['2020-01-15', 1], ['2026-06-15', 9]))).toEqual({ anchor: 'end', above: true });
  });

  test('stands at the left where a point of late lies just above the line', () => {
    expect(cutoffName(history(['2020-01-15', 1], ['2026-10-15', 5.8]))).toEqual({
      anchor: 'start',
      above: true,
    });
  });

  test('stands below where points lie above both ends', () => {
    expect(cutoffName(history(['2020-02-15', 5.8], ['2026-10-15', 5.8], ['2023-01-15', 0]))).toMatchObject({
      above: false,
    });
  });
});

test('the axis of values is written as the language of the reader writes numbers', () => {
  const markup = timeLine(history(['2026-01-15', 0.4]), undefined, STUDY_TEXTS.sk);
  expect(markup).toMatch(/text-anchor="end"[^>]*>0,\d<\/text>/);
});
