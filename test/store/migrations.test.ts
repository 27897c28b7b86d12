import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kysely, PGliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { reason } from '../../src/errors.ts';
import { measurementSummarySchema } from '../../src/mscore/measurement.ts';
import { Measurements } from '../../src/store/measurements.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import type { Schema } from '../../src/store/schema.ts';
import { NORTH, studyKey } from '../support/data-keys.ts';
import { measured, refused } from '../support/measurement.ts';

/** As the table was then. */
type Before = { measurement: Omit<Schema['measurement'], 'summary'> };

let database: Kysely<Schema>;
let before: Kysely<Before>;
let migrator: Migrator;
beforeAll(() => {
  const dialect = new PGliteDialect({ pglite: new PGlite() });
  database = new Kysely<Schema>({ dialect });
  before = new Kysely<Before>({ dialect });
  migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
});
afterAll(() => database.destroy());

test('measurements of before have the summary that hooks read', async () => {
  await migrator.migrateTo('0004-decisions');
  const kept = [measured({ others: [] }), refused(reason('series/contrast'))];
  for (const [i, measurement] of kept.entries()) {
    const { patientId, studyInstanceUid } = studyKey({ patientId: `p${i}` });
    const row = {
      id: `00000000-0000-4000-8000-00000000000${i}`,
      issuer: NORTH.issuer,
      fhir_server: NORTH.fhirServer,
      patient_id: patientId,
      study_instance_uid: studyInstanceUid,
      algorithm: 'mscore 1.0.0',
      verified: true,
      inputs: 'these',
      status: measurement.status,
      measurement: JSON.stringify(measurement),
      context: '{}',
      published: 'off',
    } as const;
    await before.insertInto('measurement').values(row).execute();
  }
  const { error } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
  const measurements = new Measurements(database, 'mscore 1.0.0');
  for (const [i, measurement] of kept.entries()) {
    const found = await measurements.find(studyKey({ patientId: `p${i}` }), 'these');
    expect(found?.measurement).toEqual(measurementSummarySchema.parse(measurement));
  }
});
