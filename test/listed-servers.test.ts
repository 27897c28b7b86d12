import { expect, test } from '@jest/globals';
import { type Config, parseConfig } from '../src/config.ts';
import { listedServers } from '../src/listed-servers.ts';

const site = {
  pacs: { dicomweb: 'https://pacs.example.org/dicom-web' },
  patientIdSystems: [{ system: 'urn:oid:2.999' }],
  references: 'references',
};
const publish = { fhirServer: 'https://results.example.org/fhir', sharesPatientIds: true };
const client = {
  issuer: 'https://north.example.org',
  jwksUrl: 'https://keys.example.org/jwks',
  fhirServers: ['https://north.example.org/fhir'],
  privateNetworks: ['10.1.0.0/16'],
  site: { ...site, publish },
};
const config = (settings: object): Config =>
  parseConfig({ publicUrl: 'https://mscore.example.org', ...settings }, '/etc/mscore', {});
const urls = (settings: object, open: boolean) => listedServers(config(settings), open).map(({ url }) => url);

test('every address that a client is configured with is listed, with its networks', () => {
  const listed = listedServers(config({ clients: [client], open: { site } }), false);
  expect(listed.map(({ url }) => url)).toEqual([
    'https://north.example.org/fhir',
    'https://keys.example.org/jwks',
    'https://results.example.org/fhir',
  ]);
  for (const { privateNetworks } of listed) expect(privateNetworks).toEqual(['10.1.0.0/16']);
});

test('open without a list means this machine, and no client counts', () => {
  expect(urls({ clients: [client], open: { site } }, true)).toEqual([
    'http://localhost',
    'http://127.0.0.1',
    'http://[::1]',
  ]);
});

test('open with a list means that list, and where results go', () => {
  const open = {
    fhirServers: ['https://try.example.org/fhir'],
    publishForAnybody: true,
    site: { ...site, publish },
  };
  expect(urls({ open }, true)).toEqual(['https://try.example.org/fhir', 'https://results.example.org/fhir']);
});

test('so is the identity provider of reviewers, with its own networks', () => {
  const oidc = {
    issuer: 'https://login.example.org/x',
    clientId: 'm',
    privateNetworks: ['10.9.0.0/16'],
    roles: {},
  };
  const listed = listedServers(config({ clients: [client], review: { oidc } }), false);
  expect(listed.at(-1)).toEqual({ url: 'https://login.example.org/x', privateNetworks: ['10.9.0.0/16'] });
});

test('where the record is read with our own credentials is listed, and where tokens for it are given', () => {
  const tokenEndpoint = 'https://auth.example.org/token';
  const record = {
    fhirServer: 'https://north.example.org/fhir',
    smartBackend: { clientId: 'c', keyFile: 'k', tokenEndpoint },
  };
  expect(urls({ clients: [{ ...client, site: { ...site, record } }] }, false)).toContain(tokenEndpoint);
});
