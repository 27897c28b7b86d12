import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DiagnosticReport, ImagingStudy, Patient } from 'fhir/r4.js';
import { sql } from 'kysely';
import { startFhirSandbox, type FhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { imagesDigest } from '../../src/analysis/images-digest.ts';
import type { SeriesHeaders } from '../../src/dicom/image.ts';
import type { FoundStudy, StudyQuery } from '../../src/dicom/image-source.ts';
import { auditEntrySchema } from '../../src/audit/entry.ts';
import { CodedError } from '../../src/errors.ts';
import type { Event } from '../../src/events/event.ts';
import { Intake } from '../../src/events/intake.ts';
import { readEvent } from '../../src/events/read-event.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { AuditLog } from '../../src/store/audit-log.ts';
import type { Database } from '../../src/store/database.ts';
import { Events } from '../../src/store/events.ts';
import { Measurements } from '../../src/store/measurements.ts';
import { RecordSeen } from '../../src/store/record-seen.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { storeAndQueue } from './store-and-queue.ts';
import { jobRows } from '../jobs/support.ts';
import { result } from '../support/data-keys.ts';
import { fakeImages } from '../support/fake-images.ts';
import { fakeSite, inputsAt, MRN } from '../support/fake-site.ts';
import { logLines } from '../support/log-lines.ts';
import { measured, refused } from '../support/measurement.ts';
import { imageHeader } from '../mscore/image-header.ts';

const UID = '1.2.3';
const subject = { reference: 'Patient/p1' };
const ACCESSION = {
  type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] },
  value: 'ACC1',
};
const patient: Patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: MRN, value: 'P1' }],
  gender: 'female',
  birthDate: '1956-03-07',
};
const imagingStudy: ImagingStudy = {
  resourceType: 'ImagingStudy',
  id: 'i1',
  status: 'available',
  identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${UID}` }, ACCESSION],
  modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'MR' }],
  subject,
  description: 'MR lumbar spine',
};
const report: DiagnosticReport = {
  resourceType: 'DiagnosticReport',
  id: 'r1',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '30679-5' }] },
  subject,
  imagingStudy: [{ reference: 'ImagingStudy/i1' }],
};
const onPacs: FoundStudy = {
  studyInstanceUid: UID,
  studyDate: '20261101',
  accessionNumber: 'ACC1',
  studyDescription: 'LUMBAR SPINE',
  modalities: ['MR'],
  patientId: 'P1',
  issuerOfPatientId: 'NORTH',
};

const stack = new AsyncDisposableStack();
let database: Database;
let ehr: FhirSandbox;
let queue: JobQueue;
let audit: AuditLog;
let record: FhirClient;
let pacs: FoundStudy[];
let series: SeriesHeaders[];
const log = logLines();

beforeAll(async () => {
  ({ database, queue } = await storeAndQueue(log.logger, stack));
  audit = await AuditLog.open(database.sql, log.logger);
  ehr = await startFhirSandbox();
  stack.defer(() => ehr.close());
  record = new FhirClient({ baseUrl: ehr.baseUrl });
}, 60_000);
afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  for (const table of ['event', 'measurement', 'withdrawal', 'pgboss.job'])
    await sql`delete from ${sql.raw(table)}`.execute(database.sql);
  ehr.repository.clear();
  pacs = [onPacs];
  series = seriesOf('1.2.3.4');
  await stored(patient, imagingStudy, report);
});

const client = () => ({ issuer: 'https://north.example.org', fhirServer: ehr.baseUrl });
const key = (patientId = 'p1') => ({ client: client(), patientId, studyInstanceUid: UID });
const measurements = () => new Measurements(database.sql, 'mscore 1.0.0');
const withdrawals = () => new Withdrawals(database.sql);

async function stored(...resources: (Patient | ImagingStudy | DiagnosticReport)[]): Promise<void> {
  for (const resource of resources) await record.update(resource);
}

function findOnPacs(query: StudyQuery): FoundStudy[] {
  return pacs.filter(
    ({ studyInstanceUid, accessionNumber, modalities }) =>
      (query.studyInstanceUid === undefined || query.studyInstanceUid === studyInstanceUid) &&
      (query.accessionNumber === undefined || query.accessionNumber === accessionNumber) &&
      (query.anyModality === true || modalities.includes('MR')),
  );
}

function seriesOf(seriesInstanceUid: string): SeriesHeaders[] {
  const images = [1, 2].map((number) => imageHeader({ sopInstanceUid: `${seriesInstanceUid}.${number}` }));
  return [{ seriesInstanceUid, images }];
}

const site = () => fakeSite({ record, images: fakeImages({ studies: findOnPacs, series }).source });

/** Takes an event and reads it, as the queue would; gives back what is kept of it. */
async function tell(event: Event, receivedAt = new Date()) {
  const events = new Events(database.sql);
  const seen = new RecordSeen(database.sql);
  const intake = new Intake({ database: database.sql, queue, events, seen, logger: log.logger });
  await intake.take(client(), { events: [event], changes: false });
  const { id } = await newest();
  await database.sql.updateTable('event').set({ received_at: receivedAt }).where('id', '=', id).execute();
  const dependencies = { database: database.sql, events, measurements: measurements(), queue, audit };
  const now = { siteOf: site, logger: log.logger, today: () => '2026-11-20' };
  await readEvent({ eventId: id }, { ...dependencies, ...now });
  const { state, code } = await newest();
  return { state, code };
}

/** What is written for one event: entries of the trail, and how many patients they are about. */
async function trailOf(event: Event) {
  await audit.settled();
  const before = (await Array.fromAsync(audit.rows())).length;
  await tell(event).catch(() => {});
  await audit.settled();
  const written = (await Array.fromAsync(audit.rows()))
    .slice(before)
    .map(({ entry }) => auditEntrySchema.parse(entry));
  return { written, patients: new Set(written.map(({ patient: digest }) => digest)).size };
}

async function newest() {
  return database.sql.selectFrom('event').selectAll().orderBy('number', 'desc').executeTakeFirstOrThrow();
}

async function queued(name: string) {
  return (await jobRows(database)).filter((job) => job.name === name).map(({ data }) => data);
}

async function measuredBefore(outcome = measured(), patientId = 'p1'): Promise<string> {
  const identity = { identifiers: [{ patientId: 'P1', issuer: 'NORTH' }], birthDate: '1956-03-07' };
  const inputs = await inputsAt({ studyInstanceUid: UID, patient: { ...identity, sex: 'female' } }, site());
  const images = imagesDigest({ series, annotationSeries: [] });
  return measurements().save(key(patientId), result(outcome, { inputs, images, published: 'pending' }));
}

let version = 0;
const aboutReport = (): Event => told('DiagnosticReport', 'r1');
const aboutStudy = (): Event => told('ImagingStudy', 'i1');
function told(type: 'DiagnosticReport' | 'ImagingStudy', id: string): Event {
  version += 1;
  return { about: 'resource', type, id, version: String(version) };
}
const byUid = (changes: object = {}): Event => ({
  about: 'study',
  status: 'made',
  studyInstanceUid: UID,
  ...changes,
});
const byAccession: Event = { about: 'study', status: 'reported', accessionNumber: 'ACC1' };

const DONE = { state: 'done', code: null };
const message = {
  client: { issuer: 'https://north.example.org' },
  patientId: 'p1',
  patient: { identifiers: [{ patientId: 'P1', issuer: 'NORTH' }], birthDate: '1956-03-07', sex: 'female' },
  studyInstanceUid: UID,
  context: { imagingStudy: 'ImagingStudy/i1' },
};

describe('a lumbar MRI is measured for its patient', () => {
  test.each<[string, () => Event]>([
    ['when its report is there', aboutReport],
    ['when its images are there', aboutStudy],
    ['when the PACS tells of it', () => byUid()],
    ['when an interface engine tells of it', () => byAccession],
  ])('%s', async (_when, event) => {
    expect(await tell(event())).toEqual(DONE);
    expect(await queued('measure-study')).toMatchObject([message]);
  });

  test('though the PACS alone says that it is lumbar', async () => {
    await stored({ ...imagingStudy, id: 'i1', description: 'MR' });
    expect(await tell(byUid())).toEqual(DONE);
  });

  test('though the record has no imaging study of it', async () => {
    ehr.repository.clear();
    await stored(patient);
    expect(await tell(byUid())).toEqual(DONE);
    expect(await queued('measure-study')).toMatchObject([{ patientId: 'p1', context: {} }]);
  });

  test('again when it was refused before: more images may have come', async () => {
    await measuredBefore(refused());
    await tell(byUid({ version: 'later' }));
    expect(await queued('measure-study')).toHaveLength(1);
  });

  test('not again when there is a number that rests on the same: a report was amended', async () => {
    await measuredBefore();
    await stored({ ...report, status: 'amended' });
    expect(await tell(aboutReport())).toEqual(DONE);
    expect(await queued('measure-study')).toEqual([]);
  });

  test('again when its images were corrected since', async () => {
    await measuredBefore();
    series = seriesOf('1.2.3.5');
    expect(await tell(byUid({ version: 'later' }))).toEqual(DONE);
    expect(await queued('measure-study')).toHaveLength(1);
  });

  test('by a job that has not begun yet, which will see all of them', async () => {
    await tell(byUid({ version: 'first' }));
    expect(await tell(byUid({ version: 'second' }))).toEqual(DONE);
    expect(await queued('measure-study')).toHaveLength(1);
  });

  test('by a job that may have read its images already: it is looked at again once that has ended', async () => {
    await tell(byUid({ version: 'first' }));
    const running = sql`update pgboss.job set state = 'active' where name = 'measure-study'`;
    await running.execute(database.sql);
    await expect(tell(byUid({ version: 'second' }))).rejects.toMatchObject({ code: 'study/being-measured' });
    expect(await newest()).toMatchObject({ state: 'waiting', code: 'study/being-measured' });
  });
});

describe('nothing is measured', () => {
  test.each<[string, string, () => Promise<unknown>, () => Event]>([
    ['for another body part', 'not-lumbar-mri', () => otherPart(), aboutReport],
    [
      'for another modality',
      'not-lumbar-mri',
      async () => (pacs = [{ ...onPacs, modalities: ['CT'] }]),
      byUid,
    ],
    ['for an unfinished report', 'not-reported', () => reportIs('preliminary'), aboutReport],
    ['for a cancelled report', 'cancelled', () => reportIs('cancelled'), aboutReport],
    ['for images still to be made', 'not-reported', () => studyIs('registered'), aboutStudy],
    ['for a man', 'not-screened', () => stored({ ...patient, gender: 'male' }), byUid],
  ])('%s, and that is in order', async (_what, code, change, event) => {
    await change();
    expect(await tell(event())).toEqual({ state: 'done', code: `event/${code}` });
    expect(await queued('measure-study')).toEqual([]);
  });

  const twin: Patient = { ...patient, id: 'p2' };
  test.each<[string, string, () => Promise<unknown>, () => Event]>([
    [
      'when nobody has the PatientID',
      'event/patient-unknown',
      async () => (pacs = [{ ...onPacs, patientId: 'P9' }]),
      byUid,
    ],
    [
      'when the images name nobody',
      'event/patient-unknown',
      async () => (pacs = [{ ...onPacs, patientId: undefined }]),
      byUid,
    ],
    [
      'when the PatientID is of another issuer',
      'event/patient-unknown',
      async () => (pacs = [{ ...onPacs, issuerOfPatientId: 'SOUTH' }]),
      byUid,
    ],
    ['when two patients have the PatientID', 'event/patient-ambiguous', () => stored(twin), byUid],
    [
      'when the accession number names two studies',
      'study/ambiguous',
      async () => pacs.push({ ...onPacs, studyInstanceUid: '1.2.4' }),
      () => byAccession,
    ],
    [
      'when the engine names another patient',
      'study/patient-mismatch',
      async () => {},
      () => byUid({ patientId: 'P2' }),
    ],
    ['when the report is gone', 'event/resource-gone', async () => ehr.repository.clear(), aboutReport],
    [
      'when the report’s study is another patient’s',
      'request/patient-mismatch',
      () => stored(twin, { ...imagingStudy, subject: { reference: 'Patient/p2' } }),
      aboutReport,
    ],
  ])('%s: a person must look', async (_when, code, change, event) => {
    await change();
    expect(await tell(event())).toEqual({ state: 'refused', code });
    expect(await queued('measure-study')).toEqual([]);
  });

  test('but of two with the PatientID the one that was merged into the other does not count', async () => {
    await stored({ ...twin, active: false });
    expect(await tell(byUid())).toEqual(DONE);
  });
});

describe('whose record was read for an event stands in the audit trail', () => {
  test('once, when the study is measured', async () => {
    const { written } = await trailOf(byUid());
    expect(written).toMatchObject([
      {
        who: { kind: 'service', name: 'mscore' },
        action: 'read-record',
        outcome: 'done',
        client: client(),
        patient: expect.stringMatching(/^\w{64}$/),
        study: expect.stringMatching(/^\w{64}$/),
      },
    ]);
  });

  test.each<[string, string, () => Promise<unknown>, () => Event]>([
    ['it is about no lumbar MRI', 'event/not-lumbar-mri', otherPart, aboutReport],
    ['the report is unfinished', 'event/not-reported', () => reportIs('preliminary'), aboutReport],
    [
      'the policy does not screen',
      'event/not-screened',
      () => stored({ ...patient, gender: 'male' }),
      aboutStudy,
    ],
    [
      'the images have not come yet',
      'study/not-found',
      async () => {
        pacs = [];
      },
      aboutReport,
    ],
  ])('and what came of it, when nothing did: %s', async (_why, outcome, change, event) => {
    await change();
    const { written } = await trailOf(event());
    expect(written).toMatchObject([{ action: 'read-record', outcome, patient: expect.any(String) }]);
  });

  test('for each patient of whom anything was read', async () => {
    await stored({ ...patient, id: 'p2' });
    const { written, patients } = await trailOf(byUid());
    expect(written).toMatchObject([
      { outcome: 'event/patient-ambiguous' },
      { outcome: 'event/patient-ambiguous' },
    ]);
    expect(patients).toBe(2);
  });

  test('and nobody’s where nothing was read', async () => {
    ehr.repository.clear();
    expect((await trailOf(aboutReport())).written).toEqual([]);
  });
});

describe('images that are not there yet', () => {
  test.each<[string, () => Event]>([
    ['of a report', aboutReport],
    ['that the PACS tells of too early', () => byUid()],
    ['of an accession number', () => byAccession],
  ])('%s are waited for', async (_whose, event) => {
    pacs = [];
    await expect(tell(event())).rejects.toMatchObject({ code: 'study/not-found' });
    expect(await newest()).toMatchObject({ state: 'waiting', code: 'study/not-found' });
  });

  test('are given up after a day; the same event sent again is read anew', async () => {
    pacs = [];
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    expect(await tell(byAccession, yesterday)).toEqual({ state: 'refused', code: 'event/images-missing' });
    pacs = [onPacs];
    expect(await tell(byAccession)).toEqual(DONE);
  });
});

describe('what was entered in error', () => {
  test.each<[string, () => Promise<unknown>, () => Event, string]>([
    ['a report', () => reportIs('entered-in-error'), aboutReport, 'DiagnosticReport/r1'],
    ['an imaging study', () => studyIs('entered-in-error'), aboutStudy, 'ImagingStudy/i1'],
    [
      'a study, by an interface engine',
      async () => {},
      () => byUid({ status: 'entered-in-error' }),
      'report',
    ],
  ])(
    '%s withdraws the study, and what was written is looked at again',
    async (_what, change, event, source) => {
      const measurementId = await measuredBefore();
      await change();
      pacs = [];
      expect(await tell(event())).toEqual({ state: 'done', code: 'event/withdrawn' });
      expect(await withdrawals().of(key())).toMatchObject([{ source }]);
      expect(await queued('publish-result')).toEqual([{ measurementId }]);
      expect(await queued('measure-study')).toEqual([]);
    },
  );

  test('is not measured by way of anything else', async () => {
    await withdrawals().add(key(), 'DiagnosticReport/r9');
    expect(await tell(byUid())).toEqual({ state: 'done', code: 'event/withdrawn' });
  });

  test('is not measured because its PACS tells of it once more', async () => {
    await tell(byUid({ status: 'entered-in-error' }));
    expect(await tell(byUid({ version: 'later' }))).toEqual({ state: 'done', code: 'event/withdrawn' });
  });

  test('stands when another report of it does, unless it was the study itself', async () => {
    await withdrawals().add(key(), 'DiagnosticReport/r9');
    expect(await tell(aboutReport())).toEqual(DONE);
    await withdrawals().add(key(), 'ImagingStudy/i9');
    expect(await tell(aboutReport())).toEqual({ state: 'done', code: 'event/withdrawn' });
  });

  test('stands again when its source says so', async () => {
    const measurementId = await measuredBefore();
    await withdrawals().add(key(), 'DiagnosticReport/r1');
    expect(await tell(aboutReport())).toEqual(DONE);
    expect(await withdrawals().of(key())).toEqual([]);
    expect(await queued('publish-result')).toEqual([{ measurementId }]);
  });

  test('a report that was merely cancelled withdraws nothing', async () => {
    await measuredBefore();
    await reportIs('cancelled');
    await tell(aboutReport());
    expect(await withdrawals().of(key())).toEqual([]);
    expect(await queued('publish-result')).toEqual([]);
  });
});

test('an event that nobody could read in days is new when it is sent again', async () => {
  pacs = [];
  await expect(tell(byAccession)).rejects.toMatchObject({ code: 'study/not-found' });
  const received_at = new Date(Date.now() - 5 * 86_400_000);
  await database.sql.updateTable('event').set({ received_at }).execute();
  pacs = [onPacs];
  expect(await tell(byAccession)).toEqual(DONE);
});

test('a record that is away is asked again later', async () => {
  const away = new CodedError('fhir/unavailable');
  const before = record;
  record = new FhirClient({ baseUrl: 'http://127.0.0.1:9/fhir' });
  await expect(tell(aboutReport())).rejects.toMatchObject({ code: away.code });
  record = before;
  expect(await newest()).toMatchObject({ state: 'waiting', code: away.code });
});

function otherPart() {
  return stored({ ...report, code: { text: 'MR brain' } }, { ...imagingStudy, description: 'MR brain' });
}
function reportIs(status: DiagnosticReport['status']) {
  return stored({ ...report, status });
}
function studyIs(status: ImagingStudy['status']) {
  return stored({ ...imagingStudy, status });
}
