import { describe, expect, test } from '@jest/globals';
import type { CdsClient } from '../../src/cds-hooks/client-authentication.ts';
import { configuredClients } from '../../src/cds-hooks/client-authentication.ts';
import {
  algorithmsOf,
  clientSettingsSchema,
  DEFAULT_SETTINGS,
  inOurKeys,
  type ClientSettings,
} from '../../src/cds-hooks/client-settings.ts';
import { withinScopes } from '../../src/cds-hooks/scopes.ts';
import { clientKey, signToken } from '../support/client-tokens.ts';
import { countOnPatientView, fakeFhir, recorded } from './support/fake-service.ts';
import { startService } from './support/start-service.ts';
import { tokensInMemory } from './support/tokens-in-memory.ts';

const FHIR = 'https://ehr.example.org/fhir';

function client(changes: Partial<ClientSettings>, issuer = 'https://ehr.example.org'): CdsClient {
  return { issuer, fhirServers: [FHIR], settings: { ...DEFAULT_SETTINGS, ...changes } };
}

/** What of two queries reaches the FHIR server. */
const asked = async (scopes: string[] | undefined) => {
  const fhir = fakeFhir({ 'Patient/1': [{ resourceType: 'Patient', id: '1' }] });
  const reader = withinScopes(fhir.reader, scopes);
  await Promise.allSettled([reader.read('Patient/1'), reader.search('Observation?patient=1')]);
  return fhir.asked;
};

describe('services', () => {
  const services = [countOnPatientView(), countOnPatientView({ id: 'other' })];

  test('that a client may not call are 403, on feedback too, and not listed for it', async () => {
    await using service = await startService({
      services,
      protectDiscovery: true,
      authenticate: async () => client({ services: ['other'] }),
    });
    const request = await recorded('standard-patient-view');
    expect((await service.post('/other', request)).status).toBe(200);
    for (const path of ['/count', '/count/feedback']) {
      const response = await service.post(path, request);
      expect([response.status, await response.text()]).toEqual([
        403,
        expect.stringContaining('client/service-not-allowed'),
      ]);
    }
    expect(await (await fetch(service.base)).json()).toMatchObject({ services: [{ id: 'other' }] });
  });

  test('that do not exist are 404 all the same', async () => {
    await using service = await startService({
      services,
      authenticate: async () => client({ services: ['other'] }),
    });
    expect((await service.post('/none', {})).status).toBe(404);
  });
});

describe('requests a minute', () => {
  test('beyond what the client may are 429 with Retry-After, and another client is not concerned', async () => {
    let caller = client({ requestsPerMinute: 2 });
    await using service = await startService({ authenticate: async () => caller });
    const request = await recorded('standard-patient-view');
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await service.post('/count', request)).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
    const refused = await service.post('/count', request);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait >= 1 && wait <= 60).toBe(true);
    expect(await refused.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'throttled', details: { coding: [{ code: 'request/too-many' }] } }],
    });
    caller = client({ requestsPerMinute: 2 }, 'https://south.example.org');
    expect((await service.post('/count', request)).status).toBe(200);
  });
});

describe('S3 signatures', () => {
  test.each([
    ['standard', ['ES384', 'RS384']],
    ['epic', ['RS384']],
    ['oracle', ['ES384', 'RS384']],
    ['sandbox', ['ES384']],
  ] as const)('S3 of profile %s are %j', (profile, expected) => {
    expect(algorithmsOf({ ...DEFAULT_SETTINGS, profile })).toEqual(expected);
  });

  test('S3 another one is taken where the client is configured for it, and then no other', async () => {
    const [es256, es384] = await Promise.all([clientKey('ES256', 'a'), clientKey('ES384', 'b')]);
    const config = { issuer: 'i', fhirServers: [], jwks: { keys: [es256.jwk, es384.jwk] } };
    const authenticate = configuredClients(
      [{ ...config, settings: { algorithms: ['ES256'] } }],
      tokensInMemory(),
    );
    const bearer = async (key: typeof es256) => `Bearer ${await signToken(key, { iss: 'i', aud: 'a' })}`;
    await expect(authenticate(await bearer(es256), ['a'])).resolves.toMatchObject({ issuer: 'i' });
    await expect(authenticate(await bearer(es384), ['a'])).rejects.toThrow(/ALG_NOT_ALLOWED/);
  });

  test.each(['none', 'HS256', 'HS384', 'HS512', 'RSA-OAEP'])(
    'S3 cannot be configured to be %s',
    (algorithm) => {
      expect(clientSettingsSchema.safeParse({ algorithms: [algorithm] }).success).toBe(false);
    },
  );
});

describe('prefetch keys of its own', () => {
  const settings = { ...DEFAULT_SETTINGS, prefetchKeys: { patient: '-patient', bmd: '-bmd' } };

  test('are read under ours, null included; what is sent under ours comes first', () => {
    const patient = { resourceType: 'Patient' };
    expect(inOurKeys({ '-patient': patient, '-bmd': null, x: 1 }, settings)).toMatchObject({
      patient,
      bmd: null,
      x: 1,
    });
    expect(inOurKeys({ '-patient': patient, patient: null }, settings)).toMatchObject({ patient: null });
    expect(inOurKeys(undefined, settings)).toBeUndefined();
  });
});

describe('scopes', () => {
  test.each([
    [undefined, ['Patient/1', 'Observation?patient=1']],
    [['patient/*.rs'], ['Patient/1', 'Observation?patient=1']],
    [['user/*.read'], ['Patient/1', 'Observation?patient=1']],
    [['patient/Patient.r', 'patient/Observation.r'], ['Patient/1']],
    [['patient/Observation.read'], ['Observation?patient=1']],
    [['patient/Observation.cud'], []],
  ])('%j let %j be asked', async (scopes, expected) => {
    expect(await asked(scopes)).toEqual(expected);
  });

  test('that do not cover it raise what a server that refuses raises', async () => {
    const reader = withinScopes(fakeFhir({}).reader, ['patient/Patient.r']);
    await expect(reader.search('Observation?patient=1')).rejects.toMatchObject({ code: 'fhir/unauthorized' });
  });

  test.each(['patient/Patient', 'openid', 'patient/Patient.rs offline_access', 'patient/Patient.rx'])(
    'are SMART scopes on resources, not %j',
    (scope) => {
      expect(clientSettingsSchema.safeParse({ scopes: [scope] }).success).toBe(false);
    },
  );
});
