import { readdir } from 'node:fs/promises';
import type { Agent } from 'undici';
import { firstOf } from './analysis/choose-localiser.ts';
import { readReferences } from './analysis/references.ts';
import { roiFilesIn } from './analysis/roi-files.ts';
import type { SiteConfig } from './config/site.ts';
import type { PixelDecoder } from './dicom/decode-pixels.ts';
import { DicomWebSource } from './dicom/dicomweb-source.ts';
import { CodedError } from './errors.ts';
import { defaultCodeLists, withSiteCodes } from './fhir/codes.ts';
import { BESIDE_PUBLISHING, TO_PUBLISH, TO_READ_RECORD } from './fhir/smart/scopes.ts';
import { checkSecrets, ownFhirClient } from './own-fhir-client.ts';
import type { Peers } from './resilience/peers.ts';
import { defaultPolicy, parsePolicy, type Policy } from './screening/policy.ts';
import { readSecret, readSetting, secretFrom } from './secret-files.ts';
import type { Site, SiteOf } from './site.ts';
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
  const { pacs, record, publish } = config;
  const { decoder, peers, model } = resources;
  const policy = await readPolicy(config.policy);
  const references = config.references === undefined ? [] : await readReferences(config.references);
  if (pacs.authorizationFile !== undefined) await readSecret(pacs.authorizationFile);
  for (const access of [record, publish]) if (access) await checkSecrets(access);
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
    record: record && ownFhirClient(record, { needed: TO_READ_RECORD }, resources),
    publishTo: publish && {
      client: ownFhirClient(publish, { needed: TO_PUBLISH, useful: BESIDE_PUBLISHING }, resources),
      fhirServer: publish.fhirServer,
      sharesPatientIds: publish.sharesPatientIds,
    },
  };
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
  return file === undefined ? defaultPolicy : parsePolicy(await readSetting(file));
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

async function mustBeFolder(folder: string): Promise<void> {
  await readdir(folder).catch((cause: unknown) => {
    throw new CodedError('config/invalid', `the folder ${folder} cannot be read`, { cause });
  });
}
