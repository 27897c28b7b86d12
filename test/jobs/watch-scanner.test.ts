import { describe, expect, test } from '@jest/globals';
import { reason, type ErrorCode } from '../../src/errors.ts';
import { logChange, watchedExam } from '../../src/jobs/watch-scanner.ts';
import type { ScannerVerdict } from '../../src/mscore/drift/scanner-watch.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import type { KnownReference } from '../../src/mscore/reference.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { logLines } from '../support/log-lines.ts';
import { measured } from '../support/measurement.ts';
import { syntheticSlice } from '../support/synthetic-slice.ts';

const stored: KnownReference = { ...siteReference(), version: 3 };

function exam(changes: Partial<Measurement> = {}, references: readonly KnownReference[] = [stored]) {
  const study = {
    measurement: measured(changes),
    verified: true,
    images: undefined,
    slices: [syntheticSlice()],
  };
  return watchedExam(study, references);
}
const refusedFor = (...codes: ErrorCode[]) =>
  exam({ status: 'refused', mscore: null, refusals: codes.map((code) => reason(code)) });

describe('an exam is watched', () => {
  test('with its air, scanner and day, under the version that it matched', () => {
    expect(exam()).toEqual({
      reference: { id: 'site', version: 3 },
      exam: {
        kind: 'exam',
        acquired: '2026-05-04',
        airSd: 9.83,
        airMeanOverSd: 18.8 / 9.83,
        airN: 1200,
        softwareVersions: '5.0',
        coil: 'SPINE',
      },
    });
  });

  test('also when a drift alone kept it from a number, of the version that drifted', () => {
    expect(refusedFor('reference/drifted')).toMatchObject({ reference: { version: 3 } });
    const drifted = { ...stored, drifted: { what: 'louder' } };
    expect(exam({}, [drifted])).toMatchObject({ reference: { id: 'site', version: 3 } });
  });
});

describe('an exam is not watched', () => {
  test.each<ErrorCode[]>([
    ['noise/not-uniform'],
    ['reference/drifted', 'noise/structured'],
    ['spine/too-few-levels'],
    ['reference/no-match'],
  ])('whose air or levels were refused: %s', (...codes) => {
    expect(refusedFor(...codes)).toBeUndefined();
  });

  test('without air, or without images', () => {
    expect(exam({ noise: null })).toBeUndefined();
    const study = { measurement: measured(), verified: true, images: undefined, slices: [] };
    expect(watchedExam(study, [stored])).toBeUndefined();
  });

  test('that matched a file, or a retired reference', () => {
    expect(exam({}, [siteReference()])).toBeUndefined();
    expect(exam({}, [{ ...stored, retired: '2026-11-01' }])).toBeUndefined();
  });
});

describe('in the log', () => {
  const ok: ScannerVerdict = { state: 'ok', what: [] };
  const warning: ScannerVerdict = { state: 'warning', what: ['software B, was A'] };
  const drifted: ScannerVerdict = { state: 'drifted', what: ['louder'], since: '2026-11-20' };

  test.each<[string, ScannerVerdict, ScannerVerdict, object[]]>([
    ['nothing while nothing changes', warning, warning, []],
    [
      'a warning once',
      ok,
      warning,
      [{ level: 'warn', fields: { code: 'reference/drift-warning', what: warning.what } }],
    ],
    [
      'a drift as an error',
      warning,
      drifted,
      [{ level: 'error', fields: { code: 'reference/drifted', version: 3 } }],
    ],
    ['that it passed', warning, ok, [{ level: 'info', fields: { reference: 'site' } }]],
  ])('%s', (_what, before, after, expected) => {
    const { logger, lines } = logLines();
    logChange({ id: 'site', version: 3 }, { before, after }, logger);
    expect(lines).toMatchObject(expected);
  });
});
