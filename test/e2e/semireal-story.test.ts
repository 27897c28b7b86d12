import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cardSchema } from '../../src/cds-hooks/cards.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';
import { callHook, published, send } from './cds-client.ts';
import { openHospital, type Hospital } from './hospital.ts';
import { startOrthanc, type Orthanc } from './peers/orthanc.ts';
import {
  draftOrders,
  imagingStudy,
  mriOrder,
  patient,
  PATIENT,
  practitioner,
  report,
  reportByAccession,
  wholeRecord,
} from './record.ts';

const ORTHANC_PORT = 8142;
const reported = { reportId: 'report-1', category: 'RAD', status: 'final' };

describeWithTestData('the main job on real images, over real protocols', () => {
  let orthanc: Orthanc;

  beforeAll(async () => {
    orthanc = await startOrthanc(ORTHANC_PORT);
    expect(await orthanc.storeFolder(testData('lumbar-t1-aka3/semireal'))).toBe(15);
  });
  afterAll(() => orthanc?.close());

  describe('a real CDS client (Medplum), everything prefetched', () => {
    let hospital: Hospital;
    beforeAll(async () => {
      hospital = await openHospital({ orthanc, record: wholeRecord });
    });
    afterAll(() => hospital?.close());

    test('discovers both services on their hooks', async () => {
      const { services } = await hospital.client.getCdsServices();
      expect(services.map(({ id, hook }) => `${id} ${hook}`)).toEqual([
        'lumbar-mri order-select',
        'lumbar-mri order-sign',
        'lumbar-mri patient-view',
        'lumbar-mri-report report-view',
        'lumbar-mri-report report-sign',
      ]);
    });

    test.each([
      ['order-sign', { draftOrders: draftOrders(mriOrder) }],
      ['order-select', { selections: ['ServiceRequest/order-1'], draftOrders: draftOrders(mriOrder) }],
      ['patient-view', {}],
      ['report-view', reported],
      ['report-sign', reported],
    ])('%s brings the card', async (hook, hookContext) => {
      const { cards } = await callHook(hospital, hook, hookContext);
      expect(cards).toHaveLength(1);
      const card = cardSchema.parse(cards[0]);
      expect(card.summary).toMatch(/M-score \d+\.\d, cut-off 2\.82: consider a DEXA referral/);
      expect(card.detail).toContain('Research use only, not for diagnosis');
      const [action] = card.suggestions?.[0]?.actions ?? [];
      if (action?.type !== 'create') throw new Error('no order is suggested');
      expectValidFhir(action.resource);
    });

    test('order-sign for a knee is none of our business', async () => {
      const knee = { ...mriOrder, code: { coding: [{ system: 'http://loinc.org', code: '24802-1' }] } };
      expect(await callHook(hospital, 'order-sign', { draftOrders: draftOrders(knee) })).toEqual({
        cards: [],
      });
    });

    test('a DEXA among the drafts leaves nothing to suggest', async () => {
      const dexa = {
        ...mriOrder,
        id: 'order-2',
        code: { coding: [{ system: 'http://loinc.org', code: '38268-9' }] },
      };
      const orders = draftOrders(mriOrder, dexa);
      expect(await callHook(hospital, 'order-sign', { draftOrders: orders })).toEqual({ cards: [] });
    });

    test('an unsigned call gets a bare 401', async () => {
      const answer = await fetch(`${hospital.service.url}/cds-services/lumbar-mri`, {
        method: 'POST',
        body: '{}',
      });
      expect([answer.status, await answer.text()]).toEqual([401, '']);
    });

    test('no log line holds the patient or a secret', () => {
      const log = hospital.log.lines.join('\n');
      expect(log).toContain('study measured');
      for (const secret of [
        PATIENT,
        'P-AKA3S',
        'Testova',
        '1961',
        'ACC0001',
        hospital.token,
        orthanc.authorization,
      ]) {
        expect(log).not.toContain(secret);
      }
    });
  });

  describe('the results in the record', () => {
    let first: Hospital;
    let second: Hospital;
    beforeAll(async () => {
      first = await openHospital({ orthanc, record: wholeRecord });
      await callHook(first, 'report-view', reported);
      await published(first);
      // The same hospital with an empty database measures and writes everything a second time.
      second = await openHospital({ orthanc, record: [], fhir: first.fhir });
      await callHook(second, 'report-view', reported);
      await published(second);
    });
    afterAll(async () => {
      await second?.close();
      await first?.close();
    });

    test('are a group of four levels, written twice and present once', async () => {
      const observations = await first.client.searchResources('Observation', {
        patient: PATIENT,
        _count: '50',
      });
      const groups = observations.filter(({ hasMember }) => hasMember);
      expect(groups).toHaveLength(1);
      expect(observations).toHaveLength(1 + (groups[0]?.hasMember?.length ?? 0));
      expect(groups[0]?.hasMember).toHaveLength(4);
      expect(await first.client.searchResources('Device', {})).toHaveLength(1);
    });

    test('are valid FHIR, preliminary, and point to the study', async () => {
      const observations = await first.client.searchResources('Observation', {
        patient: PATIENT,
        _count: '50',
      });
      for (const observation of observations) {
        expectValidFhir(observation);
        expect(observation.status).toBe('preliminary');
      }
      const group = observations.find(({ hasMember }) => hasMember);
      expect(JSON.stringify([group?.derivedFrom, group?.partOf])).toContain('ImagingStudy/mri-1');
      for (const type of ['Device', 'Provenance', 'Task'] as const) {
        for (const resource of await first.client.searchResources(type, {})) expectValidFhir(resource);
      }
    });
  });

  describe('a hospital where nobody marks levels', () => {
    let hospital: Hospital;
    beforeAll(async () => {
      hospital = await openHospital({ orthanc, record: wholeRecord, marked: false });
    });
    afterAll(() => hospital?.close());

    test('the model finds them, and the card says which one was left out', async () => {
      const { cards } = await callHook(hospital, 'report-view', reported);
      const card = cardSchema.parse(cards[0]);
      expect(card.summary).toMatch(/M-score \d+\.\d, cut-off 2\.82: consider a DEXA referral/);
      expect(card.detail).toContain('L2');
    });

    test('the record holds three levels, and the weights that found them', async () => {
      await published(hospital);
      const observations = await hospital.client.searchResources('Observation', {
        patient: PATIENT,
        _count: '50',
      });
      const texts = observations.map(({ bodySite }) => JSON.stringify(bodySite ?? {}));
      const found = ['L1', 'L2', 'L3', 'L4'].filter((level) => texts.some((text) => text.includes(level)));
      expect(found).toEqual(['L1', 'L3', 'L4']);
      const [device] = await hospital.client.searchResources('Device', {});
      expect(JSON.stringify(device)).toMatch(/weights-sha256.*[0-9a-f]{64}/);
    });
  });

  describe('an EHR without ImagingStudy', () => {
    test.each([
      [
        'report-view, by accession number',
        'report-view',
        reported,
        [patient, practitioner, reportByAccession],
        'qido-accession',
      ],
      ['patient-view, by patient identifier', 'patient-view', {}, [patient, practitioner], 'qido-patient'],
    ])('%s', async (_, hook, hookContext, record, via) => {
      await using hospital = disposable(await openHospital({ orthanc, record, findStudyBy: ['qido'] }));
      expect((await callHook(hospital.value, hook, hookContext)).cards).toHaveLength(1);
      expect(hospital.value.log.lines.join()).toContain(`"image":"${via}"`);
    });
  });

  test('callback only: nothing prefetched, the record read with the token of the request', async () => {
    await using hospital = disposable(await openHospital({ orthanc, record: wholeRecord }));
    const { fhir, token } = hospital.value;
    const fhirAuthorization = {
      access_token: token,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.rs',
      subject: 'x',
    };
    const request = {
      hook: 'report-view',
      hookInstance: randomUUID(),
      context: { userId: 'Practitioner/dr-novak', patientId: PATIENT, ...reported },
      fhirServer: fhir.baseUrl,
      fhirAuthorization,
    };
    const { cards } = await send(hospital.value, 'lumbar-mri-report', request);
    expect(cards).toHaveLength(1);
  });

  test('images of another patient: no card, and the refusal says why', async () => {
    const other = { ...patient, identifier: [{ ...patient.identifier?.[0], value: 'SOMEBODY-ELSE' }] };
    await using hospital = disposable(
      await openHospital({ orthanc, record: [other, practitioner, imagingStudy, report] }),
    );
    expect(await callHook(hospital.value, 'report-view', reported)).toEqual({ cards: [] });
    expect(hospital.value.log.lines.join()).toContain('study/patient-mismatch');
  });
});

function disposable(value: Hospital): AsyncDisposable & { value: Hospital } {
  return { value, [Symbol.asyncDispose]: () => value.close() };
}
