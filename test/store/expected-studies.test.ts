import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ExpectedStudies, type OrderedStudy } from '../../src/store/expected-studies.ts';
import { NORTH, studyKey } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';
import { measured } from '../support/measurement.ts';

const { logger, lines } = logLines();
const A1 = { system: 'https://north.example.org/accessions', value: 'A1' };
const ordered: OrderedStudy = { client: NORTH, patientId: 'p1', identifiers: [A1] };
let database: Database;
let expected: ExpectedStudies;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logger);
  expected = new ExpectedStudies(database.sql, logger);
});
afterEach(() => database.sql.deleteFrom('expected_study').execute());
afterAll(() => database.close());

/** A measured study whose images carry this accession number. */
function find(accessionNumber: string | undefined, changes: Parameters<typeof studyKey>[0] = {}) {
  const study = { studyInstanceUid: '1.2.3', source: 'pacs', ...(accessionNumber && { accessionNumber }) };
  return expected.find({ ...studyKey(changes), measurement: measured({ study }), context: {} });
}

test('a study is known by the number of its order, for this patient of this client alone', async () => {
  await expected.expect(ordered);
  expect(await find('A1')).toEqual([A1]);
  expect(await find('A1 ')).toEqual([A1]);
  expect(await find('A2')).toEqual([]);
  expect(await find(undefined)).toEqual([]);
  expect(await find('A1', { patientId: 'p2' })).toEqual([]);
  expect(await find('A1', { client: { ...NORTH, issuer: 'https://south.example.org' } })).toEqual([]);
  expect(await find('A1', { client: { ...NORTH, fhirServer: 'https://south.example.org' } })).toEqual([]);
});

test('the record may say the number where the images do not', async () => {
  await expected.expect(ordered);
  const context = { accessionNumber: 'A1' };
  expect(await expected.find({ ...studyKey(), measurement: measured(), context })).toEqual([A1]);
});

test('an order that is signed after it was selected stands there once', async () => {
  await expected.expect(ordered);
  await expected.expect({ ...ordered, identifiers: [A1, { system: '', value: 'A1' }] });
  expect(await find('A1')).toHaveLength(2);
});

test('an order without identifiers is not expected', async () => {
  await expected.expect({ ...ordered, identifiers: [] });
  expect(await database.sql.selectFrom('expected_study').selectAll().execute()).toEqual([]);
});

test('what was ordered more than a year ago is forgotten', async () => {
  await expected.expect(ordered, new Date('2025-01-01T00:00:00Z'));
  await expected.expect({ ...ordered, patientId: 'p2' }, new Date('2026-01-02T00:00:00Z'));
  expect(await find('A1')).toEqual([]);
});

test('a failure costs nobody an answer, and is told', async () => {
  // No database takes a NUL in a text.
  await expected.expect({ ...ordered, identifiers: [{ system: '', value: 'A\0' }] });
  expect(lines).toMatchObject([{ level: 'error', message: 'an ordered study could not be remembered' }]);
});
