import { expect, test } from '@jest/globals';
import { archiveReport } from '../../src/archive/archive-report.ts';
import { screenText } from '../../src/cli/screen-text.ts';

const report = archiveReport([]);

test('a screening that came to its end tells how many studies the PACS has', () => {
  expect(screenText({ ...report, finished: true })).toMatch(/^MR studies on the PACS +0\n/);
});

test('one that was stopped says so, and claims nothing of the studies that it has not looked at', () => {
  const text = screenText({ ...report, finished: false });
  expect(text).toMatch(/^MR studies looked at so far +0\n/);
  expect(text).toContain('Stopped before the end: the same command goes on from here.');
});
