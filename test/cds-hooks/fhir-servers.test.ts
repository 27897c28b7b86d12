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

  test.each([
    'http://ehr.example.org/fhir',
    'https://ehr.example.org/fhir',
    'https://169.254.169.254/fhir',
    'https://localhost.example.org/fhir',
  ])('Q1 is none elsewhere without a list: %s', (url) => {
    expect(() => callingClient({ issuer: 'open', fhirServers: [] }, url)).toThrow(
      expect.objectContaining({ code: 'client/fhir-server-not-allowed' }),
    );
  });

  test.each(['http://127.0.0.1:8080/fhir', 'http://localhost/fhir', 'https://[::1]:8443/fhir'])(
    'Q1 may be on this machine without a list: %s',
    (url) => expect(callingClient({ issuer: 'open', fhirServers: [] }, url).fhirServer).toBe(url),
  );

  test('Q1 may be reached by http where the list says so', () => {
    const listed = ['http://inside.example.org/fhir'];
    expect(callingClient({ issuer, fhirServers: listed }, listed[0]).fhirServer).toBe(listed[0]);
  });
});
