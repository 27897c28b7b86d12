import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { describeWithTestData, testData } from '../support/test-data.ts';
import { callHook, published } from './cds-client.ts';
import { openHospital, type Hospital } from './hospital.ts';
import { startOrthanc, type Orthanc } from './peers/orthanc.ts';
import { startPostgres, type Postgres } from './peers/postgres.ts';
import { imagingStudy, patient, PATIENT, practitioner, report } from './record.ts';

const RAW_STUDY = '1.2.826.0.1.3680043.10.1471.2051270591933240411762193268022828';

describeWithTestData('the raw 8-bit stack, whose air cannot be trusted, with the store on PostgreSQL', () => {
  let orthanc: Orthanc;
  let postgres: Postgres;
  let hospital: Hospital;

  beforeAll(async () => {
    orthanc = await startOrthanc(8143);
    await orthanc.storeFolder(testData('lumbar-t1-aka3/raw'));
    postgres = await startPostgres(8154);
    const record = [
      { ...patient, identifier: [{ ...patient.identifier?.[0], value: 'P-AKA3' }] },
      practitioner,
      { ...imagingStudy, identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${RAW_STUDY}` }] },
      report,
    ];
    hospital = await openHospital({
      orthanc,
      record,
      studyInstanceUid: RAW_STUDY,
      storage: { kind: 'postgres', connectionString: postgres.connectionString },
    });
  });
  afterAll(async () => {
    await hospital?.close();
    await postgres?.close();
    await orthanc?.close();
  });

  test('brings no card', async () => {
    expect(await callHook(hospital, 'patient-view')).toEqual({ cards: [] });
    expect(hospital.log.lines.join()).toContain('noise/zero-filled');
  });

  test('is refused all the same after the database dropped every connection', async () => {
    const admin = new Client({ connectionString: postgres.connectionString });
    await admin.connect();
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()');
    await admin.end();
    expect(await callHook(hospital, 'patient-view')).toEqual({ cards: [] });
    expect((await fetch(`${hospital.service.url}/readyz`)).status).toBe(200);
  });

  test('is in the record as not measurable, with the reason and without a number', async () => {
    await published(hospital);
    const [result, ...others] = await hospital.client.searchResources('Observation', { patient: PATIENT });
    expect(others).toEqual([]);
    expect(result?.dataAbsentReason?.coding?.map(({ code }) => code)).toContain('noise/zero-filled');
    expect(JSON.stringify(result)).not.toContain('valueQuantity');
  });
});
