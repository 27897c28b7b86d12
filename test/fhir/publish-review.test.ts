import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FhirResource, Observation, Provenance, Task } from 'fhir/r4.js';
import { type FhirSandbox, startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { type PublishContext, toResources } from '../../src/fhir/publish.ts';
import { publish } from '../../src/fhir/publisher.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import type { ReviewOutcome } from '../../src/screening/review-outcome.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { measured } from '../support/measurement.ts';

let sandbox: FhirSandbox;
let client: FhirClient;

// A record of its own for each test: a search in memory takes as long as there are resources.
beforeEach(async () => {
  sandbox = await startFhirSandbox({ resources: [{ resourceType: 'Patient', id: 'p1' }] });
  client = new FhirClient({ baseUrl: sandbox.baseUrl });
});
afterEach(() => sandbox.close());

const reviewer = { display: 'Dr. Osteo', identifier: { system: 'urn:oid:2.999.1', value: 'A1' } };
const review = (decision: ReviewOutcome['decision'], reason?: string): ReviewOutcome => ({
  decision,
  reviewer,
  decidedAt: '2026-11-27T08:00:00Z',
  ...(reason !== undefined && { reason }),
});
const confirmed = { review: review('confirmed') };
const rejected = { review: review('rejected', 'L5 was taken for L4') };

/** A study, and what stands in the record after each writing of it. */
function aStudy() {
  const study = { studyInstanceUid: '1.2.3', source: 'pacs.example.org' };
  return {
    async write(context: Partial<PublishContext> = {}, measurement: Partial<Measurement> = {}) {
      const all: PublishContext = { patientId: 'p1', finding: 'suspicious', ...context };
      return publish(client, toResources(measured({ ...measurement, study }), all));
    },
    observations,
    statuses: async () => [...new Set((await observations()).map(({ status }) => status))],
    async tasks(): Promise<Task[]> {
      return (await found('Task')).filter((one) => one.resourceType === 'Task');
    },
    async provenances(): Promise<Provenance[]> {
      return (await found('Provenance')).filter((one) => one.resourceType === 'Provenance');
    },
  };
}

async function observations(): Promise<Observation[]> {
  return (await found('Observation')).filter((one) => one.resourceType === 'Observation');
}

async function found(type: string): Promise<FhirResource[]> {
  const { resources } = await client.search(`${type}?_count=100`);
  return resources.toSorted((a, b) => (a.id ?? '').localeCompare(b.id ?? ''));
}

/** Numbers of another run. */
const otherNumbers = () => {
  const { mscore } = measured();
  return { mscore: mscore && { ...mscore, value: 7 } };
};
const newVersion = { algorithm: { name: 'mscore', version: '9.0.0', weightsSha256: null } };

describe('a finding', () => {
  test('asks for a review once: a task about the M-score of this patient', async () => {
    const study = aStudy();
    const { observation } = await study.write();
    await study.write({}, otherNumbers());
    const [task, ...others] = await study.tasks();
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      status: 'requested',
      intent: 'order',
      focus: { reference: observation },
      for: { reference: 'Patient/p1' },
      reasonCode: { coding: [{ code: 'suspicious' }] },
    });
    expectValidFhir(task ?? {});
    expect(await study.statuses()).toEqual(['preliminary']);
  });

  test('what is none asks for nothing', async () => {
    const study = aStudy();
    await study.write({ finding: undefined });
    expect(await study.tasks()).toEqual([]);
  });
});

describe('a review', () => {
  test.each(['confirmed', 'changed'] as const)('that %s makes the result final', async (decision) => {
    const study = aStudy();
    await study.write();
    await study.write({ review: review(decision) }, decision === 'changed' ? otherNumbers() : {});
    expect(await study.statuses()).toEqual(['final']);
    expect(await study.tasks()).toMatchObject([
      {
        status: 'completed',
        owner: { display: 'Dr. Osteo' },
        output: [{ valueCodeableConcept: { coding: [{ code: decision }] } }],
      },
    ]);
    for (const one of [...(await study.observations()), ...(await study.tasks())]) expectValidFhir(one);
  });

  test('that rejected takes it back, and says why', async () => {
    const study = aStudy();
    await study.write();
    const { observation } = await study.write(rejected);
    expect(await study.statuses()).toEqual(['entered-in-error']);
    expect(await study.tasks()).toMatchObject([
      { status: 'completed', statusReason: { text: 'L5 was taken for L4' } },
    ]);
    const group = await client.read(observation ?? '');
    expect(group).toMatchObject({
      note: expect.arrayContaining([expect.objectContaining({ text: 'L5 was taken for L4' })]),
    });
  });

  test('stands in the provenance: who verified what the device is the author of', async () => {
    const study = aStudy();
    await study.write();
    await study.write(confirmed);
    const [provenance, ...others] = await study.provenances();
    expect(others).toEqual([]);
    expect(provenance?.agent.map(({ type }) => type?.coding?.[0]?.code)).toEqual(['author', 'verifier']);
    expect(provenance?.agent[1]?.who).toMatchObject(reviewer);
    expectValidFhir(provenance ?? {});
  });

  test('of what was never written before is written with it', async () => {
    const study = aStudy();
    await study.write(confirmed);
    expect(await study.statuses()).toEqual(['final']);
    expect(await study.tasks()).toMatchObject([{ status: 'completed' }]);
  });

  test('written twice changes nothing: no resource gets another version', async () => {
    const study = aStudy();
    await study.write();
    await study.write(confirmed);
    const all = async () => [
      ...(await study.observations()),
      ...(await study.provenances()),
      ...(await study.tasks()),
    ];
    const before = await all();
    await study.write(confirmed);
    expect(await all()).toEqual(before);
  });

  test('of a reviewer who thinks again is the one that counts', async () => {
    const study = aStudy();
    await study.write(confirmed);
    await study.write(rejected);
    expect(await study.statuses()).toEqual(['entered-in-error']);
    expect(await study.tasks()).toMatchObject([
      { status: 'completed', output: [{ valueCodeableConcept: { coding: [{ code: 'rejected' }] } }] },
    ]);
  });

  test('that holds no more – other numbers, another version – asks again, and nothing is left of it', async () => {
    const study = aStudy();
    await study.write(rejected);
    await study.write({}, otherNumbers());
    const [task, ...others] = await study.tasks();
    expect(others).toEqual([]);
    expect(task).toMatchObject({ status: 'requested', reasonCode: { coding: [{ code: 'suspicious' }] } });
    for (const gone of ['owner', 'output', 'statusReason', 'executionPeriod'])
      expect(task).not.toHaveProperty(gone);
    expectValidFhir(task ?? {});
  });

  test('of what asked for nobody is a completed task too', async () => {
    const study = aStudy();
    await study.write({ finding: undefined });
    await study.write({ ...confirmed, finding: undefined });
    const [task] = await study.tasks();
    expect(task).toMatchObject({ status: 'completed' });
    expect(task).not.toHaveProperty('reasonCode');
    expectValidFhir(task ?? {});
  });
});

describe('corrected images, or a new version of the algorithm', () => {
  test.each([
    ['before a review', {}, ['preliminary']],
    ['after one', confirmed, ['amended']],
  ])('%s: the same Observations, with the new numbers', async (_when, before, statuses) => {
    const study = aStudy();
    const first = await study.write(before);
    const second = await study.write({}, { ...newVersion, ...otherNumbers() });
    expect(second.observation).toBe(first.observation);
    expect(await client.read(second.observation ?? '')).toMatchObject({ valueQuantity: { value: 7 } });
    expect(await study.observations()).toHaveLength(6);
    expect(await study.statuses()).toEqual(statuses);
  });

  test('each version has its own device and provenance', async () => {
    const study = aStudy();
    const first = await study.write();
    const second = await study.write({}, newVersion);
    expect(second.references[0]).not.toBe(first.references[0]);
    expect(await study.provenances()).toHaveLength(2);
    const group = await client.read(second.observation ?? '');
    expect(group).toMatchObject({ device: { reference: second.references[0] } });
  });

  test('only what says another thing is amended', async () => {
    const study = aStudy();
    await study.write(confirmed);
    const { observation } = await study.write({}, otherNumbers());
    const amended = (await study.observations()).filter(({ status }) => status === 'amended');
    expect(amended.map(({ id }) => `Observation/${id}`)).toEqual([observation]);
  });

  test('confirmed again stays amended: FHIR has no way back to final', async () => {
    const study = aStudy();
    await study.write(confirmed);
    await study.write({}, newVersion);
    await study.write(confirmed, newVersion);
    expect(await study.statuses()).toEqual(['amended']);
  });
});

describe('a task', () => {
  test('of what is no finding any more is cancelled, and asked for again once it is one', async () => {
    const study = aStudy();
    await study.write();
    await study.write({ finding: undefined }, otherNumbers());
    const [task] = await study.tasks();
    expect(task).toMatchObject({
      status: 'cancelled',
      statusReason: { coding: [expect.objectContaining({ code: 'no-finding' })] },
    });
    expectValidFhir(task ?? {});
    await study.write();
    expect((await study.tasks())[0]?.status).toBe('requested');
  });

  test.each(['cancelled', 'failed', 'completed', 'in-progress'] as const)(
    'that somebody else set to %s stays so while nobody decides',
    async (status) => {
      const study = aStudy();
      await study.write();
      const [task] = await study.tasks();
      if (!task) throw new Error('no task');
      await client.update({ ...task, status });
      await study.write({}, otherNumbers());
      expect((await study.tasks())[0]?.status).toBe(status);
    },
  );
});

describe('a withdrawn result', () => {
  const withdrawn = { withdrawn: { reason: 'the report was of another patient' } };

  test('leaves nothing standing, and nobody need look any more', async () => {
    const study = aStudy();
    await study.write();
    expect((await study.write(withdrawn)).observation).toBeUndefined();
    expect(await study.statuses()).toEqual(['entered-in-error']);
    expect(await study.tasks()).toMatchObject([
      { status: 'cancelled', statusReason: { text: 'the report was of another patient' } },
    ]);
    for (const one of await study.observations()) expectValidFhir(one);
  });

  test('that was never written writes nothing', async () => {
    const study = aStudy();
    await study.write(withdrawn);
    expect([await study.observations(), await study.tasks()]).toEqual([[], []]);
  });

  test('leaves a review that was completed as it is', async () => {
    const study = aStudy();
    await study.write(confirmed);
    await study.write({ ...confirmed, ...withdrawn });
    expect([await study.statuses(), (await study.tasks())[0]?.status]).toEqual([
      ['entered-in-error'],
      'completed',
    ]);
  });
});
