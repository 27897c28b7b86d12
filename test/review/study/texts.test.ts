import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { catalogue } from '../../../src/error-catalogue.ts';
import { SLOVAK_REASONS } from '../../../src/review/study/texts/reasons-sk.ts';
import { STUDY_TEXTS } from '../../../src/review/study/texts/index.ts';

/** What a measurement, or an edit of one, may be refused or limited for. */
const OF_MEASUREMENTS = /^(study|dicom|series|spine|noise|vbq|reference)\//;

test('every reason that a measurement may carry has Slovak words', () => {
  const codes = Object.entries(catalogue).flatMap(([code, { kind }]) =>
    OF_MEASUREMENTS.test(code) && (kind === 'refusal' || kind === 'limit') ? [code] : [],
  );
  expect(codes.filter((code) => !(code in SLOVAK_REASONS))).toEqual([]);
});

test('every check of the noise has plain words in both languages', async () => {
  const folder = 'src/mscore';
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  const sources = await Promise.all(files.map((name) => readFile(`${folder}/${name}`, 'utf8')));
  const named = sources.flatMap((source) => [
    ...source.matchAll(/judge\(\s*'([a-z-]+)'/g),
    ...source.matchAll(/check: '([a-z-]+)'/g),
  ]);
  const checks = [...new Set(named.map(([, name]) => name ?? ''))];
  expect(checks.length).toBeGreaterThan(15);
  for (const texts of Object.values(STUDY_TEXTS)) {
    expect(checks.filter((check) => texts.checks[check] === undefined)).toEqual([]);
  }
});

test('no reason that a study may carry sends a clinician to a file of the documentation', () => {
  const sending = Object.entries(catalogue).flatMap(([code, { remedy }]) =>
    OF_MEASUREMENTS.test(code) && remedy.includes('docs/') ? [code] : [],
  );
  const known = ['spine/no-rois', 'spine/roi-file-invalid', 'reference/none'] as const;
  expect(sending.toSorted()).toEqual(known.toSorted());
  for (const texts of Object.values(STUDY_TEXTS)) {
    const remedies = known.map((code) => texts.reason(code)?.remedy ?? 'docs/');
    expect(remedies.filter((remedy) => remedy.includes('docs/'))).toEqual([]);
  }
});
