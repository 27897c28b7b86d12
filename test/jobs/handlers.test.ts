import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServiceRequest } from 'fhir/r4.js';
import { sql } from 'kysely';
import type { Lacks } from '../../fixtures/fhir-sandbox/capability-statement.ts';
import { type FhirSandbox, startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { CodedError } from '../../src/errors.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { toResources } from '../../src/fhir/publish.ts';
import { jobHandlers } from '../../src/jobs/handlers.ts';
import { queueDepths } from '../../src/jobs/queue-depths.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import type { PublishTarget, Site } from '../../src/site.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { NO_TRACING } from '../../src/observability/tracing.ts';
import type { Localiser } from '../../src/spine/localiser.ts';
import { AuditLog } from '../../src/store/audit-log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ExpectedStudies } from '../../src/store/expected-studies.ts';
import { Reviews } from '../../src/store/reviews.ts';
import { ScannerLog } from '../../src/store/scanner-log.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { Measurements } from '../../src/store/measurements.ts';
import { imageHeader } from '../mscore/image-header.ts';
import { measured } from '../support/measurement.ts';
import { result } from '../support/data-keys.ts';
import { type FakeImages, fakeImages } from '../support/fake-images.ts';
import { fakeSite, inputsAt } from '../support/fake-site.ts';
import { logLines } from '../support/log-lines.ts';
import { syntheticSlice } from '../support/synthetic-slice.ts';
import { jobRows, study } from './support.ts';

const nobody = { id: undefined, issuerOfPatientId: undefined, birthDate: undefined, sex: undefined };
/** Images of the right patient, none of which is a sagittal T1. */
const NO_T1 = [{ seriesInstanceUid: '1.2.3.1', images: [imageHeader({ modality: 'CT' })] }];
const AWAY = 'http://127.0.0.1:1/fhir';
const noStage = () => {};
let database: Database;
let measurements: Measurements;
let queue: JobQueue;
let audit: AuditLog;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  measurements = new Measurements(database.sql, 'mscore 1.0.0');
  queue = new JobQueue(database.bossOptions, logLines().logger);
  await queue.start();
  audit = await AuditLog.open(database.sql, logLines().logger);
});
afterEach(async () => {
  await sql`delete from pgboss.job`.execute(database.sql);
  await database.sql.deleteFrom('measurement').execute();
});
afterAll(async () => {
  await queue.stop();
  await database.close();
});

/** What is stored of the study under the inputs of a site without references or marks. */
async function storedStudy() {
  const found = await measurements.find(study(), await inputsAt(study()));
  return found && measurements.get(found.id);
}

function handlersOf(site: Partial<Site>, jobs: JobQueue = queue) {
  const { logger, lines } = logLines();
  const siteOf = () => fakeSite(site);
  const scanners = new ScannerLog(database.sql);
  const metrics = new Metrics();
  const expected = new ExpectedStudies(database.sql, logger);
  const dependencies = {
    database: database.sql,
    audit,
    metrics,
    tracing: NO_TRACING,
    measurements,
    expected,
    reviews: new Reviews(database.sql),
    withdrawals: new Withdrawals(database.sql),
    queue: jobs,
    siteOf,
    scanners,
    logger,
  };
  return { ...jobHandlers(dependencies), lines, metrics };
}

function target(fhirServer: string, changes: Partial<PublishTarget> = {}): PublishTarget {
  return { client: new FhirClient({ baseUrl: fhirServer }), fhirServer, sharesPatientIds: false, ...changes };
}

/** The newest of the audit trail, in order. */
async function lastEntries(count: number): Promise<unknown[]> {
  await audit.settled();
  return (await Array.fromAsync(audit.rows())).slice(-count).map(({ entry }) => entry);
}

/** With this PACS and perhaps somewhere to publish to. */
const withImages = (images: FakeImages, publishTo?: PublishTarget) =>
  handlersOf({ images: fakeImages(images).source, publishTo });

/** What a reviewer drew. */
function drawing(basis: string): Localiser {
  return {
    source: 'reviewer',
    basis,
    seriesInstanceUid: undefined,
    locate: () => Promise.reject(new Error('there is no series to look at')),
  };
}

/** Measures where somebody draws anew in each of the first rounds. */
async function drawnIn(rounds: number) {
  await audit.settled();
  const before = (await Array.fromAsync(audit.rows())).length;
  const { source, asked } = fakeImages({ series: NO_T1 });
  let publications = 0;
  class CountingQueue extends JobQueue {
    override async publishResult(...sent: Parameters<JobQueue['publishResult']>): Promise<void> {
      publications += 1;
      await queue.publishResult(...sent);
    }
  }
  const timesMeasured = () => asked.filter((one) => one === 'series').length;
  const site = {
    images: source,
    publishTo: target(AWAY),
    localiserFor: async () => drawing(`drawn ${Math.min(timesMeasured(), rounds)} times`),
  };
  const handlers = handlersOf(site, new CountingQueue(database.bossOptions, logLines().logger));
  await handlers.measureStudy(study(), noStage);
  const entries = (await Array.fromAsync(audit.rows())).slice(before).map(({ entry }) => entry);
  const inEnd = { ...fakeSite(), localiserFor: async () => drawing(`drawn ${rounds} times`) };
  const isCurrent = (await measurements.find(study(), await inputsAt(study(), inEnd))) !== undefined;
  return { handlers, entries, publications, measured: timesMeasured(), isCurrent };
}

describe('measure-study', () => {
  test('stores a refused study as the result that it is', async () => {
    await withImages({ series: NO_T1 }).measureStudy(study(), noStage);
    expect(await storedStudy()).toMatchObject({
      measurement: { status: 'refused', refusals: [{ code: 'series/no-sagittal-t1' }] },
      context: { imagingStudy: 'ImagingStudy/i1' },
      published: 'off',
    });
    expect(await jobRows(database)).toEqual([]);
  });

  test('twice leaves the same behind as once', async () => {
    const handlers = withImages({ series: NO_T1 }, target(AWAY));
    await handlers.measureStudy(study(), noStage);
    await handlers.measureStudy(study(), noStage);
    expect(await database.sql.selectFrom('measurement').select('id').execute()).toHaveLength(1);
    expect(await jobRows(database)).toHaveLength(1);
  });

  test('stores result and publish job together, where the site publishes', async () => {
    await withImages({ series: NO_T1 }, target(AWAY)).measureStudy(study(), noStage);
    const row = await storedStudy();
    expect(row?.published).toBe('pending');
    expect(await jobRows(database)).toMatchObject([
      { name: 'publish-result', state: 'created', data: { measurementId: row?.id } },
    ]);
  });

  test('writes nothing into a record when the images may be another patient’s', async () => {
    const { header } = syntheticSlice({ header: { patient: { ...nobody, id: 'SOMEBODY-ELSE' } } });
    const images = [1, 2, 3, 4, 5].map((instanceNumber) => ({ ...header, instanceNumber }));
    const series = [{ seriesInstanceUid: header.seriesInstanceUid, images }];
    await withImages({ series }, target(AWAY)).measureStudy(study(), noStage);
    expect(await storedStudy()).toMatchObject({
      measurement: { refusals: [{ code: 'study/patient-mismatch' }] },
      published: 'off',
    });
    expect(await jobRows(database)).toEqual([]);
  });

  test('stores neither when the job cannot be queued', async () => {
    class FullQueue extends JobQueue {
      override async publishResult(): Promise<void> {
        throw new Error('disk full');
      }
    }
    const jobs = new FullQueue(database.bossOptions, logLines().logger);
    const handlers = handlersOf(
      { images: fakeImages({ series: NO_T1 }).source, publishTo: target(AWAY) },
      jobs,
    );
    await expect(handlers.measureStudy(study(), noStage)).rejects.toThrow('disk full');
    expect(await storedStudy()).toBeUndefined();
  });

  test('stores nothing when the PACS is away: the queue tries again', async () => {
    const handlers = withImages({ seriesFailure: new CodedError('pacs/unavailable') }, target(AWAY));
    await expect(handlers.measureStudy(study(), noStage)).rejects.toMatchObject({ code: 'pacs/unavailable' });
    expect(await storedStudy()).toBeUndefined();
    expect(await jobRows(database)).toEqual([]);
  });

  test('writes down that it measured, or that it could not, with digests in place of the patient', async () => {
    await audit.settled();
    await withImages({ series: NO_T1 }).measureStudy(study(), noStage);
    const row = await storedStudy();
    await expect(
      withImages({ seriesFailure: new CodedError('pacs/unavailable') }).measureStudy(study(), noStage),
    ).rejects.toThrow();
    const [done, failed] = await lastEntries(2);
    const digests = { patient: expect.stringMatching(/^\w{64}$/), study: expect.stringMatching(/^\w{64}$/) };
    const itself = { who: { kind: 'service', name: 'mscore' }, client: study().client, ...digests };
    expect(done).toMatchObject({
      ...itself,
      action: 'measured',
      outcome: 'refused',
      measurement: row?.id,
    });
    expect(failed).toMatchObject({ ...itself, action: 'read-images', outcome: 'pacs/unavailable' });
  });

  describe('while a reviewer draws', () => {
    test.each([1, 2])('%i times, measures as often again, and what is stored is current', async (times) => {
      expect(await drawnIn(times)).toMatchObject({ measured: times + 1, isCurrent: true });
    });

    test('twice, comes to one result, one publication, one entry of the audit trail and one count', async () => {
      const { handlers, entries, publications } = await drawnIn(2);
      expect(publications).toBe(1);
      expect(await database.sql.selectFrom('measurement').select('id').execute()).toHaveLength(1);
      expect(await jobRows(database)).toMatchObject([{ name: 'publish-result', state: 'created' }]);
      expect(entries).toMatchObject([{ action: 'measured' }]);
      expect(await handlers.metrics.registry.metrics()).toContain('mscore_studies_total{status="refused"} 1');
      expect(handlers.lines.filter(({ message }) => message === 'study measured')).toHaveLength(1);
    });

    test('without end, is not waited for: the third round is stored, out of date', async () => {
      expect(await drawnIn(9)).toMatchObject({ measured: 3, isCurrent: false });
      expect(await jobRows(database)).toMatchObject([{ name: 'publish-result' }]);
    });
  });

  test('is counted while it waits', async () => {
    await queue.measureStudy(study());
    const depths = await queueDepths(database.sql);
    expect(depths).toContainEqual({
      queue: 'measure-study',
      state: 'created',
      jobs: 1,
      oldestSeconds: expect.any(Number),
    });
    expect(depths).toContainEqual({ queue: 'publish-result', state: 'active', jobs: 0, oldestSeconds: 0 });
  });

  test('counts what came of it', async () => {
    const handlers = withImages({ series: NO_T1 });
    await handlers.measureStudy(study(), noStage);
    const text = await handlers.metrics.registry.metrics();
    expect(text).toContain('mscore_studies_total{status="refused"} 1');
    expect(text).toContain('mscore_refusals_total{code="series/no-sagittal-t1"} 1');
    expect(text).toContain('mscore_stage_duration_seconds_count{stage="headers"} 1');
  });

  test('logs status and reasons, and nothing about the patient', async () => {
    const handlers = withImages({ series: NO_T1 });
    await handlers.measureStudy(study(), noStage);
    expect(handlers.lines).toMatchObject([
      { message: 'study measured', fields: { status: 'refused', refusals: ['series/no-sagittal-t1'] } },
    ]);
    expect(JSON.stringify(handlers.lines)).not.toMatch(/p1|P1|1956/);
  });
});

/** Stores a result for a client of this FHIR server and publishes it. */
async function publish(fhirServer: string, publishTo: PublishTarget | undefined, uid = '1.2.3') {
  const key = { ...study(), client: { issuer: 'north', fhirServer }, studyInstanceUid: uid };
  const measurement = measured({ study: { studyInstanceUid: uid, source: 'pacs.example.org' } });
  const context = { order: 'ServiceRequest/o1' };
  const measurementId = await measurements.save(key, result(measurement, { context, published: 'pending' }));
  const handlers = handlersOf({ publishTo });
  const failure = await handlers.publishResult({ measurementId }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { stored: await measurements.get(measurementId), failure };
}

/** A FHIR server with the patient, and perhaps an order. */
async function record(order?: ServiceRequest, lacks: Lacks = {}) {
  const resources = [{ resourceType: 'Patient', id: 'p1' } as const, ...(order ? [order] : [])];
  const ehr = await startFhirSandbox({ resources, lacks });
  return { baseUrl: ehr.baseUrl, [Symbol.asyncDispose]: () => ehr.close() };
}

describe('publish-result', () => {
  const patient = { resourceType: 'Patient', id: 'p1', gender: 'female', birthDate: '1956-03-07' } as const;
  let sandbox: FhirSandbox;
  beforeAll(async () => {
    sandbox = await startFhirSandbox({ resources: [patient] });
  });
  afterAll(() => sandbox.close());

  test('writes the result and remembers its Observation', async () => {
    const { stored, failure } = await publish(sandbox.baseUrl, target(sandbox.baseUrl));
    expect(failure).toBeUndefined();
    expect(stored).toMatchObject({
      published: 'done',
      observation: expect.stringMatching(/^Observation\/.+/),
    });
    expect(await lastEntries(1)).toMatchObject([
      { action: 'published', outcome: 'done', measurement: stored?.id, study: expect.any(String) },
    ]);
  });

  test('takes out of the record what was entered in error, and puts it back when that was a mistake', async () => {
    const uid = '1.2.6';
    const client = { issuer: 'north', fhirServer: sandbox.baseUrl };
    const key = { client, patientId: 'p1', studyInstanceUid: uid };
    const withdrawals = new Withdrawals(database.sql);
    const statusOf = async (observation = '') =>
      new FhirClient({ baseUrl: sandbox.baseUrl }).read(observation);
    const { stored } = await publish(sandbox.baseUrl, target(sandbox.baseUrl), uid);
    expect(await statusOf(stored?.observation)).toMatchObject({ status: 'preliminary' });

    await withdrawals.add(key, 'DiagnosticReport/r1');
    await publish(sandbox.baseUrl, target(sandbox.baseUrl), uid);
    expect(await statusOf(stored?.observation)).toMatchObject({ status: 'entered-in-error' });

    await withdrawals.lift(key, { source: 'DiagnosticReport/r1', reported: true });
    await publish(sandbox.baseUrl, target(sandbox.baseUrl), uid);
    expect(await statusOf(stored?.observation)).toMatchObject({ status: 'preliminary' });
  });

  test('fails for good when the FHIR server has the result twice: a person must look', async () => {
    const uid = '1.2.4';
    const measurement = measured({ study: { studyInstanceUid: uid, source: 'pacs.example.org' } });
    const set = toResources(measurement, { patientId: 'p1' });
    const group = set.entries.find(({ fullUrl }) => fullUrl === set.group)?.resource;
    if (group?.resourceType !== 'Observation') throw new Error('the group is an Observation');
    // Alone, without references to the rest of the set.
    const { resourceType, status, code, subject, identifier, meta } = group;
    const body = JSON.stringify({ resourceType, status, code, subject, identifier, meta });
    const headers = { 'Content-Type': 'application/fhir+json' };
    for (let copies = 0; copies < 2; copies += 1) {
      await fetch(`${sandbox.baseUrl}/Observation`, { method: 'POST', headers, body });
    }
    const { stored, failure } = await publish(sandbox.baseUrl, target(sandbox.baseUrl), uid);
    expect(failure).toMatchObject({ code: 'fhir/multiple-matches' });
    const refused = { published: 'refused', notWritable: 'fhir/multiple-matches', observation: undefined };
    expect(stored).toMatchObject(refused);
  });

  test('fails for good on another FHIR server, where the patient’s id may be somebody else’s', async () => {
    const { stored, failure } = await publish(
      'https://ehr.example.org/fhir',
      target(sandbox.baseUrl),
      '1.2.5',
    );
    expect(failure).toMatchObject({ code: 'fhir/other-server' });
    expect(stored).toMatchObject({ published: 'refused', notWritable: 'fhir/other-server' });
  });

  test('writes there when the ids are the same, and refers to nothing of the server that called', async () => {
    const shared = target(sandbox.baseUrl, { sharesPatientIds: true });
    const { stored } = await publish('https://ehr.example.org/fhir', shared, '1.2.6');
    expect(stored?.published).toBe('done');
    const written = await shared.client.read(stored?.observation ?? '');
    expect(written).toMatchObject({ subject: { reference: 'Patient/p1' } });
    expect(JSON.stringify(written)).not.toContain('ServiceRequest');
  });

  describe('of a study that knows nothing of its order', () => {
    const accession = { system: 'https://north.example.org/accessions', value: 'A7' };
    const ordered: ServiceRequest = {
      resourceType: 'ServiceRequest',
      id: 'o7',
      status: 'active',
      intent: 'order',
      code: { coding: [{ system: 'http://loinc.org', code: '24968-0' }] },
      subject: { reference: 'Patient/p1' },
      identifier: [accession],
    };
    const study7 = { studyInstanceUid: '1.2.10', source: 'pacs.example.org', accessionNumber: 'A7' };

    test('is based on the order that announced its accession number, and stays so', async () => {
      await using ehr = await record(ordered);
      const client = { issuer: 'north', fhirServer: ehr.baseUrl };
      await new ExpectedStudies(database.sql, logLines().logger).expect({
        client,
        patientId: 'p1',
        identifiers: [accession],
      });
      const key = { ...study(), client, studyInstanceUid: study7.studyInstanceUid };
      const save = () =>
        measurements.save(key, result(measured({ study: study7 }), { published: 'pending' }));
      const id = await save();
      const handlers = handlersOf({ publishTo: target(ehr.baseUrl) });
      await handlers.publishResult({ measurementId: id });
      const stored = await measurements.get(id);
      expect(stored?.context.order).toBe('ServiceRequest/o7');
      const observation = stored?.observation ?? '';
      expect(await target(ehr.baseUrl).client.read(observation)).toMatchObject({
        basedOn: [{ reference: 'ServiceRequest/o7' }],
      });
      // Measured again for somebody who does not know the order, and long after it was expected.
      await database.sql.deleteFrom('expected_study').execute();
      await save();
      expect((await measurements.get(id))?.context.order).toBe('ServiceRequest/o7');
    });
  });

  test('of an older version of the algorithm is not written over that of the present one', async () => {
    const client = { issuer: 'north', fhirServer: sandbox.baseUrl };
    const key = { ...study(), client, studyInstanceUid: '1.2.11' };
    const at = { studyInstanceUid: '1.2.11', source: 'pacs.example.org' };
    const older = new Measurements(database.sql, 'mscore 0.9.0');
    const pending = () => result(measured({ study: at }), { published: 'pending' });
    const measurementId = await older.save(key, pending());
    await measurements.save(key, pending());
    const handlers = handlersOf({ publishTo: target(sandbox.baseUrl) });
    await handlers.publishResult({ measurementId });
    expect((await measurements.get(measurementId))?.published).toBe('pending');
  });

  test('that is suspicious puts a task on the worklist', async () => {
    const { stored } = await publish(sandbox.baseUrl, target(sandbox.baseUrl), '1.2.12');
    const { resources } = await target(sandbox.baseUrl).client.search('Task?_count=100');
    expect(resources).toContainEqual(
      expect.objectContaining({ status: 'requested', focus: { reference: stored?.observation } }),
    );
  });

  test('is refused where the FHIR server takes no Observations, and not tried again', async () => {
    await using ehr = await record(undefined, { writing: ['Observation'] });
    const { stored, failure } = await publish(ehr.baseUrl, target(ehr.baseUrl), '1.2.13');
    expect(failure).toMatchObject({ code: 'fhir/not-taken' });
    expect(stored).toMatchObject({ published: 'refused', notWritable: 'fhir/not-taken' });
  });

  test('is tried again when the FHIR server is away', async () => {
    const { stored, failure } = await publish(AWAY, target(AWAY), '1.2.7');
    expect(failure).toMatchObject({ code: 'fhir/unavailable', kind: 'fault' });
    expect(await lastEntries(1)).toMatchObject([{ action: 'published', outcome: 'fhir/unavailable' }]);
    expect(stored?.published).toBe('failed');
  });

  test('does nothing for a site that no longer publishes, and for a result that is gone', async () => {
    const { stored, failure } = await publish(sandbox.baseUrl, undefined, '1.2.8');
    expect([failure, stored?.published]).toEqual([undefined, 'pending']);
    const gone = handlersOf({ publishTo: target(AWAY) });
    await gone.publishResult({ measurementId: '00000000-0000-4000-8000-000000000000' });
    expect(gone.lines).toEqual([]);
  });
});
