import { describe, expect, test } from '@jest/globals';
import { callingClient } from '../../src/cds-hooks/fhir-servers.ts';

const issuer = 'https://ehr.example.org';
const one = ['https://ehr.example.org/fhir/'];
const two = ['https://ehr.example.org/fhir', 'https://ehr.example.org/test/fhir'];

describe('the FHIR server that a request is about', () => {
  test('is the one that the request names, when it is on the list', () => {
    expect(callingClient({ issuer, fhirServers: two }, two[1])).toEqual({ issuer, fhirServer: two[1] });
    expect(callingClient({ issuer, fhirServers: one }, 'https://ehr.example.org/fhir')).toEqual({
      issuer,
      fhirServer: 'https://ehr.example.org/fhir',
    });
  });

  test.each(['https://evil.example.org/fhir', 'https://ehr.example.org/fhir/v2', 'https://ehr.example.org'])(
    'is refused when it is not on the list: %s',
    (requested) => {
      expect(() => callingClient({ issuer, fhirServers: two }, requested)).toThrow(
        expect.objectContaining({ code: 'client/fhir-server-not-allowed', httpStatus: 403 }),
      );
    },
  );

  test("is the client's only one when the request names none", () => {
    expect(callingClient({ issuer, fhirServers: one }, undefined).fhirServer).toBe(
      'https://ehr.example.org/fhir',
    );
    expect(callingClient({ issuer, fhirServers: [] }, undefined).fhirServer).toBe('');
  });

  test('must be named when there are several, so that their patients never mix', () => {
    expect(() => callingClient({ issuer, fhirServers: two }, undefined)).toThrow(
      expect.objectContaining({ code: 'request/malformed' }),
    );
  });

  test('Q1 is reached by https, except on this machine or where the configuration lists it', () => {
    const open = { issuer: 'open', fhirServers: [] };
    expect(() => callingClient(open, 'http://ehr.example.org/fhir')).toThrow(
      expect.objectContaining({ code: 'client/fhir-server-not-allowed' }),
    );
    for (const url of [
      'https://ehr.example.org/fhir',
      'http://127.0.0.1:8080/fhir',
      'http://localhost/fhir',
    ]) {
      expect(callingClient(open, url).fhirServer).toBe(url);
    }
    const listed = ['http://inside.example.org/fhir'];
    expect(callingClient({ issuer, fhirServers: listed }, listed[0]).fhirServer).toBe(listed[0]);
  });
});
