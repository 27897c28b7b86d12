import { expect, test } from '@jest/globals';
import { archiveReport } from '../../src/archive/archive-report.ts';

const row = { codes: [], flagged: false };

test('every study is counted once, and a refusal by each of its reasons', () => {
  const report = archiveReport([
    { ...row, outcome: 'measured', studies: 40 },
    { ...row, outcome: 'measured', flagged: true, studies: 9 },
    { ...row, outcome: 'limited', codes: ['spine/level-uncertain'], flagged: true, studies: 1 },
    { ...row, outcome: 'refused', codes: ['noise/few-pixels', 'spine/level-unsure'], studies: 3 },
    { ...row, outcome: 'refused', codes: ['noise/few-pixels'], studies: 2 },
    { ...row, outcome: 'passed-over', codes: ['event/not-lumbar-mri'], studies: 100 },
    { ...row, outcome: 'passed-over', codes: ['event/patient-unknown'], studies: 7 },
    { ...row, outcome: 'failed', codes: ['pacs/unavailable'], studies: 4 },
  ]);
  expect(report).toEqual({
    seen: 166,
    passedOver: { 'event/not-lumbar-mri': 100, 'event/patient-unknown': 7 },
    measurable: 50,
    limited: 1,
    flagged: 10,
    refused: 5,
    refusals: { 'noise/few-pixels': 5, 'spine/level-unsure': 3 },
    failed: 4,
    failures: { 'pacs/unavailable': 4 },
  });
});
