import { readdir, readFile } from 'node:fs/promises';
import type { Agent } from 'undici';
import { readReferences } from './analysis/references.ts';
import { roiFilesIn } from './analysis/roi-files.ts';
import type { SiteConfig } from './config.ts';
import type { PixelDecoder } from './dicom/decode-pixels.ts';
import { DicomWebSource } from './dicom/dicomweb-source.ts';
import { CodedError } from './errors.ts';
import { defaultCodeLists, withSiteCodes } from './fhir/codes.ts';
import { FhirClient } from './fhir/fhir-client.ts';
import { defaultPolicy, parsePolicy } from './screening/policy.ts';
import type { Site } from './site.ts';

/** What all sites share. */
export interface SiteResources {
  readonly decoder: PixelDecoder;
  readonly connections: Agent;
}

/**
 * A site as configured, its files read once.
 *
 * @throws CodedError `config/invalid`, `reference/invalid`
 */
export async function buildSite(config: SiteConfig, { decoder, connections }: SiteResources): Promise<Site> {
  const { pacs, publish } = config;
  // Secrets are read when they are needed; that they are there is better known now.
  for (const file of [pacs.authorizationFile, publish?.tokenFile]) if (file !== undefined) await read(file);
  await mustBeFolder(config.rois);
  return {
    images: new DicomWebSource({
      baseUrl: pacs.dicomweb,
      timeoutMs: pacs.timeoutMs,
      decoder,
      authorization: secretFrom(pacs.authorizationFile),
    }),
    findStudyBy: config.findStudyBy,
    patientIdSystems: config.patientIdSystems,
    references: await readReferences(config.references),
    policy: config.policy === undefined ? defaultPolicy : parsePolicy(await read(config.policy)),
    codes: withSiteCodes(defaultCodeLists, config.codes),
    localiserFor: roiFilesIn(config.rois),
    publishTo: publish && {
      fhirServer: publish.fhirServer,
      sharesPatientIds: publish.sharesPatientIds,
      client: new FhirClient({
        baseUrl: publish.fhirServer,
        connections,
        timeoutMs: publish.timeoutMs,
        accessToken: secretFrom(publish.tokenFile),
      }),
    },
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
