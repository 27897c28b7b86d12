import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { reason } from '../../src/errors.ts';
import type { Measurement, Mscore } from '../../src/mscore/measurement.ts';
import { cohortDigest } from '../../src/mscore/reference-digest.ts';
import { barsOver, countInBars } from '../../src/mscore/statistics/histogram.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { countExams } from '../../src/store/exam-counts.ts';
import { Measurements } from '../../src/store/measurements.ts';
import { StoredReferences } from '../../src/store/references.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { NORTH, result, studyKey } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';
import { measuredAs, refused } from '../support/measurement.ts';
import { forgetReferences } from './forget-references.ts';

const SOUTH = { issuer: 'https://south.example.org', fhirServer: 'https://south.example.org/fhir' };
const BARS = barsOver(40, 79, 10);
const SITE = { cohort: cohortDigest(siteReference()), bars: BARS };
const LONG_AGO = new Date('2026-01-01');

let database: Database;
let measurements: Measurements;
let references: StoredReferences;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  measurements = new Measurements(database.sql, 'mscore 1.1.0');
  references = new StoredReferences(database.sql);
});
afterEach(async () => {
  await database.sql.deleteFrom('measurement').execute();
  await database.sql.deleteFrom('withdrawal').execute();
  await forgetReferences(database.sql);
});
afterAll(() => database.close());

/** An exam with this SNR, compared with version 1 of a stored reference or with what is said. */
function exam(snr: number, compared: Partial<Mscore> = { referenceVersion: 1 }): Measurement {
  const { mscore, ...measurement } = measuredAs({ m: (snr - 50) / 5 });
  return { ...measurement, snr, mscore: mscore && { ...mscore, ...compared } };
}

/** Stores each as a study of its own. */
async function store(exams: readonly Measurement[], client = NORTH): Promise<void> {
  for (const [index, measurement] of exams.entries())
    await measurements.save(studyKey({ client, studyInstanceUid: `1.2.${index}` }), result(measurement));
}

async function counted(clients = [NORTH], from = LONG_AGO, cohorts = [SITE]) {
  return (await countExams(database.sql, clients, from, cohorts)).get(SITE.cohort);
}

describe('exams of a cohort', () => {
  test('are counted in bars as the program itself counts, those beyond in the outermost', async () => {
    await references.add(siteReference());
    const snrs = [12.5, 40, 49.999, 50, 61, 62, 79.9, 80, 4e5];
    await store(snrs.map((snr) => exam(snr)));
    expect(await counted()).toEqual([3, 1, 2, 3]);
    expect(await counted()).toEqual(countInBars(snrs, BARS));
  });

  test('are those of every version that differs in the cut-off, and of no other cohort', async () => {
    await references.add(siteReference());
    await references.add(siteReference({ cutoff: { value: 5.5, source: 'Bandirali 2015' } }));
    await references.add(siteReference({ n: 41 }));
    await references.add(siteReference({ id: 'other' }));
    const other = { reference: 'other', referenceVersion: 1 };
    const versions = [1, 2, 3].map((referenceVersion, index) => exam(45 + 10 * index, { referenceVersion }));
    await store([...versions, exam(75, other)]);
    expect(await counted()).toEqual([1, 1, 0, 0]);
    const others = { cohort: cohortDigest(siteReference({ id: 'other' })), bars: barsOver(70, 79, 5) };
    const both = await countExams(database.sql, [NORTH], LONG_AGO, [SITE, others]);
    expect([...both.values()]).toEqual([
      [1, 1, 0, 0],
      [0, 1],
    ]);
  });

  test('are not those that were compared with a file of the same name', async () => {
    await references.add(siteReference());
    await store([exam(45, {})]);
    expect(await counted()).toEqual([0, 0, 0, 0]);
  });

  test('are those of one’s own hospitals, and of the time asked for', async () => {
    await references.add(siteReference());
    await store([exam(45)]);
    await store([exam(55), exam(65)], SOUTH);
    const servers = [
      { ...NORTH, fhirServer: SOUTH.fhirServer },
      { ...SOUTH, fhirServer: NORTH.fhirServer },
    ];
    expect(await counted()).toEqual([1, 0, 0, 0]);
    expect(await counted([SOUTH])).toEqual([0, 1, 1, 0]);
    expect(await counted([NORTH, SOUTH])).toEqual([1, 1, 1, 0]);
    expect(await counted(servers)).toEqual([0, 0, 0, 0]);
    expect(await counted([])).toEqual([0, 0, 0, 0]);
    expect(await counted([NORTH], new Date(Date.now() + 60_000))).toEqual([0, 0, 0, 0]);
  });

  test('count once a study: its newest result, by whatever version of the algorithm', async () => {
    await references.add(siteReference());
    await store([exam(45), exam(45)]);
    const newer = new Measurements(database.sql, 'mscore 1.2.0');
    await newer.save(studyKey({ studyInstanceUid: '1.2.0' }), result(exam(75)));
    await newer.save(studyKey({ studyInstanceUid: '1.2.1' }), result(refused(reason('noise/few-pixels'))));
    expect(await counted()).toEqual([0, 0, 0, 1]);
  });

  test('have a number, are of the patient’s own images, and not entered in error', async () => {
    await references.add(siteReference());
    await store([exam(45), exam(55), refused(reason('noise/few-pixels'))]);
    await measurements.save(studyKey({ patientId: 'p2' }), result(exam(65), { verified: false }));
    await new Withdrawals(database.sql).add(studyKey({ studyInstanceUid: '1.2.1' }), 'DiagnosticReport/r1');
    expect(await counted()).toEqual([1, 0, 0, 0]);
  });
});

test('without a cohort nothing is asked for', async () => {
  expect(await countExams(database.sql, [NORTH], LONG_AGO, [])).toEqual(new Map());
});
