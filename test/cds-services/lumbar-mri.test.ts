import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { lumbarMriServices } from '../../cds-services/lumbar-mri.ts';
import { NO_CARDS, checkResponse } from '../../src/cds-hooks/cards.ts';
import type { FoundStudy } from '../../src/dicom/image-source.ts';
import { reason } from '../../src/errors.ts';
import type { Policy } from '../../src/screening/policy.ts';
import { Withdrawals } from '../../src/store/withdrawals.ts';
import { measured, refused } from '../support/measurement.ts';
import { type CallInput, cdsCall, INSTANCE } from '../support/cds-call.ts';
import { NORTH } from '../support/data-keys.ts';
import { fakeSite } from '../support/fake-site.ts';
import { fakeImages } from '../support/fake-images.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { type ScreeningService, screeningService } from './screening-service.ts';
import { bundle, lumbarStudy, order, STUDY, WOMAN_ON_PACS, woman } from './support.ts';

const record = { patient: [woman()], imagingStudies: [lumbarStudy()] };
const user = { userId: 'Practitioner/d1', patientId: 'p1' };
const DEXA = '38268-9';
const BRAIN_MRI = '24590-2';
let world: ScreeningService;

beforeAll(async () => {
  world = await screeningService();
});
afterEach(() => world.empty());
afterAll(() => world.close());

interface Hook extends CallInput {
  readonly hook?: 'order-select' | 'order-sign' | 'patient-view';
  readonly context?: object;
  readonly studies?: FoundStudy[];
  readonly rules?: Partial<Policy>;
}

/** What the service answers, which prefetch keys it asked for, what the PACS was asked, and the log. */
async function ask({
  hook = 'patient-view',
  context = {},
  studies = [],
  prefetch = record,
  rules = {},
  ...input
}: Hook) {
  const { source, asked: askedOfPacs } = fakeImages({ studies: () => studies });
  const policy = { ...fakeSite().policy, ...rules };
  const { dependencies, lines, decisions } = world.dependencies({ images: source, policy });
  const service = lumbarMriServices(dependencies).find((one) => one.hook === hook);
  if (!service) throw new Error(`no service on ${hook}`);
  const { call, asked } = cdsCall(hook, service.context.parse({ ...user, ...context }), {
    prefetch,
    ...input,
  });
  try {
    const response = checkResponse(await service.respond(call));
    await decisions.settled();
    return { response, asked, askedOfPacs, lines, decisions: await decisions.find(INSTANCE) };
  } finally {
    await decisions.settled();
  }
}

const signed = (...orders: object[]) =>
  ({ hook: 'order-sign', context: { draftOrders: bundle(...orders) } }) as const;

test('is one service on three hooks', () => {
  const services = lumbarMriServices(world.dependencies().dependencies);
  expect(services.map(({ id, hook }) => [id, hook])).toEqual([
    ['lumbar-mri', 'order-select'],
    ['lumbar-mri', 'order-sign'],
    ['lumbar-mri', 'patient-view'],
  ]);
});

const expectedStudies = () => world.database.selectFrom('expected_study').selectAll().execute();

describe('a lumbar MRI that is ordered', () => {
  const identifier = [{ system: 'https://north.example.org/placer', value: 'PL-7' }];

  test('is expected by the identifiers of its order, for this patient of this client', async () => {
    await ask(
      signed(order('24968-0', { identifier }), order('24590-2', { identifier: [{ value: 'BRAIN' }] })),
    );
    expect(await expectedStudies()).toMatchObject([
      {
        issuer: NORTH.issuer,
        fhir_server: NORTH.fhirServer,
        patient_id: 'p1',
        identifier_system: 'https://north.example.org/placer',
        identifier_value: 'PL-7',
      },
    ]);
  });

  test('for somebody else than the hook says is not expected', async () => {
    const theirs = order('24968-0', { identifier, subject: { reference: 'Patient/p2' } });
    await expect(ask(signed(theirs))).rejects.toMatchObject({ code: 'request/patient-mismatch' });
    expect(await expectedStudies()).toEqual([]);
  });

  test('and made since, is linked to the order and the accession number that its ImagingStudy names', async () => {
    const acsn = { coding: [{ code: 'ACSN' }] };
    const study = lumbarStudy({ basedOn: [{ reference: 'ServiceRequest/o7' }] });
    study.identifier?.push({ type: acsn, value: 'A7' });
    await ask({ prefetch: { ...record, imagingStudies: [study] } });
    expect(await world.queued()).toMatchObject([
      { context: { imagingStudy: 'ImagingStudy/i1', order: 'ServiceRequest/o7', accessionNumber: 'A7' } },
    ]);
  });
});

describe('an earlier lumbar MRI with a high M-score', () => {
  test.each([
    ['when the chart is opened', { hook: 'patient-view' } as const],
    ['when a lumbar MRI is signed', signed(order())],
    [
      'when a lumbar MRI is selected',
      {
        hook: 'order-select',
        context: { draftOrders: bundle(order()), selections: ['ServiceRequest/o1'] },
      } as const,
    ],
  ])('gives a card %s', async (_when, hook) => {
    await world.save(measured());
    const { response, askedOfPacs } = await ask(hook);
    expect(response.cards).toMatchObject([
      {
        summary: expect.stringContaining('M-score 6.4'),
        source: { topic: { code: 'dexaReferral' } },
        suggestions: [{ label: 'Refer for DEXA' }],
      },
    ]);
    expect(askedOfPacs).toEqual([]);
  });

  test('lets the clinician order a DEXA that names what it rests on', async () => {
    const id = await world.save(measured());
    await world.measurements.markPublished(id, 'done', { observation: 'Observation/m1' });
    const { response } = await ask({});
    const resource = response.cards[0]?.suggestions?.[0]?.actions?.[0];
    expect(resource).toMatchObject({
      type: 'create',
      resource: {
        subject: { reference: 'Patient/p1' },
        reasonReference: [{ reference: 'Observation/m1' }],
        supportingInfo: [{ reference: 'ImagingStudy/i1' }],
      },
    });
    if (resource?.type === 'create') expectValidFhir(resource.resource);
  });

  test('of the newest study decides, not of an older one', async () => {
    await world.save(measured());
    await world.save(refused(reason('noise/quantised')), '1.2.9');
    const newer = lumbarStudy({ id: 'i2', started: '2026-09-01' }, '1.2.9');
    const { response } = await ask({ prefetch: { ...record, imagingStudies: [lumbarStudy(), newer] } });
    expect(response).toEqual(NO_CARDS);
  });

  test('below 65 asks for the risk first and suggests no order', async () => {
    await world.save(measured(), STUDY, { ...WOMAN_ON_PACS, birthDate: '1968-01-01' });
    const { response } = await ask({
      prefetch: { ...record, patient: [woman({ birthDate: '1968-01-01' })] },
    });
    expect(response.cards).toMatchObject([{ source: { topic: { code: 'riskAssessment' } } }]);
    expect(response.cards[0]).not.toHaveProperty('suggestions');
  });
});

describe('orders that do not concern us', () => {
  test.each([
    ['an MRI of the brain', signed(order(BRAIN_MRI))],
    ['no orders', signed()],
    ['a lumbar MRI that was called off', signed(order('24968-0', { status: 'revoked' }))],
    [
      'a lumbar MRI that lies in the draft but was not selected',
      {
        hook: 'order-select',
        context: {
          draftOrders: bundle(order(), order(BRAIN_MRI, { id: 'o2' })),
          selections: ['ServiceRequest/o2'],
        },
      } as const,
    ],
  ])('get no cards, and no data are asked for: %s', async (_what, hook) => {
    await world.save(measured());
    const { response, asked, askedOfPacs } = await ask(hook);
    expect({ response, asked, askedOfPacs }).toEqual({ response: NO_CARDS, asked: [], askedOfPacs: [] });
  });
});

describe('no card, and no image is looked at', () => {
  test.each([
    ['for a man', {}, { patient: [woman({ gender: 'male' })] }],
    ['for a woman of 40', {}, { patient: [woman({ birthDate: '1986-01-01' })] }],
    ['while a DEXA is ordered', {}, { orders: [order(DEXA, { status: 'active' })] }],
    ['when a DEXA lies among the drafts, selected or not', signed(order(), order(DEXA, { id: 'o2' })), {}],
  ])('%s', async (_why, hook, changes) => {
    const { response, askedOfPacs } = await ask({ ...hook, prefetch: { ...record, ...changes } });
    expect({ response, askedOfPacs }).toEqual({ response: NO_CARDS, askedOfPacs: [] });
    expect(await world.queued()).toEqual([]);
  });
});

describe('a study that was not measured yet', () => {
  test('is put on the queue with the patient whose it must be, and the hook answers without', async () => {
    expect((await ask({})).response).toEqual(NO_CARDS);
    expect(await world.queued()).toEqual([
      {
        client: NORTH,
        patientId: 'p1',
        patient: WOMAN_ON_PACS,
        studyInstanceUid: STUDY,
        context: { imagingStudy: 'ImagingStudy/i1' },
      },
    ]);
  });

  test('for this hospital is not answered from another one’s result', async () => {
    await world.save(measured());
    const client = { ...NORTH, issuer: 'https://south.example.org' };
    expect((await ask({ client })).response).toEqual(NO_CARDS);
    expect(await world.queued()).toMatchObject([{ client }]);
  });
});

describe('where the record names no study', () => {
  const onPacs: FoundStudy = {
    studyInstanceUid: STUDY,
    studyDate: '20260302',
    accessionNumber: undefined,
    studyDescription: 'MR lumbar spine',
    modalities: ['MR'],
    patientId: 'P1',
    issuerOfPatientId: 'NORTH',
  };
  const prefetch = { patient: [woman()] };

  test('the PACS is asked by patient, and the card says so', async () => {
    await world.save(measured());
    const { response, askedOfPacs } = await ask({ prefetch, studies: [onPacs] });
    expect(askedOfPacs).toEqual([{ patientId: 'P1', issuerOfPatientId: 'NORTH' }]);
    expect(response.cards[0]?.detail).toContain('identifier on the PACS');
  });

  test('and the PACS neither, there is no card', async () => {
    expect((await ask({ prefetch })).response).toEqual(NO_CARDS);
    expect(await world.queued()).toEqual([]);
  });
});

async function reviewed(decision: 'confirm' | 'reject') {
  const id = await world.save(measured());
  const now = (await world.reviews.resultsOf([id])).get(id);
  if (!now) throw new Error('not stored');
  const reviewer = { issuer: 'https://idp.example.org', subject: 'u1', name: 'Eva' };
  await world.reviews.add({ client: NORTH, measurementId: id, reviewer, decision, reason: null, ...now });
}

describe('a result that a reviewer', () => {
  test('confirmed gives a card that says so, with the date and without the name', async () => {
    await reviewed('confirm');
    const { response } = await ask({});
    expect(response.cards[0]?.detail).toMatch(/confirmed by a reviewer on \d{4}-\d\d-\d\d/);
    expect(JSON.stringify(response)).not.toContain('Eva');
  });

  test('rejected gives no card, and the account says why', async () => {
    await reviewed('reject');
    const { response, decisions } = await ask({});
    expect(response).toEqual(NO_CARDS);
    expect(decisions[0]).toMatchObject({
      reasons: ['rejected-by-reviewer'],
      facts: { image: { review: 'rejected' } },
    });
  });
});

test('a study that was entered in error gives no card and is not measured, though the PACS has it', async () => {
  await world.save(measured());
  const [client, studyInstanceUid] = [NORTH, STUDY];
  await new Withdrawals(world.database).add({ client, patientId: 'p1', studyInstanceUid }, 'report');
  const { response, decisions } = await ask({});
  expect(response).toEqual(NO_CARDS);
  expect(decisions).toEqual([expect.objectContaining({ image: 'withdrawn', measurement: null })]);
  expect(await world.queued()).toEqual([]);
});

test('a study that was refused gives no card', async () => {
  await world.save(refused(reason('noise/quantised')));
  expect((await ask({})).response).toEqual(NO_CARDS);
});

test.each([
  ['the Patient', { ...record, patient: [woman({ id: 'p2' })] }],
  ['a study', { ...record, imagingStudies: [lumbarStudy({ subject: { reference: 'Patient/p2' } })] }],
])('%s of somebody else is an error, not a card', async (_what, prefetch) => {
  await world.save(measured());
  await expect(ask({ prefetch })).rejects.toMatchObject({ code: 'request/patient-mismatch' });
});

test('the log tells what was decided and why, and nothing about the patient', async () => {
  await world.save(measured());
  const { lines } = await ask({});
  expect(lines).toMatchObject([
    {
      level: 'info',
      message: 'decided',
      fields: {
        kind: 'refer',
        reasons: ['m-score-above-cutoff', 'age-refer'],
        shown: 'card',
        policyId: 'test',
        policyVersion: '1',
        image: 'imaging-study',
      },
    },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/p1|P1|Novak|1956/);
});

describe('the policy of the site', () => {
  test('in shadow mode decides, keeps and logs, and shows nothing', async () => {
    await world.save(measured());
    const { response, lines, decisions } = await ask({ rules: { shadow: true } });
    expect(response).toEqual(NO_CARDS);
    expect(lines).toMatchObject([{ fields: { kind: 'refer', shown: 'shadow' } }]);
    expect(decisions).toMatchObject([{ kind: 'refer', shown: 'shadow', card: null }]);
    expect(JSON.stringify(lines)).not.toMatch(/p1|P1|Novak|1956/);
  });

  test('says what language the card is in', async () => {
    await world.save(measured());
    const { response } = await ask({ rules: { language: 'sk' }, acceptLanguage: 'en' });
    expect(response.cards[0]?.summary).toContain('M-skóre 6,4');
  });

  test('may let the reader say it', async () => {
    await world.save(measured());
    const rules = { language: 'sk', languageFromRequest: true } as const;
    const { response } = await ask({ rules, acceptLanguage: 'en-GB,en;q=0.9' });
    expect(response.cards[0]?.summary).toContain('M-score 6.4');
  });

  const version = '1' as const;

  test('with the image score off fetches and measures nothing', async () => {
    await world.save(measured());
    const modules = { imageScore: { on: false, version }, noImageRule: { on: true, version } };
    const { response, askedOfPacs } = await ask({ rules: { modules, cutoff: null } });
    expect(response.cards).toMatchObject([{ source: { topic: { code: 'dexaByAge' } } }]);
    expect([askedOfPacs, await world.queued()]).toEqual([[], []]);
  });

  test('with the rule without images says so while the study is being measured', async () => {
    const modules = { imageScore: { on: true, version }, noImageRule: { on: true, version } };
    expect((await ask({ rules: { modules } })).response.cards).toMatchObject([
      { source: { topic: { code: 'dexaByAge' } } },
    ]);
    expect(await world.queued()).toHaveLength(1);
    await world.save(measured());
    expect((await ask({ rules: { modules } })).response.cards).toMatchObject([
      { source: { topic: { code: 'dexaReferral' } } },
    ]);
  });
});

describe('every call leaves an account', () => {
  test('of what was known, by which rules, what came out and on which card', async () => {
    const measurement = await world.save(measured());
    const { response, decisions } = await ask({});
    expect(decisions).toMatchObject([
      {
        client: NORTH,
        service: 'lumbar-mri',
        hook: 'patient-view',
        kind: 'refer',
        reasons: ['m-score-above-cutoff', 'age-refer'],
        shown: 'card',
        card: response.cards[0]?.uuid,
        image: 'imaging-study',
        measurement,
        facts: { sex: 'female', age: 70, image: { mscore: { reference: 'seed-2025' } } },
        policy: { id: 'test', version: '1', modules: { imageScore: { on: true, version: '1' } } },
      },
    ]);
  });

  test('without anything that names the patient', async () => {
    await world.save(measured());
    const { decisions } = await ask({});
    expect(JSON.stringify(decisions)).not.toMatch(/p1|P1|Novak|1956-|T1 TSE/);
  });

  test('when the record spoke against it', async () => {
    const prefetch = { ...record, orders: [order(DEXA, { status: 'active' })] };
    expect((await ask({ prefetch })).decisions).toMatchObject([
      {
        kind: 'nothing',
        reasons: ['dexa-ordered', 'not-measured'],
        image: 'not-looked-at',
        shown: 'nothing',
      },
    ]);
  });

  test('in the audit trail too', async () => {
    const measurement = await world.save(measured());
    const { response } = await ask({});
    expect(await world.lastAudited()).toEqual({
      at: expect.any(String),
      who: { kind: 'client', name: NORTH.issuer },
      client: NORTH,
      action: 'decided',
      outcome: 'refer',
      patient: expect.stringMatching(/^[0-9a-f]{64}$/),
      hookInstance: INSTANCE,
      measurement,
      card: response.cards[0]?.uuid,
    });
  });

  test('when it was about no lumbar MRI, which nothing was read for', async () => {
    const before = await world.lastAudited();
    expect((await ask(signed(order(BRAIN_MRI)))).decisions).toMatchObject([
      { kind: 'nothing', reasons: ['no-lumbar-mri'], facts: null, policy: null },
    ]);
    expect(await world.lastAudited()).toEqual(before);
  });

  test('when it failed, with the code of the error', async () => {
    const prefetch = { ...record, patient: [woman({ id: 'p2' })] };
    await expect(ask({ prefetch })).rejects.toThrow();
    const { decisions } = world.dependencies();
    expect(await decisions.find(INSTANCE)).toMatchObject([
      { failure: 'request/patient-mismatch', kind: null, shown: 'nothing', facts: null },
    ]);
    expect(await world.lastAudited()).toMatchObject({ outcome: 'request/patient-mismatch' });
  });

  test('when the time was up before the card was ready: it was shown to nobody', async () => {
    await world.save(measured());
    const { decisions, lines } = await ask({ signal: AbortSignal.abort() });
    expect(lines).toMatchObject([{ message: 'decided too late, nothing shown' }]);
    expect(decisions).toMatchObject([{ failure: 'hook/deadline', shown: 'nothing', card: null }]);
    expect(await world.lastAudited()).toMatchObject({ outcome: 'hook/deadline' });
  });
});
