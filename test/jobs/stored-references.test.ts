import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { withStoredReferences } from '../../src/build-site.ts';
import { jobHandlers } from '../../src/jobs/handlers.ts';
import { MeasurementDesk } from '../../src/jobs/measurement-desk.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { NO_TRACING } from '../../src/observability/tracing.ts';
import { AuditLog } from '../../src/store/audit-log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ExpectedStudies } from '../../src/store/expected-studies.ts';
import { Measurements } from '../../src/store/measurements.ts';
import { StoredReferences } from '../../src/store/references.ts';
import { Reviews } from '../../src/store/reviews.ts';
import { ScannerLog } from '../../src/store/scanner-log.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { forgetReferences } from '../store/forget-references.ts';
import { fakeImages } from '../support/fake-images.ts';
import { fakeSite } from '../support/fake-site.ts';
import { logLines } from '../support/log-lines.ts';
import { syntheticSlice, syntheticSpine } from '../support/synthetic-slice.ts';
import { study } from './support.ts';

/** Air with σ = 10 has an SD of 6.55; its levels have an SNR of 61. */
const AIR = { sd: { mean: 6.55, sd: 0.2 }, meanOverSd: { mean: 1.91, sd: 0.02 } };
const cohort = siteReference({ air: AIR, snr: { mean: 50, sd: 5 } });
const { logger, lines } = logLines();
let database: Database;
let queue: JobQueue;
let references: StoredReferences;
let scanners: ScannerLog;
let ask: (uid: string) => ReturnType<MeasurementDesk['obtain']>;

/** One worker that runs all the while, at a hospital whose every study shows the same spine. */
beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logger);
  references = new StoredReferences(database.sql);
  scanners = new ScannerLog(database.sql);
  const measurements = new Measurements(database.sql, 'mscore 1.0.0');
  const siteOf = withStoredReferences(() => hospital(), references);
  queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  const observed = { metrics: new Metrics(), tracing: NO_TRACING };
  const audit = await AuditLog.open(database.sql, logger);
  await queue.work(
    jobHandlers({
      database: database.sql,
      audit,
      ...observed,
      measurements,
      expected: new ExpectedStudies(database.sql, logger),
      reviews: new Reviews(database.sql),
      withdrawals: new Withdrawals(database.sql),
      queue,
      siteOf,
      scanners,
      logger,
    }),
    1,
  );
  const desk = new MeasurementDesk({
    measurements,
    queue,
    siteOf,
    withdrawals: new Withdrawals(database.sql),
    waitMs: 50_000,
  });
  ask = (studyInstanceUid) => {
    const patience = { signal: new AbortController().signal, answerBy: Date.now() + 60_000 };
    return desk.obtain(study({ studyInstanceUid }), patience);
  };
});
afterEach(async () => {
  await sql`delete from pgboss.job`.execute(database.sql);
  await database.sql.deleteFrom('measurement').execute();
  await forgetReferences(database.sql);
  lines.splice(0);
});
afterAll(async () => {
  await queue.stop();
  await database.close();
});

function hospital() {
  const patient = { id: 'P1', issuerOfPatientId: 'NORTH', birthDate: '19560307', sex: 'F' };
  const slices = [1, 2, 3, 4, 5].map((instanceNumber) =>
    syntheticSlice({
      instanceNumber,
      header: { patient, acquiredAt: '20261120', seriesDescription: 'T1 SAG' },
    }),
  );
  const images = slices.map(({ header }) => header);
  const series = [{ seriesInstanceUid: images[0]?.seriesInstanceUid ?? '', images }];
  return fakeSite({
    images: fakeImages({ series, slices }).source,
    localiserFor: async () => ({
      source: 'roi-file',
      basis: 'a person',
      seriesInstanceUid: undefined,
      locate: async () => syntheticSpine(),
    }),
  });
}

async function measuredAs(uid: string) {
  const found = await ask(uid);
  return found === 'withdrawn' ? undefined : found?.measurement;
}

test('a worker that runs uses a reference as soon as it is added, and says which version', async () => {
  expect(await measuredAs('1.1')).toMatchObject({ refusals: [{ code: 'reference/none' }] });
  await references.add(cohort);
  expect(await measuredAs('1.1')).toMatchObject({
    mscore: { reference: 'site', referenceVersion: 1, referenceSha256: expect.any(String) },
  });
  await references.add({ ...cohort, cutoff: { value: 2.05, source: 'Shayganfar 2019' } });
  expect(await measuredAs('1.1')).toMatchObject({ mscore: { referenceVersion: 2, cutoff: { value: 2.05 } } });
});

test('it stops using one that was retired; what was measured keeps its number', async () => {
  await references.add(cohort);
  const before = await ask('1.1');
  await references.retire('site', undefined, { reason: 'a new coil' });
  expect(await measuredAs('1.2')).toMatchObject({ refusals: [{ code: 'reference/none' }] });
  expect(await ask('1.1')).toEqual(before);
  // Another cohort has every study measured anew.
  await references.add(siteReference({ id: 'elsewhere', scanner: { ...cohort.scanner, serial: 'B2' } }));
  expect(await measuredAs('1.1')).toMatchObject({ mscore: { reference: 'site', referenceVersion: 1 } });
  expect(await measuredAs('1.2')).toMatchObject({ refusals: [{ code: 'reference/no-match' }] });
});

test('exams of a scanner whose noise is not that of the cohort drift, and are refused until a person keeps it', async () => {
  await references.add({ ...cohort, air: { ...AIR, sd: { mean: 5, sd: 0.1 } } });
  for (const uid of ['1.3.1', '1.3.2']) expect(await measuredAs(uid)).toMatchObject({ refusals: [] });
  expect(await measuredAs('1.3.3')).toMatchObject({
    refusals: [{ code: 'reference/drifted', text: expect.stringMatching(/SD of the air 6\.\d+ against/) }],
  });
  const codes = lines.flatMap(({ fields }) => ('code' in fields ? [fields.code] : []));
  expect(codes).toEqual(['reference/drift-warning', 'reference/drifted']);
  // What was measured before it was known keeps its number.
  expect(await measuredAs('1.3.1')).toMatchObject({ mscore: { reference: 'site' } });
  await scanners.keep('site', { reason: 'three controls agree' });
  expect(await measuredAs('1.4')).toMatchObject({ mscore: { reference: 'site' } });
});
