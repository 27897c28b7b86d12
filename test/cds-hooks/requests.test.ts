import { describe, expect, test } from '@jest/globals';
import { orderSignContext, patientViewContext } from '../../src/cds-hooks/contexts.ts';
import { parseContext, parseRequest } from '../../src/cds-hooks/requests.ts';
import { recorded } from './support/fake-service.ts';

const malformed = (field: string) =>
  expect.objectContaining({ code: 'request/malformed', message: expect.stringContaining(field) });

const request = (changes: Record<string, unknown> = {}) => recorded('standard-patient-view', changes);

describe('the envelope', () => {
  test.each(['hook', 'hookInstance', 'context'])('Q1 needs %s', async (field) => {
    const body = await request({ [field]: undefined });
    expect(() => parseRequest(body)).toThrow(malformed(field));
  });

  test('Q1 takes a hookInstance that is not a UUID', async () => {
    expect(parseRequest(await request({ hookInstance: 'any text' })).hookInstance).toBe('any text');
  });

  test('Q1 needs fhirServer with fhirAuthorization, and not the other way round (CDS Hooks sandbox)', async () => {
    const tokenOnly = await request({ fhirServer: undefined });
    expect(() => parseRequest(tokenOnly)).toThrow(malformed('fhirServer'));
    const serverOnly = await request({ fhirAuthorization: undefined });
    expect(parseRequest(serverOnly).fhirServer).toBe('https://ehr.example.org/fhir');
  });

  test.each([
    ['https://ehr.example.org/fhir/', 'https://ehr.example.org/fhir'],
    ['https://EHR.example.org:443/fhir', 'https://ehr.example.org/fhir'],
  ])('Q1 reads fhirServer %s as %s', async (fhirServer, base) => {
    expect(parseRequest(await request({ fhirServer })).fhirServer).toBe(base);
  });

  test.each([
    'ftp://ehr.example.org/fhir',
    'file:///etc/passwd',
    'https://user:secret@ehr.example.org/fhir',
    'https://ehr.example.org/fhir?x=1',
    'https://ehr.example.org/fhir#x',
    '/fhir',
    7,
  ])('Q1 refuses fhirServer %s', async (fhirServer) => {
    const body = await request({ fhirServer });
    expect(() => parseRequest(body)).toThrow(malformed('fhirServer'));
  });

  test.each([
    ['access_token', undefined],
    ['access_token', 'two words'],
    ['access_token', 'a\r\nX-Injected: 1'],
    ['token_type', 'MAC'],
    ['token_type', undefined],
  ])('Q3 refuses fhirAuthorization.%s %j', async (field, value) => {
    const body = await request({
      fhirAuthorization: { access_token: 't', token_type: 'Bearer', [field]: value },
    });
    expect(() => parseRequest(body)).toThrow(malformed(field));
  });

  test('G4 ignores fields that it does not know', async () => {
    const body = await request({ extension: { 'org.example.x': [null] }, futureField: {} });
    expect(parseRequest(body)).not.toHaveProperty('futureField');
  });

  test("does not quote values, which may be a patient's", async () => {
    const body = await request({ hook: { secret: 'Erika Mustermann' } });
    expect(() => parseRequest(body)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('Erika') }),
    );
  });
});

describe('the patient of a request', () => {
  const token = { access_token: 't', token_type: 'Bearer' };
  const mismatch = expect.objectContaining({ code: 'request/patient-mismatch', httpStatus: 422 });

  test.each(['1288992', 'Patient/1288992', null, undefined])(
    'Q3 is the one that the token opens: %s',
    async (patient) => {
      const parsed = parseRequest(await request({ fhirAuthorization: { ...token, patient } }));
      expect(parseContext(parsed, patientViewContext).patientId).toBe('1288992');
    },
  );

  test('Q3 is refused when the token opens another', async () => {
    const parsed = parseRequest(await request({ fhirAuthorization: { ...token, patient: '1288993' } }));
    expect(() => parseContext(parsed, patientViewContext)).toThrow(mismatch);
  });

  test('P6 is refused when a draft order is for another', async () => {
    const context = {
      userId: 'Practitioner/1',
      patientId: '1288992',
      draftOrders: {
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'ServiceRequest', subject: { reference: 'Patient/7' } } }],
      },
    };
    const parsed = parseRequest(await request({ hook: 'order-sign', context }));
    expect(() => parseContext(parsed, orderSignContext)).toThrow(mismatch);
  });

  test('names the field of a context that is malformed', async () => {
    const parsed = parseRequest(await request({ context: { patientId: '1', userId: 'nobody' } }));
    expect(() => parseContext(parsed, patientViewContext)).toThrow(malformed('in context, userId'));
  });
});
