import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startFhirSandbox } from '../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { buildSite, withReviewedRois, withStoredReferences } from '../src/build-site.ts';
import { parseConfig } from '../src/config.ts';
import type { SiteConfig } from '../src/config/site.ts';
import { PixelDecoder } from '../src/dicom/decode-pixels.ts';
import { fhirConnections } from '../src/fhir/connections.ts';
import { Peers } from '../src/resilience/peers.ts';
import type { Localiser } from '../src/spine/localiser.ts';
import { parseRoiFile, type RoiFile } from '../src/spine/roi-file.ts';
import { authorizationServers, CLIENT_ID } from './fhir/smart/authorization-server.ts';
import { keyFile } from './fhir/smart/keys.ts';
import { siteReference } from './mscore/reference-file.ts';
import { NORTH } from './support/data-keys.ts';
import { fakeSite } from './support/fake-site.ts';
import { logLines } from './support/log-lines.ts';

const STUDY = '1.2.3';
const ROIS = { format: 'mscore-rois/1', levels: [] };
const model: Localiser = {
  source: 'model',
  basis: 'model',
  seriesInstanceUid: undefined,
  locate: () => Promise.reject(new Error('not asked')),
};

/** A folder with `references`, and with `rois` that hold a file for STUDY; the configuration of a site in it. */
async function siteFolder(changes: object = {}) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'mscore-site-'));
  await mkdir(join(folder.path, 'references'));
  await mkdir(join(folder.path, 'rois'));
  await writeFile(join(folder.path, 'rois', `${STUDY}.json`), JSON.stringify(ROIS));
  const site = {
    pacs: { dicomweb: 'http://127.0.0.1:9/dicom-web' },
    patientIdSystems: [{ system: 'urn:oid:2.999' }],
    references: 'references',
    ...changes,
  };
  const { open } = parseConfig({ publicUrl: 'http://127.0.0.1', open: { site } }, folder.path, {});
  if (!open) throw new RangeError('no site');
  return { site: open.site, [Symbol.asyncDispose]: () => folder.remove() };
}

async function build(site: SiteConfig, { found }: { found: Localiser | undefined } = { found: model }) {
  await using stack = new AsyncDisposableStack();
  const decoder = new PixelDecoder();
  stack.defer(() => decoder.close());
  const connections = fhirConnections();
  stack.defer(() => connections.destroy());
  return buildSite(site, { decoder, connections, peers: new Peers(logLines().logger), model: found });
}

test('codes of the policy count beside those of the configuration', async () => {
  await using folder = await siteFolder({
    policy: 'policy.json',
    codes: { dexa: { tokens: ['https://a.example.org|DXA'] } },
  });
  const policy = { id: 'x', codes: { dexa: { tokens: ['https://b.example.org|DXA'] } } };
  await writeFile(folder.site.policy ?? '', JSON.stringify(policy));
  const { codes } = await build(folder.site);
  expect(codes.dexa.tokens).toEqual(
    expect.arrayContaining([
      'http://loinc.org|38268-9',
      'https://a.example.org|DXA',
      'https://b.example.org|DXA',
    ]),
  );
});

describe('who says where the levels are', () => {
  test('a ROI file where there is one, else the model', async () => {
    await using folder = await siteFolder({ rois: 'rois' });
    const { localiserFor } = await build(folder.site);
    expect((await localiserFor(STUDY))?.source).toBe('roi-file');
    expect((await localiserFor('1.2.4'))?.source).toBe('model');
  });

  test('the model at a site that has no folder of ROI files', async () => {
    await using folder = await siteFolder();
    const { localiserFor } = await build(folder.site);
    expect((await localiserFor(STUDY))?.source).toBe('model');
  });

  test('nobody where the model could not be started and there is no file', async () => {
    await using folder = await siteFolder({ rois: 'rois' });
    const { localiserFor } = await build(folder.site, { found: undefined });
    expect(await localiserFor('1.2.4')).toBeUndefined();
    expect((await localiserFor(STUDY))?.source).toBe('roi-file');
  });

  test('a folder of ROI files that is named must be there', async () => {
    await using folder = await siteFolder({ rois: 'nowhere' });
    await expect(build(folder.site)).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringContaining('nowhere'),
    });
  });
});

describe('with reviewed ROIs', () => {
  const file = parseRoiFile(ROIS);
  /** A reviewer who drew STUDY for the hospital in the north. */
  const reviewed = {
    async find({ issuer }: { readonly issuer: string }, study: string): Promise<RoiFile | undefined> {
      return issuer === NORTH.issuer && study === STUDY ? file : undefined;
    },
  };
  const siteOf = withReviewedRois(() => fakeSite({ localiserFor: async () => model }), reviewed);

  test('what the reviewer drew comes first', async () => {
    const found = await siteOf(NORTH).localiserFor(STUDY);
    expect(found).toMatchObject({ source: 'reviewer', basis: JSON.stringify(file) });
  });

  test('of that client alone, and of that study', async () => {
    const south = { ...NORTH, issuer: 'https://south.example.org' };
    expect((await siteOf(south).localiserFor(STUDY))?.source).toBe('model');
    expect((await siteOf(NORTH).localiserFor('1.2.4'))?.source).toBe('model');
  });

  test('and the rest of the site stays as it is', () => {
    const { localiserFor: _, ...rest } = siteOf(NORTH);
    const { localiserFor: __, ...plain } = fakeSite();
    expect(Object.keys(rest)).toEqual(Object.keys(plain));
  });
});

describe('the key of our FHIR access', () => {
  const publish = { fhirServer: 'http://127.0.0.1:9/fhir' };

  test('must be there and be one at the start, without a word of what it holds', async () => {
    await using folder = await siteFolder();
    await using keys = await mkdtempDisposable(join(tmpdir(), 'mscore-key-'));
    const file = join(keys.path, 'key.json');
    const withKey = (path: string): SiteConfig => ({
      ...folder.site,
      publish: {
        ...publish,
        timeoutMs: 1_000,
        sharesPatientIds: true,
        smartBackend: { clientId: 'c', keyFile: path },
      },
    });
    await expect(build(withKey('/nowhere/key.json'))).rejects.toMatchObject({ code: 'smart/key' });
    await writeFile(file, JSON.stringify({ kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'c2VjcmV0' }));
    const refused = build(withKey(file));
    await expect(refused).rejects.toMatchObject({ code: 'smart/key' });
    await expect(refused).rejects.not.toThrow('c2VjcmV0');
  });

  test('gets the token that results are written with', async () => {
    const servers = authorizationServers();
    await using stack = new AsyncDisposableStack();
    stack.defer(async () => void (await servers.close()));
    await using key = await keyFile('RS384');
    const auth = stack.use(await servers.start({ registered: await key.registered(), alg: 'RS384' }));
    const record = await startFhirSandbox({
      resources: [{ resourceType: 'Patient', id: 'p1' }],
      smartConfiguration: auth.smartConfiguration,
      requireToken: (token) => auth.isGood(token),
    });
    stack.defer(() => record.close());
    await using folder = await siteFolder();
    const smartBackend = { clientId: CLIENT_ID, keyFile: key.file };
    const target = { fhirServer: record.baseUrl, timeoutMs: 10_000, sharesPatientIds: false, smartBackend };
    const resources = {
      decoder: stack.adopt(new PixelDecoder(), (decoder) => decoder.close()),
      connections: stack.adopt(fhirConnections(), (connections) => connections.destroy()),
      peers: new Peers(logLines().logger),
      model: undefined,
    };
    const { publishTo } = await buildSite({ ...folder.site, publish: target }, resources);
    expect(await publishTo?.client.read('Patient/p1')).toMatchObject({ id: 'p1' });
  });
});

test('a site may do without a folder of references: the database has them', async () => {
  await using folder = await siteFolder({ references: undefined });
  expect(await (await build(folder.site)).references()).toEqual([]);
});

describe('with stored references', () => {
  const inFolder = ['a', 'b'].map((id) => siteReference({ id, population: 'of the folder' }));
  const stored = {
    newest: async () => [{ ...siteReference({ id: 'b' }), version: 2, retired: '2026-11-24' }],
  };
  const siteOf = withStoredReferences(() => fakeSite({ references: async () => inFolder }), stored);

  test('both are there, and what is stored under an id goes before a file of that id, retired or not', async () => {
    const references = await siteOf(NORTH).references();
    expect(references.map(({ id, version }) => [id, version])).toEqual([
      ['b', 2],
      ['a', undefined],
    ]);
  });
});
