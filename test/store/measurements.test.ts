import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { reason } from '../../src/errors.ts';
import { measurementSummarySchema } from '../../src/mscore/measurement.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { Measurements, type StudyKey } from '../../src/store/measurements.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { measured, refused } from '../support/measurement.ts';
import { NORTH, result, studyKey } from '../support/data-keys.ts';
import { logLines } from '../support/log-lines.ts';

const ALGORITHM = 'mscore 1.0.0';
const context = { imagingStudy: 'ImagingStudy/i1', order: 'ServiceRequest/o1' };
let database: Database;
let measurements: Measurements;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  measurements = new Measurements(database.sql, ALGORITHM);
});
afterEach(() => database.sql.deleteFrom('measurement').execute());
afterAll(() => database.close());

async function countRows(): Promise<number> {
  return (await database.sql.selectFrom('measurement').select('id').execute()).length;
}

describe('a saved measurement', () => {
  test('is found by its study and by its id, as it was saved', async () => {
    const id = await measurements.save(studyKey(), result(measured(), { context, published: 'pending' }));
    const stored = { id, published: 'pending', observation: undefined };
    const whole = { client: NORTH, patientId: 'p1', measurement: measured(), verified: true, context };
    expect(await measurements.get(id)).toEqual({ ...stored, ...whole });
    const summary = measurementSummarySchema.parse(measured());
    expect(await measurements.find(studyKey(), 'these')).toEqual({
      ...stored,
      measurement: summary,
      images: 'these images',
      withdrawn: false,
      reviewed: false,
    });
  });

  test('is found with what the record says of its study', async () => {
    await measurements.save(studyKey(), result(measured()));
    const withdrawals = new Withdrawals(database.sql);
    await withdrawals.add(studyKey({ patientId: 'p2' }), 'DiagnosticReport/r1');
    expect(await measurements.find(studyKey(), 'these')).toMatchObject({ withdrawn: false });
    await withdrawals.add(studyKey(), 'DiagnosticReport/r1');
    expect(await measurements.find(studyKey(), 'these')).toMatchObject({ withdrawn: true });
    await database.sql.deleteFrom('withdrawal').execute();
  });

  test('is found by its study without a single outline', async () => {
    await measurements.save(studyKey(), result(measured()));
    const found = JSON.stringify(await measurements.find(studyKey(), 'these'));
    expect(found).toContain('"level":"L1"');
    expect(found).not.toContain('polygon');
  });

  test('a refusal is a result like any other', async () => {
    const noNumber = refused(reason('series/contrast'));
    await measurements.save(studyKey(), result(noNumber));
    expect((await measurements.find(studyKey(), 'these'))?.measurement).toEqual(
      measurementSummarySchema.parse(noNumber),
    );
  });

  test('is replaced under the same id when the study is measured again', async () => {
    const first = await measurements.save(
      studyKey(),
      result(measured({ snr: 1 }), { context, published: 'pending' }),
    );
    await measurements.markPublished(first, 'done', { observation: 'Observation/1' });
    const second = await measurements.save(
      studyKey(),
      result(measured({ snr: 2 }), { published: 'pending' }),
    );
    expect(second).toBe(first);
    expect(await countRows()).toBe(1);
    expect(await measurements.get(first)).toMatchObject({
      measurement: { snr: 2 },
      context: {},
      published: 'pending',
    });
  });
});

test('a result whose images are not shown to be the patient’s never replaces one whose are', async () => {
  const good = await measurements.save(studyKey(), result(measured()));
  const doubtful = refused(reason('study/patient-unverified'));
  await measurements.save(
    studyKey(),
    result(doubtful, { inputs: 'a record without identifiers', verified: false }),
  );
  expect((await measurements.find(studyKey(), 'these'))?.id).toBe(good);
  expect((await measurements.find(studyKey(), 'a record without identifiers'))?.measurement).toEqual(
    measurementSummarySchema.parse(doubtful),
  );
});

test('a refusal is out of date once it is worth another look', async () => {
  const noSeries = refused(reason('series/no-sagittal-t1'));
  await measurements.save(studyKey(), result(noSeries, { retryAfter: new Date(Date.now() + 60_000) }));
  expect(await measurements.find(studyKey(), 'these')).toBeDefined();
  await measurements.save(studyKey(), result(noSeries, { retryAfter: new Date(Date.now() - 1) }));
  expect(await measurements.find(studyKey(), 'these')).toBeUndefined();
});

test('a publication that fails keeps the Observation that an earlier one wrote', async () => {
  const id = await measurements.save(studyKey(), result(measured(), { published: 'pending' }));
  await measurements.markPublished(id, 'done', { observation: 'Observation/1' });
  await measurements.markPublished(id, 'failed', { code: 'fhir/unavailable' });
  expect(await measurements.get(id)).toMatchObject({ published: 'failed', observation: 'Observation/1' });
});

test('a measurement that rests on other inputs is out of date', async () => {
  await measurements.save(studyKey(), result(measured(), { inputs: 'an older ROI file' }));
  expect(await measurements.find(studyKey(), 'a newer ROI file')).toBeUndefined();
  await measurements.save(studyKey(), result(measured(), { inputs: 'a newer ROI file' }));
  expect(await measurements.find(studyKey(), 'a newer ROI file')).toBeDefined();
  expect(await countRows()).toBe(1);
});

describe('nothing is found', () => {
  const others: [string, Partial<StudyKey>][] = [
    ['by another issuer', { client: { ...NORTH, issuer: 'https://south.example.org' } }],
    ['for another FHIR server', { client: { ...NORTH, fhirServer: 'https://north.example.org/test/fhir' } }],
    ['for another patient', { patientId: 'p2' }],
    ['for another study', { studyInstanceUid: '1.2.4' }],
  ];

  test.each(others)('%s', async (_who, difference) => {
    await measurements.save(studyKey(), result(measured()));
    expect(await measurements.find(studyKey(difference), 'these')).toBeUndefined();
  });

  test('by another version of the algorithm, which measures anew and overwrites nothing', async () => {
    const newer = new Measurements(database.sql, 'mscore 1.1.0');
    await measurements.save(studyKey(), result(measured({ snr: 1 })));
    expect(await newer.find(studyKey(), 'these')).toBeUndefined();
    await newer.save(studyKey(), result(measured({ snr: 2 })));
    expect((await measurements.find(studyKey(), 'these'))?.measurement.snr).toBe(1);
    expect((await newer.find(studyKey(), 'these'))?.measurement.snr).toBe(2);
  });

  test('under an id that nobody gave', async () => {
    expect(await measurements.get('00000000-0000-4000-8000-000000000000')).toBeUndefined();
  });
});

test('two hospitals with the same patient id and the same study keep their own results', async () => {
  const south = { issuer: 'https://south.example.org', fhirServer: 'https://south.example.org/fhir' };
  await measurements.save(studyKey(), result(measured({ snr: 1 })));
  await measurements.save(studyKey({ client: south }), result(measured({ snr: 2 })));
  expect((await measurements.find(studyKey(), 'these'))?.measurement.snr).toBe(1);
  expect((await measurements.find(studyKey({ client: south }), 'these'))?.measurement.snr).toBe(2);
});

describe('in a transaction', () => {
  test('a measurement is there for others once it is committed', async () => {
    await database.sql
      .transaction()
      .execute((transaction) => measurements.within(transaction).save(studyKey(), result(measured())));
    expect(await countRows()).toBe(1);
  });

  test('that fails, nothing stays behind', async () => {
    const failing = database.sql.transaction().execute(async (transaction) => {
      await measurements.within(transaction).save(studyKey(), result(measured()));
      throw new Error('power cut');
    });
    await expect(failing).rejects.toThrow('power cut');
    expect(await countRows()).toBe(0);
  });
});

describe('publishing', () => {
  test('a published result knows its Observation', async () => {
    const id = await measurements.save(studyKey(), result(measured(), { published: 'pending' }));
    await measurements.markPublished(id, 'done', { observation: 'Observation/42', references: ['Device/1'] });
    expect(await measurements.get(id)).toMatchObject({ published: 'done', observation: 'Observation/42' });
  });

  test('a failed one has none', async () => {
    const id = await measurements.save(studyKey(), result(measured(), { published: 'pending' }));
    await measurements.markPublished(id, 'failed', { code: 'fhir/multiple-matches' });
    expect(await measurements.get(id)).toMatchObject({ published: 'failed', observation: undefined });
  });
});
