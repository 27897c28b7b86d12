import { readdir, readFile } from 'node:fs/promises';
import type { Agent } from 'undici';
import { firstOf } from './analysis/choose-localiser.ts';
import { readReferences } from './analysis/references.ts';
import { roiFilesIn } from './analysis/roi-files.ts';
import type { SiteConfig } from './config/site.ts';
import type { PixelDecoder } from './dicom/decode-pixels.ts';
import { DicomWebSource } from './dicom/dicomweb-source.ts';
import { CodedError } from './errors.ts';
import { defaultCodeLists, withSiteCodes } from './fhir/codes.ts';
import { FhirClient } from './fhir/fhir-client.ts';
import { backendServices } from './fhir/smart/backend-services.ts';
import { readPrivateKeys } from './fhir/smart/private-keys.ts';
import { BESIDE_PUBLISHING, TO_PUBLISH } from './fhir/smart/scopes.ts';
import type { Peers } from './resilience/peers.ts';
import { defaultPolicy, parsePolicy, type Policy } from './screening/policy.ts';
import type { PublishTarget, Site, SiteOf } from './site.ts';
import type { Localiser } from './spine/localiser.ts';
import { RoiFileLocaliser } from './spine/roi-file-localiser.ts';
import type { StoredReferences } from './store/references.ts';
import type { ReviewedRois } from './store/reviewed-rois.ts';

/** What all sites share. */
export interface SiteResources {
  readonly decoder: PixelDecoder;
  readonly connections: Agent;
  readonly peers: Peers;
  /** Finds the levels where nobody marked them; undefined when it could not be started. */
  readonly model: Localiser | undefined;
}

/**
 * A site as configured, its files read once.
 *
 * @throws CodedError `config/invalid`, `policy/invalid`, `reference/invalid`, `smart/key`
 */
export async function buildSite(config: SiteConfig, resources: SiteResources): Promise<Site> {
  const { pacs, publish } = config;
  const { decoder, peers, model } = resources;
  const policy = await readPolicy(config.policy);
  const references = config.references === undefined ? [] : await readReferences(config.references);
  // Secrets are read when they are needed; that they are there is better known now.
  for (const file of [pacs.authorizationFile, publish?.tokenFile]) if (file !== undefined) await read(file);
  if (publish?.smartBackend) await readPrivateKeys(publish.smartBackend.keyFile);
  if (config.rois !== undefined) await mustBeFolder(config.rois);
  return {
    images: new DicomWebSource({
      baseUrl: pacs.dicomweb,
      timeoutMs: pacs.timeoutMs,
      decoder,
      authorization: secretFrom(pacs.authorizationFile),
      peer: peers.of('pacs', pacs.dicomweb),
    }),
    findStudyBy: config.findStudyBy,
    patientIdSystems: config.patientIdSystems,
    noise: config.noise,
    references: async () => references,
    policy,
    codes: withSiteCodes(withSiteCodes(defaultCodeLists, config.codes), policy.codes),
    localiserFor: firstOf(...(config.rois === undefined ? [] : [roiFilesIn(config.rois)]), async () => model),
    publishTo: publish && publishTarget(publish, resources),
  };
}

function publishTarget(
  publish: NonNullable<SiteConfig['publish']>,
  { connections, peers }: SiteResources,
): PublishTarget {
  const { fhirServer, timeoutMs, sharesPatientIds, tokenFile, smartBackend } = publish;
  const tokens =
    smartBackend &&
    backendServices({
      ...smartBackend,
      fhirServer,
      needed: TO_PUBLISH,
      useful: BESIDE_PUBLISHING,
      connections,
      peers,
      timeoutMs,
    });
  const client = new FhirClient({
    baseUrl: fhirServer,
    connections,
    timeoutMs,
    peer: peers.of('fhir', fhirServer),
    accessToken: tokens ? () => tokens.token() : secretFrom(tokenFile),
    tokenRefused: tokens && ((token) => tokens.refused(token)),
  });
  return { client, fhirServer, sharesPatientIds };
}

/** Sites whose studies are measured as a reviewer of that very client drew them, where one did. */
export function withReviewedRois(siteOf: SiteOf, reviewed: Pick<ReviewedRois, 'find'>): SiteOf {
  return (client) => {
    const site = siteOf(client);
    const drawn = async (studyInstanceUid: string) => {
      const rois = await reviewed.find(client, studyInstanceUid);
      return rois && new RoiFileLocaliser(rois, 'reviewer');
    };
    return { ...site, localiserFor: firstOf(drawn, site.localiserFor) };
  };
}

/**
 * The policy of a site's configuration, or the default one.
 *
 * @throws CodedError `config/invalid`, `policy/invalid`
 */
export async function readPolicy(file: string | undefined): Promise<Policy> {
  return file === undefined ? defaultPolicy : parsePolicy(await read(file));
}

/**
 * Sites that use the stored references too, read anew for every study. What is stored under an id holds, also that
 * it was retired: a file of the same id is not looked at.
 */
export function withStoredReferences(siteOf: SiteOf, stored: Pick<StoredReferences, 'newest'>): SiteOf {
  return (client) => {
    const site = siteOf(client);
    const references = async () => {
      const known = await stored.newest();
      const ids = new Set(known.map(({ id }) => id));
      return [...known, ...(await site.references()).filter(({ id }) => !ids.has(id))];
    };
    return { ...site, references };
  };
}

/** Read anew each time, so that a renewed secret needs no restart. */
function secretFrom(file: string | undefined): () => Promise<string | undefined> {
  return async () => (file === undefined ? undefined : (await read(file)).trim());
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('config/invalid', `${file} cannot be read`, { cause });
  });
}

async function mustBeFolder(folder: string): Promise<void> {
  await readdir(folder).catch((cause: unknown) => {
    throw new CodedError('config/invalid', `the folder ${folder} cannot be read`, { cause });
  });
}
