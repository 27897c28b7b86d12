import { describe, expect, test } from '@jest/globals';
import type { FhirResource, Observation } from 'fhir/r4.js';
import { prefetcher, type PrefetchSources } from '../../src/cds-hooks/prefetch.ts';
import { CodedError } from '../../src/errors.ts';
import { fakeFhir } from './support/fake-service.ts';

const templates = {
  patient: 'Patient/{{context.patientId}}',
  bmd: 'Observation?subject=Patient/{{context.patientId}}',
  encounter: 'Encounter/{{context.encounterId}}',
};
const BMD_QUERY = 'Observation?subject=Patient/1';
const context = { userId: 'Practitioner/1', patientId: '1' };

function observation(id: string, patient = 'Patient/1'): Observation {
  return { resourceType: 'Observation', id, status: 'final', code: {}, subject: { reference: patient } };
}
const bundle = (resources: object[], rest: object = {}) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
  ...rest,
});
const outcome = (severity: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code: 'processing' }],
});
const nextPage = { link: [{ relation: 'next', url: 'https://evil.example.org/fhir?page=2' }] };

const observations = (count: number) => bundle(Array.from({ length: count }, () => observation('a')));

function ask(key: string, sources: Partial<PrefetchSources>) {
  return prefetcher({ templates, sent: undefined, context, fhir: undefined, ...sources })(key);
}

describe('a prefetch key', () => {
  test('P8 holds the resources of a Bundle, or a single one', async () => {
    const patient = { resourceType: 'Patient', id: '1' };
    const sent = { bmd: bundle([observation('a'), observation('b')]), patient };
    await expect(ask('bmd', { sent })).resolves.toMatchObject({
      resources: [{ id: 'a' }, { id: 'b' }],
      from: 'prefetch',
      complete: true,
    });
    await expect(ask('patient', { sent })).resolves.toMatchObject({ resources: [patient], complete: true });
  });

  test('P8 holds no more than a thousand, and is then incomplete', async () => {
    const found = await ask('bmd', { sent: { bmd: observations(1001) } });
    expect([found.resources.length, found.complete]).toEqual([1000, false]);
    await expect(ask('bmd', { sent: { bmd: observations(1000) } })).resolves.toMatchObject({
      complete: true,
    });
  });

  test('P1 that is absent is queried with the token, once', async () => {
    const fhir = fakeFhir({
      [BMD_QUERY]: [observation('a')],
      'Patient/1': [{ resourceType: 'Patient', id: '1' }],
    });
    const prefetch = prefetcher({ templates, sent: {}, context, fhir: fhir.reader });
    const [first, again] = await Promise.all([prefetch('bmd'), prefetch('bmd')]);
    expect(first).toEqual({ resources: [observation('a')], from: 'fhir', complete: true });
    expect(again).toEqual(first);
    await expect(prefetch('patient')).resolves.toMatchObject({ resources: [{ id: '1' }], from: 'fhir' });
    expect(fhir.asked).toEqual([BMD_QUERY, 'Patient/1']);
  });

  test('P1 that is absent and cannot be queried is named in a 412', async () => {
    await expect(ask('bmd', { sent: {} })).rejects.toMatchObject({
      code: 'request/prefetch-missing',
      httpStatus: 412,
      message: expect.stringContaining('(bmd)'),
    });
  });

  test('P1 whose template lacks its token cannot be queried', async () => {
    const { reader, asked } = fakeFhir({});
    await expect(ask('encounter', { fhir: reader })).rejects.toMatchObject({
      code: 'request/prefetch-missing',
    });
    expect(asked).toEqual([]);
  });

  test('P1 that the server does not have is nothing', async () => {
    await expect(ask('patient', { fhir: fakeFhir({}).reader })).resolves.toEqual({
      resources: [],
      from: 'fhir',
      complete: true,
    });
  });

  test('P2 that is null is nothing, and is not queried', async () => {
    const fhir = fakeFhir({ [BMD_QUERY]: [observation('a')] });
    await expect(ask('bmd', { sent: { bmd: null }, fhir: fhir.reader })).resolves.toMatchObject({
      resources: [],
      from: 'prefetch',
      complete: true,
    });
    expect(fhir.asked).toEqual([]);
  });

  test.each([[{ total: 0, entry: [] }], [{ entry: undefined }], [{ entry: null }]])(
    'P3 with an empty searchset is nothing: %j',
    async (rest) => {
      const found = await ask('bmd', { sent: { bmd: bundle([], rest) } });
      expect(found).toMatchObject({ resources: [], complete: true });
    },
  );

  test.each([
    ["an outcome as entry, as Epic's for nothing found", bundle([outcome('warning')])],
    ['an outcome as value for nothing found', outcome('information')],
  ])('P4 with %s is no clinical data, and is not queried', async (_what, bmd) => {
    const fhir = fakeFhir({ [BMD_QUERY]: [observation('a')] });
    const found = await ask('bmd', { sent: { bmd }, fhir: fhir.reader });
    expect(found).toEqual({ resources: [], from: 'prefetch', complete: true });
    expect(fhir.asked).toEqual([]);
  });

  test.each([
    ['an outcome as value for a failure', outcome('error')],
    ['an outcome as entry for a failure', bundle([outcome('fatal')])],
  ])('P4 with %s was not looked at: it is queried, or else fails', async (_what, bmd) => {
    const fhir = fakeFhir({ [BMD_QUERY]: [observation('a')] });
    const found = await ask('bmd', { sent: { bmd }, fhir: fhir.reader });
    expect(found).toMatchObject({ resources: [{ id: 'a' }], from: 'fhir' });
    await expect(ask('bmd', { sent: { bmd } })).rejects.toMatchObject({ code: 'fhir/outcome' });
  });

  test('P4 keeps the data beside an outcome', async () => {
    const sent = { bmd: bundle([observation('a'), outcome('warning')]) };
    await expect(ask('bmd', { sent })).resolves.toMatchObject({ resources: [{ id: 'a' }], complete: true });
  });

  test('P4 drops outcomes that the reader left in', async () => {
    const answers: Record<string, FhirResource[]> = {
      [BMD_QUERY]: [observation('a'), { resourceType: 'OperationOutcome', issue: [] }],
      'Patient/1': [{ resourceType: 'OperationOutcome', issue: [] }],
    };
    const { reader } = fakeFhir(answers);
    await expect(ask('bmd', { fhir: reader })).resolves.toMatchObject({ resources: [{ id: 'a' }] });
    await expect(ask('patient', { fhir: reader })).resolves.toMatchObject({ resources: [] });
  });

  test('P5 with a next page is partial without a token', async () => {
    const sent = { bmd: bundle([observation('a')], nextPage) };
    await expect(ask('bmd', { sent })).resolves.toEqual({
      resources: [observation('a')],
      from: 'prefetch',
      complete: false,
    });
  });

  test('P5 with a next page is asked anew by its template, never by the link', async () => {
    const fhir = fakeFhir({ [BMD_QUERY]: [observation('a'), observation('b')] });
    const sent = { bmd: bundle([observation('a')], nextPage) };
    await expect(ask('bmd', { sent, fhir: fhir.reader })).resolves.toMatchObject({
      resources: [{ id: 'a' }, { id: 'b' }],
      from: 'fhir',
      complete: true,
    });
    expect(fhir.asked).toEqual([BMD_QUERY]);
  });

  test('P5 stays partial when the reader stops at its bounds, or fails', async () => {
    const sent = { bmd: bundle([observation('a')], nextPage) };
    const bounded = fakeFhir({ [BMD_QUERY]: [observation('a')] }, false);
    await expect(ask('bmd', { sent, fhir: bounded.reader })).resolves.toMatchObject({
      complete: false,
      from: 'fhir',
    });
    const failing = { ...bounded.reader, search: () => Promise.reject(new CodedError('fhir/unauthorized')) };
    await expect(ask('bmd', { sent, fhir: failing })).resolves.toMatchObject({
      resources: [{ id: 'a' }],
      complete: false,
      from: 'prefetch',
    });
  });

  test('passes on why the reader failed when nothing was sent', async () => {
    const failing = { ...fakeFhir({}).reader, search: () => Promise.reject(new CodedError('fhir/timeout')) };
    await expect(ask('bmd', { fhir: failing })).rejects.toMatchObject({ code: 'fhir/timeout' });
  });

  const strangers: [string, object][] = [
    ['subject', observation('a', 'Patient/2')],
    ['absolute subject', observation('a', 'https://ehr.example.org/fhir/Patient/2')],
    ['versioned subject', observation('a', 'Patient/2/_history/1')],
    ['patient', { resourceType: 'ImagingStudy', patient: { reference: 'Patient/2' } }],
    ['beneficiary', { resourceType: 'Coverage', beneficiary: { reference: 'Patient/2' } }],
    [
      'one of several subjects',
      { resourceType: 'Account', subject: [{ reference: 'Patient/1' }, { reference: 'Patient/2' }] },
    ],
    ['own id', { resourceType: 'Patient', id: '2' }],
  ];

  test.each(strangers)(
    'P6 is refused with a resource of another patient, by its %s',
    async (_what, stranger) => {
      const sent = { bmd: bundle([observation('a'), stranger]) };
      await expect(ask('bmd', { sent })).rejects.toMatchObject({ code: 'request/patient-mismatch' });
    },
  );

  test('P6 is refused when the FHIR server returns another patient', async () => {
    const { reader } = fakeFhir({ [BMD_QUERY]: [observation('a', 'Patient/2')] });
    await expect(ask('bmd', { fhir: reader })).rejects.toMatchObject({ code: 'request/patient-mismatch' });
  });

  test.each([
    ['an absolute reference to the patient', observation('a', 'https://ehr.example.org/fhir/Patient/1')],
    ['a subject that is no patient', observation('a', 'Group/2')],
    ['a subject by identifier only', { ...observation('a'), subject: { identifier: { value: '2' } } }],
    ['nobody', { resourceType: 'Endpoint', id: 'e' }],
  ])('P6 lets %s through', async (_what, resource) => {
    await expect(ask('bmd', { sent: { bmd: bundle([resource]) } })).resolves.toMatchObject({
      resources: [resource],
    });
  });

  test('P6 is refused without a word of what was sent', async () => {
    const stranger = { ...observation('a', 'Patient/2'), resourceType: 'ErikaMustermann' };
    await expect(ask('bmd', { sent: { bmd: stranger } })).rejects.toMatchObject({
      message: expect.not.stringContaining('Erika'),
    });
  });

  test.each(['Erika Mustermann', 'x'.repeat(4_000_000), `A${'x'.repeat(41)}`, 'a\0b', ''])(
    'Q2 of a resource type that is no word is malformed',
    async (resourceType) => {
      await expect(ask('bmd', { sent: { bmd: { resourceType } } })).rejects.toMatchObject({
        code: 'request/malformed',
        message: expect.not.stringMatching(/Erika|xxx/),
      });
    },
  );

  test.each([7, 'text', [], {}, true, { resourceType: 7 }, { resourceType: 'Bundle', entry: 'x' }])(
    'Q2 that holds %j is malformed',
    async (bmd) => {
      await expect(ask('bmd', { sent: { bmd } })).rejects.toMatchObject({
        code: 'request/malformed',
        message: expect.stringContaining('prefetch.bmd'),
      });
    },
  );

  test.each(['constructor', 'toString', '__proto__', 'other'])(
    'that no template has is our slip: %s',
    async (key) => {
      await expect(ask(key, { sent: {} })).rejects.toMatchObject({ code: 'internal' });
    },
  );
});
