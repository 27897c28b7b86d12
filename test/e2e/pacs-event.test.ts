import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWithTestData, testData } from '../support/test-data.ts';
import { openHospital, SEMIREAL_SERIES, SEMIREAL_STUDY, type Hospital } from './hospital.ts';
import { type Orthanc, startOrthanc } from './peers/orthanc.ts';
import { startPostgres } from './peers/postgres.ts';
import { PATIENT, patient } from './record.ts';

const SECRET = 'an-end-to-end-event-secret';
const PORT = 8157;
/** DICOM PS3.16, DCM 112002. */
const SERIES_UID = '112002';
describeWithTestData('a PACS that tells of its studies', () => {
  const stack = new AsyncDisposableStack();
  let orthanc: Orthanc;
  let hospital: Hospital;

  /** A hospital whose record knows the patient and nothing of the study. */
  beforeAll(async () => {
    const postgres = await startPostgres(8156);
    stack.defer(() => postgres.close());
    orthanc = await startOrthanc(8147, { url: `http://127.0.0.1:${PORT}/events/pacs`, token: SECRET });
    stack.defer(() => orthanc.close());
    hospital = await openHospital({
      orthanc,
      record: [patient],
      marked: false,
      storage: { kind: 'postgres', connectionString: postgres.connectionString },
      events: { secret: SECRET, port: PORT },
    });
    stack.defer(() => hospital.close());
  }, 60_000);
  afterAll(() => stack.disposeAsync());

  /** SeriesInstanceUIDs that results in the record say they were measured on. */
  const seriesMeasured = async () => {
    const components = (await results()).flatMap(({ component }) => component ?? []);
    const uids = components.flatMap(({ code, valueString }) =>
      code.coding?.some((coding) => coding.code === SERIES_UID) ? (valueString ?? []) : [],
    );
    return [...new Set(uids)];
  };
  const results = async () => hospital.client.searchResources('Observation', { patient: PATIENT });

  test('a study that is complete on Orthanc has its result in the record though nobody asked', async () => {
    await orthanc.storeFolder(testData('lumbar-t1-aka3/semireal'));
    while ((await results()).length === 0) await pause(200);
    const identifiers = JSON.stringify((await results()).map(({ derivedFrom }) => derivedFrom));
    expect(identifiers).toContain(SEMIREAL_STUDY);
    expect(await seriesMeasured()).toEqual([SEMIREAL_SERIES]);
  }, 90_000);

  test('corrected images are measured in place of those that were, and nothing is there twice', async () => {
    const before = (await results()).map(({ id }) => id).toSorted();
    await orthanc.correctAll();
    while ((await seriesMeasured()).includes(SEMIREAL_SERIES)) await pause(200);
    expect((await results()).map(({ id }) => id).toSorted()).toEqual(before);
  }, 90_000);
});
