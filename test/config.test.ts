import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Config, parseConfig, readConfig } from '../src/config.ts';

const site = {
  pacs: { dicomweb: 'https://pacs.example.org/dicom-web/' },
  patientIdSystems: [{ system: 'https://north.example.org/mrn', issuer: 'NORTH' }],
  references: 'references',
  rois: '../rois',
};
const client = {
  issuer: 'https://north.example.org',
  jwksUrl: 'https://north.example.org/jwks',
  fhirServers: ['https://north.example.org/fhir/'],
  site,
};
const minimal = { publicUrl: 'https://mscore.example.org/', clients: [client] };

const parse = (input: unknown, environment: NodeJS.ProcessEnv = {}): Config =>
  parseConfig(input, '/etc/mscore', environment);
const withSite = (changes: object) => ({
  ...minimal,
  clients: [{ ...client, site: { ...site, ...changes } }],
});
const withClient = (changes: object) => ({ ...minimal, clients: [{ ...client, ...changes }] });

/** What the error says in brackets. */
function complaintOf(input: unknown, environment: NodeJS.ProcessEnv = {}): string {
  try {
    parse(input, environment);
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'config/invalid' });
    return /\((.*)\)$/s.exec(thrown instanceof Error ? thrown.message : '')?.[1] ?? '';
  }
  return 'nothing';
}

describe('what is left out', () => {
  test('has the defaults that docs/install.md tells', () => {
    expect(parse(minimal)).toMatchObject({
      listen: { host: '127.0.0.1', port: 8787 },
      dataFolder: '/etc/mscore/data',
      databaseUrl: undefined,
      hook: { waitMs: 1_500, deadlineMs: 2_000, reportHooks: ['report-view', 'report-sign'] },
      model: { manifest: undefined, threads: 2 },
      workers: 2,
      maxBodyMegabytes: 5,
      clients: [
        {
          failOpen: true,
          profile: 'standard',
          requestsPerMinute: 1200,
          site: {
            findStudyBy: ['imaging-study', 'qido'],
            noise: { method: 'air-sd' },
            codes: {},
            publish: undefined,
          },
        },
      ],
    });
  });

  test('may be the folder of ROI files: the model finds the levels', () => {
    const { rois: _rois, ...withoutRois } = site;
    const { clients } = parse({ ...minimal, clients: [{ ...client, site: withoutRois }] });
    expect(clients[0]?.site.rois).toBeUndefined();
  });

  test('takes a noise that the site declares with scanner, protocol and source, and no other', () => {
    const declared = {
      sd: 12.5,
      source: 'gel bottle',
      scanner: { manufacturer: 'Hitachi', model: 'Oasis', fieldStrength: 1.2 },
      protocol: { sequence: 'SE', repetitionTime: 700, echoTime: 12 },
    };
    const noise = { method: 'declared', declared: [declared] };
    expect(parse(withSite({ noise })).clients[0]?.site.noise).toEqual(noise);
    expect(complaintOf(withSite({ noise: { method: 'declared', declared: [] } }))).toContain('noise');
    const anonymous = { ...declared, scanner: undefined };
    expect(complaintOf(withSite({ noise: { method: 'declared', declared: [anonymous] } }))).toContain(
      'scanner',
    );
  });

  test('keeps results to the FHIR server that called', () => {
    const elsewhere = { fhirServer: 'https://results.example.org/fhir' };
    expect(complaintOf(withSite({ publish: elsewhere }))).toContain('none of fhirServers');
    const { clients } = parse(withSite({ publish: { ...elsewhere, sharesPatientIds: true } }));
    expect(clients[0]?.site.publish?.sharesPatientIds).toBe(true);
  });
});

describe('our own tokens for the FHIR server', () => {
  const publish = { fhirServer: 'https://north.example.org/fhir' };
  const smartBackend = { clientId: 'mscore', keyFile: 'secrets/key.json' };

  test('are got with a key whose file is relative to the configuration', () => {
    const { clients } = parse(withSite({ publish: { ...publish, smartBackend } }));
    expect(clients[0]?.site.publish?.smartBackend).toEqual({
      clientId: 'mscore',
      keyFile: '/etc/mscore/secrets/key.json',
    });
  });

  test.each([
    ['with a token file beside it', { ...publish, tokenFile: 'token', smartBackend }, 'not both'],
    ['without a key', { ...publish, smartBackend: { clientId: 'mscore' } }, 'keyFile'],
    ['with scopes in one text', { ...publish, smartBackend: { ...smartBackend, scopes: ['a b'] } }, 'scopes'],
    ['with no scope at all', { ...publish, smartBackend: { ...smartBackend, scopes: [] } }, 'scopes'],
    [
      'from no address',
      { ...publish, smartBackend: { ...smartBackend, tokenEndpoint: 'x' } },
      'tokenEndpoint',
    ],
    [
      'in the clear, where the record is not read in the clear',
      { ...publish, smartBackend: { ...smartBackend, tokenEndpoint: 'http://auth.example.org/token' } },
      'not https',
    ],
  ])('%s are refused', (_what, changed, words) => {
    expect(complaintOf(withSite({ publish: changed }))).toContain(words);
  });
});

describe('events', () => {
  const record = { fhirServer: 'https://north.example.org/fhir', tokenFile: 'secrets/record' };
  const events = { tokenFile: 'secrets/events' };
  const withEvents = (changes: object, siteChanges: object = { record }) => ({
    ...minimal,
    clients: [{ ...client, events: { ...events, ...changes }, site: { ...site, ...siteChanges } }],
  });

  test('have a secret and criteria; its paths are relative to the file', () => {
    const [first] = parse(withEvents({})).clients;
    expect(first?.events).toEqual({
      tokenFile: '/etc/mscore/secrets/events',
      criteria: ['DiagnosticReport?category=RAD,LP29684-5', 'ImagingStudy?modality=MR'],
    });
    expect(first?.site.record?.tokenFile).toBe('/etc/mscore/secrets/record');
  });

  test.each<[string, object, object, string]>([
    ['without a record', {}, {}, 'events need site.record'],
    [
      'with the record of another server',
      {},
      { record: { ...record, fhirServer: 'https://other.example.org/fhir' } },
      'record.fhirServer is none of fhirServers',
    ],
    ['about other resources', { criteria: ['Patient?name=x'] }, { record }, 'must be a search'],
  ])('%s are refused', (_how, changes, siteChanges, words) => {
    expect(complaintOf(withEvents(changes, siteChanges))).toContain(words);
  });
});

test('an open site publishes only where that is said in so many words', () => {
  const publish = { fhirServer: 'https://results.example.org/fhir' };
  expect(complaintOf({ ...minimal, open: { site: { ...site, publish } } })).toContain('publishForAnybody');
});

describe('paths', () => {
  test('are relative to the file, in every site', () => {
    const files = {
      policy: 'policy.json',
      pacs: { ...site.pacs, authorizationFile: 'secrets/pacs' },
      publish: {
        fhirServer: 'https://results.example.org/fhir',
        tokenFile: '/run/secrets/token',
        sharesPatientIds: true,
      },
    };
    const open = { publishForAnybody: true, site: { ...site, ...files } };
    const model = { manifest: 'weights/net.json', threads: 1 };
    const config = parse({ ...withSite(files), open, dataFolder: 'db', model });
    const resolved = {
      references: '/etc/mscore/references',
      rois: '/etc/rois',
      policy: '/etc/mscore/policy.json',
      pacs: { authorizationFile: '/etc/mscore/secrets/pacs' },
      publish: { tokenFile: '/run/secrets/token' },
    };
    expect(config).toMatchObject({
      dataFolder: '/etc/mscore/db',
      model: { manifest: '/etc/mscore/weights/net.json', threads: 1 },
      clients: [{ site: resolved }],
      open: { site: resolved },
    });
  });

  test('of a file that is read are relative to where it lies', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-config-'));
    const file = join(folder.path, 'mscore.json');
    await writeFile(file, JSON.stringify(minimal));
    const { clients } = await readConfig(file, {});
    expect(clients[0]?.site.references).toBe(join(folder.path, 'references'));
  });
});

test('addresses lose the slash at their end, so that they compare', () => {
  expect(parse(minimal)).toMatchObject({
    publicUrl: 'https://mscore.example.org',
    clients: [
      {
        fhirServers: ['https://north.example.org/fhir'],
        site: { pacs: { dicomweb: 'https://pacs.example.org/dicom-web' } },
      },
    ],
  });
});

test('a FHIR server by http is taken on this machine, and elsewhere where that is said', () => {
  const here = parse(withClient({ fhirServers: ['http://127.0.0.1:8080/fhir'] }));
  expect(here.clients[0]?.plainHttp).toBe(false);
  const there = {
    fhirServers: ['http://fhir.example.org/r4'],
    plainHttp: true,
    privateNetworks: ['fd00::/8'],
  };
  expect(parse(withClient(there)).clients[0]?.privateNetworks).toEqual(['fd00::/8']);
});

test('the example of the documentation is valid', async () => {
  const { clients } = await readConfig('docs/mscore.example.json', {});
  expect(clients).toMatchObject([{ profile: 'standard', scopes: ['patient/*.rs'] }]);
});

describe('the environment', () => {
  test('wins over the file', () => {
    const file = { ...minimal, listen: { host: '127.0.0.1', port: 1234 } };
    const environment = { HOST: '0.0.0.0', PORT: '80', DATABASE_URL: 'postgres://db/mscore' };
    expect(parse(file, environment)).toMatchObject({
      listen: { host: '0.0.0.0', port: 80 },
      databaseUrl: 'postgres://db/mscore',
    });
  });

  test('that is set but empty says nothing', () => {
    expect(parse(minimal, { HOST: '', PORT: '', DATABASE_URL: '' })).toMatchObject({
      listen: { host: '127.0.0.1', port: 8787 },
      databaseUrl: undefined,
    });
  });

  test('says where spans go', () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
    expect(parse(minimal, environment).tracing).toEqual({ endpoint: 'http://collector:4318' });
    expect(complaintOf(minimal, { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' })).toBe(
      'OTEL_EXPORTER_OTLP_ENDPOINT is not a URL',
    );
  });

  test.each(['http', '-1', '65536', '80.5'])('with a PORT that is none is not valid: %s', (PORT) => {
    expect(complaintOf(minimal, { PORT })).toBe('PORT is not a port number');
  });
});

describe('a setting that is not valid is named', () => {
  const { jwksUrl: _url, ...withoutKeys } = client;

  test.each<[string, unknown, string]>([
    ['no publicUrl', { clients: [] }, 'publicUrl'],
    ['an address that is none', { ...minimal, publicUrl: 'mscore' }, 'publicUrl'],
    ['a file address', { ...minimal, publicUrl: 'file:///etc/passwd' }, 'publicUrl'],
    ['a port that is none', { ...minimal, listen: { port: 70_000 } }, 'listen.port'],
    ['a negative wait', { ...minimal, hook: { waitMs: -1 } }, 'hook.waitMs'],
    ['a net without threads', { ...minimal, model: { threads: 0 } }, 'model.threads'],
    ['a misspelt setting of the net', { ...minimal, model: { weights: 'net.onnx' } }, 'model'],
    ['no workers', { ...minimal, workers: 0 }, 'workers'],
    ['no report hooks', { ...minimal, hook: { reportHooks: [] } }, 'hook.reportHooks'],
    ['a misspelt setting', { ...minimal, hooks: {} }, 'the file'],
    ['a client without keys', { ...minimal, clients: [withoutKeys] }, 'clients.0'],
    ['a network that is none', withClient({ privateNetworks: ['10.0.0.1'] }), 'clients.0.privateNetworks.0'],
    ['a FHIR server by http', withClient({ fhirServers: ['http://fhir.example.org/r4'] }), 'clients.0'],
    ['an unknown profile', withClient({ profile: 'cerner' }), 'clients.0.profile'],
    ['a signature by shared secret', withClient({ algorithms: ['HS256'] }), 'clients.0.algorithms.0'],
    ['a scope that is none', withClient({ scopes: ['everything'] }), 'clients.0.scopes.0'],
    ['no requests at all', withClient({ requestsPerMinute: 0 }), 'clients.0.requestsPerMinute'],
    ['the sandbox by its address', withClient({ profile: 'sandbox' }), 'clients.0'],
    ['a misspelt setting of a client', withClient({ service: ['x'] }), 'clients.0'],
    ['endless bodies', { ...minimal, maxBodyMegabytes: 1000 }, 'maxBodyMegabytes'],
    ['a client without a FHIR server', withClient({ fhirServers: [] }), 'clients.0.fhirServers'],
    ['a client with an empty key set', withClient({ jwks: { keys: [] } }), 'clients.0.jwks.keys'],
    ['no DICOM patient id', withSite({ patientIdSystems: [] }), 'clients.0.site.patientIdSystems'],
    ['an unknown way to find a study', withSite({ findStudyBy: ['luck'] }), 'clients.0.site.findStudyBy.0'],
    ['not an object', [], 'the file'],
    ['nothing', undefined, 'the file'],
  ])('%s', (_what, input, setting) => {
    expect(complaintOf(input)).toMatch(new RegExp(`^${setting.replaceAll('.', String.raw`\.`)}: `));
  });

  test('a misspelt one by the name that stands there, before the one that is missing for it', () => {
    const pacs = { dicomWeb: 'https://pacs.example.org/dicom-web' };
    expect(complaintOf(withSite({ pacs }))).toMatch(
      /^clients\.0\.site\.pacs: Unrecognized key: "dicomWeb"; clients\.0\.site\.pacs\.dicomweb: /,
    );
  });

  test('several at once, not one for each start', () => {
    expect(complaintOf({ ...withSite({ refrences: 'references' }), worker: 3 })).toBe(
      'clients.0.site: Unrecognized key: "refrences"; the file: Unrecognized key: "worker"',
    );
  });

  test('and what a client without keys lacks is said', () => {
    expect(complaintOf({ ...minimal, clients: [withoutKeys] })).toBe(
      'clients.0: give jwksUrl, jwks, or both',
    );
  });

  test('a DATABASE_URL that is none, without its password', () => {
    expect(complaintOf(minimal, { DATABASE_URL: 'mscore:hunter2@db:5432' })).toBe(
      'DATABASE_URL does not begin with postgres://',
    );
  });

  test('without what stood there: it may be a secret in the wrong place', () => {
    expect(complaintOf(withSite({ pacs: { dicomweb: 'Bearer hunter2' } }))).not.toContain('hunter2');
  });
});

describe('a file', () => {
  test('reads the address of the database from a file, too', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-config-'));
    const file = join(folder.path, 'database-url');
    await writeFile(file, 'postgres://mscore:hunter2@db/mscore\n');
    const { databaseUrl } = await readConfig('docs/mscore.example.json', { DATABASE_URL_FILE: file });
    expect(databaseUrl).toBe('postgres://mscore:hunter2@db/mscore');
    await expect(
      readConfig('docs/mscore.example.json', { DATABASE_URL_FILE: '/run/none' }),
    ).rejects.toMatchObject({ code: 'config/invalid' });
  });

  test('that is not there is named', async () => {
    await expect(readConfig('/etc/none/mscore.json', {})).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringContaining('/etc/none/mscore.json cannot be read'),
    });
  });

  test('that is not JSON is told', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-config-'));
    const file = join(folder.path, 'mscore.json');
    await writeFile(file, '{ publicUrl: ');
    await expect(readConfig(file, {})).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringContaining('not JSON'),
    });
  });
});

describe('the review page', () => {
  const oidc = {
    issuer: 'https://login.example.org',
    clientId: 'mscore',
    clientSecretFile: 'secret',
    roles: {},
  };
  const south = { ...client, issuer: 'https://south.example.org' };

  test('has secrets and reports beside the configuration', () => {
    const launch = { clientId: 'mscore', clientSecretFile: '../launch' };
    const review = { oidc, validationReport: 'validation.html' };
    expect(parse({ ...withClient({ review: { launch } }), review })).toMatchObject({
      review: {
        oidc: { clientSecretFile: '/etc/mscore/secret', rolesClaim: 'roles', roles: { reader: [] } },
        validationReport: '/etc/mscore/validation.html',
        sessionHours: 10,
        idleMinutes: 60,
      },
      clients: [{ review: { launch: { clientSecretFile: '/etc/launch', roles: ['reader', 'reviewer'] } } }],
    });
  });

  test.each<[string, object, string]>([
    [
      'is not offered in the clear',
      { publicUrl: 'http://mscore.example.org' },
      'review needs a publicUrl by https',
    ],
    [
      'of several hospitals must say who sees whose patients',
      { clients: [client, south] },
      'needs review.groups of each',
    ],
    [
      'trusts no provider in the clear',
      { review: { oidc: { ...oidc, issuer: 'http://login.example.org' } } },
      'must be https',
    ],
    [
      'asks who somebody is',
      { review: { oidc: { ...oidc, scopes: ['profile'] } } },
      'scopes must have openid',
    ],
  ])('%s', (_, changes, complaint) => {
    expect(complaintOf({ ...minimal, review: { oidc }, ...changes })).toContain(complaint);
  });
});
