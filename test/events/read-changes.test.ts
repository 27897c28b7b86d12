import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DiagnosticReport, FhirResource } from 'fhir/r4.js';
import { sql } from 'kysely';
import { startFhirSandbox, type FhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import type { AuditEvent } from '../../src/audit/entry.ts';
import { CodedError } from '../../src/errors.ts';
import { Intake } from '../../src/events/intake.ts';
import { readChanges } from '../../src/events/read-changes.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import type { Database } from '../../src/store/database.ts';
import { Events } from '../../src/store/events.ts';
import { RecordSeen } from '../../src/store/record-seen.ts';
import { storeAndQueue } from './store-and-queue.ts';
import { jobRows } from '../jobs/support.ts';
import { NORTH } from '../support/data-keys.ts';
import { fakeSite } from '../support/fake-site.ts';
import { logLines } from '../support/log-lines.ts';

const CRITERIA = ['DiagnosticReport?category=RAD', 'ImagingStudy?modality=MR'];
const stack = new AsyncDisposableStack();
const log = logLines();
let database: Database;
let queue: JobQueue;
let ehr: FhirSandbox;
/** What the audit trail was told. */
let noted: AuditEvent[];

beforeAll(async () => {
  ({ database, queue } = await storeAndQueue(log.logger, stack));
  ehr = await startFhirSandbox();
  stack.defer(() => ehr.close());
}, 60_000);
afterAll(() => stack.disposeAsync());
beforeEach(async () => {
  for (const table of ['event', 'record_seen', 'pgboss.job'])
    await sql`delete from ${sql.raw(table)}`.execute(database.sql);
  ehr.repository.clear();
  noted = [];
});

type Search = FhirClient['search'];

/** Searches what changed; by `search`, where the record is to answer otherwise than the sandbox does. */
async function look(search?: Search): Promise<void> {
  const record = new FhirClient({ baseUrl: ehr.baseUrl });
  if (search) record.search = search;
  const seen = new RecordSeen(database.sql);
  const audit = { note: (event: AuditEvent) => void noted.push(event) };
  const parts = { database: database.sql, queue, seen, logger: log.logger };
  const intake = new Intake({ ...parts, events: new Events(database.sql) });
  const siteOf = () => fakeSite({ record });
  await readChanges({ client: NORTH }, { ...parts, audit, intake, siteOf, criteriaOf: () => CRITERIA });
}

const write = (resource: FhirResource) => new FhirClient({ baseUrl: ehr.baseUrl }).update(resource);
const reportOf = (id: string, category = 'RAD'): DiagnosticReport => ({
  resourceType: 'DiagnosticReport',
  id,
  status: 'final',
  category: [{ coding: [{ code: category }] }],
  code: { text: 'MR' },
});
const updated = (id: string, lastUpdated: string) => ({ ...reportOf(id), meta: { lastUpdated } });

async function toldOf(): Promise<object[]> {
  const rows = await database.sql.selectFrom('event').select('event').orderBy('number').execute();
  return rows.map(({ event }) => event);
}

test('what was written and is meant is taken as if it had been told of, once', async () => {
  await write(reportOf('r1'));
  await write(reportOf('blood', 'LAB'));
  await look();
  await look();
  expect(await toldOf()).toMatchObject([{ type: 'DiagnosticReport', id: 'r1' }]);
  expect((await jobRows(database)).map(({ name }) => name)).toEqual(['read-event']);
});

test('a search that found something stands in the audit trail', async () => {
  await look();
  expect(noted).toEqual([]);
  await write(reportOf('r1'));
  await look();
  expect(noted).toMatchObject([
    { who: { kind: 'service' }, client: NORTH, action: 'read-record', outcome: 'searched' },
  ]);
});

test('a new version is taken anew', async () => {
  await write(reportOf('r1'));
  await look();
  await write({ ...reportOf('r1'), status: 'amended' });
  await look();
  expect(await toldOf()).toHaveLength(2);
});

test('the next search begins where the record, by its own clock, was last seen', async () => {
  const asked: string[] = [];
  const answers = async (query: string) => {
    asked.push(query);
    const resources = query.startsWith('Diag') ? [updated('r1', '2030-01-01T12:00:00Z')] : [];
    return { resources, complete: true };
  };
  await look(answers);
  await look(answers);
  const ofReports = asked.filter((query) => query.startsWith('Diag'));
  expect(ofReports[1]).toContain('DiagnosticReport?category=RAD&_lastUpdated=ge2030-01-01T11:59:00.000Z');
});

test('when there is more than one search gives, the next one is asked for', async () => {
  await look(async () => ({
    resources: [updated('r1', '2030-01-01T12:00:00Z'), updated('r2', '2030-01-01T12:00:01Z')],
    complete: false,
  }));
  expect((await jobRows(database)).map(({ name }) => name)).toContain('read-changes');
});

test.each([
  ['is not sorted', ['2030-01-01T12:00:01Z', '2030-01-01T12:00:00Z']],
  ['gets no further', ['2020-01-01T12:00:00Z', '2020-01-01T12:00:00Z']],
])(
  'what is cut off and %s raises event/unsorted, and nothing is skipped',
  async (_what, [first = '', second = '']) => {
    const answer = { resources: [updated('r1', first), updated('r2', second)], complete: false };
    await expect(look(async () => answer)).rejects.toMatchObject({ code: 'event/unsorted' });
    expect(await database.sql.selectFrom('record_seen').selectAll().execute()).toEqual([]);
  },
);

test('a record that exposes no ImagingStudy is searched for reports', async () => {
  await look(async (query) => {
    if (query.startsWith('ImagingStudy')) throw new CodedError('fhir/not-found');
    return { resources: [reportOf('r1')], complete: true };
  });
  expect(await toldOf()).toHaveLength(1);
});

test.each(['fhir/unavailable', 'fhir/unauthorized'] as const)(
  'a record with %s is searched again later',
  async (code) => {
    const away = look(() => Promise.reject(new CodedError(code)));
    await expect(away).rejects.toMatchObject({ code });
  },
);
