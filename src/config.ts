import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { OPEN_ISSUER } from './calling-client.ts';
import { clientSettingsSchema } from './cds-hooks/client-settings.ts';
import { LOOPBACK_HOSTS } from './cds-hooks/fhir-servers.ts';
import { CodedError } from './errors.ts';
import { declaredNoiseSchema } from './mscore/declared-noise.ts';
import { siteCodesSchema } from './screening/site-codes.ts';

/** In the one spelling that addresses are compared in: lower-case host, no default port, no slash at the end. */
const url = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).href.replace(/\/+$/, ''));
/** Nobody on the way can read along. */
const isPrivate = (address: string): boolean =>
  address.startsWith('https:') || LOOPBACK_HOSTS.has(new URL(address).hostname);
const network = z.union([z.cidrv4(), z.cidrv6()], { error: 'must be a network such as 10.0.0.0/8' });
const milliseconds = z.number().int().min(0).max(60_000);

/** SMART Backend Services: we sign with our own key that we are the client (SMART App Launch 2.2). */
const smartBackendSchema = z.strictObject({
  clientId: z.string().min(1),
  /** File of a private JWK or of a set of them; the first one signs. */
  keyFile: z.string(),
  /** Only where the server wants other words than `system/Observation.cus` and the like. */
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .min(1)
    .optional(),
  /** Only where the FHIR server does not say itself. */
  tokenEndpoint: z.url({ protocol: /^https?$/ }).optional(),
});

/** What one hospital has: its PACS, its reference cohorts, its rules, and where results go. */
const siteSchema = z.strictObject({
  pacs: z.strictObject({
    /** Base URL of DICOMweb (QIDO-RS and WADO-RS). */
    dicomweb: url,
    /** File with the whole value of the Authorization header, e.g. `Basic …` or `Bearer …`. */
    authorizationFile: z.string().optional(),
    timeoutMs: milliseconds.default(30_000),
  }),
  /** How a study is found, in this order: in the EHR's record, or by asking the PACS. */
  findStudyBy: z
    .array(z.enum(['imaging-study', 'qido']))
    .min(1)
    .default(['imaging-study', 'qido']),
  /** Which FHIR identifier systems the PACS uses as PatientID, and the issuer it calls them by. */
  patientIdSystems: z.array(z.strictObject({ system: z.string(), issuer: z.string().optional() })).min(1),
  /** Folder of reference cohorts, one JSON file each; those in the database are there without it. */
  references: z.string().optional(),
  /** How the noise is known: from the air; from two acquisitions in the study; or declared, for each scanner and protocol. */
  noise: z
    .discriminatedUnion('method', [
      z.strictObject({ method: z.literal('air-sd') }),
      z.strictObject({ method: z.literal('difference') }),
      z.strictObject({
        method: z.literal('declared'),
        declared: z.array(declaredNoiseSchema).min(1).max(100),
      }),
    ])
    .default({ method: 'air-sd' }),
  /** Folder of ROI files, `<StudyInstanceUID>.json`; what stands there comes before what the model finds. */
  rois: z.string().optional(),
  /** Policy file; without it the built-in default decides. */
  policy: z.string().optional(),
  /** What this site's own codes and words mean, beside the lists that are built in. */
  codes: siteCodesSchema.default({}),
  /** Where results are written with our own credentials; nothing is written without it. */
  publish: z
    .strictObject({
      fhirServer: url,
      /** File with a bearer token … */
      tokenFile: z.string().optional(),
      /** … or what we get our own tokens with. */
      smartBackend: smartBackendSchema.optional(),
      timeoutMs: milliseconds.default(15_000),
      /**
       * Another server than the one that called may be written to only if a Patient has the same logical
       * id on both; otherwise results could land on the wrong patient.
       */
      sharesPatientIds: z.boolean().default(false),
    })
    .refine(({ tokenFile, smartBackend }) => tokenFile === undefined || smartBackend === undefined, {
      error: 'give tokenFile or smartBackend, not both',
    })
    .refine(
      ({ fhirServer, smartBackend }) =>
        !smartBackend?.tokenEndpoint?.startsWith('http:') || fhirServer.startsWith('http:'),
      { error: 'tokenEndpoint is not https, and fhirServer is' },
    )
    .optional(),
});
export type SiteConfig = z.infer<typeof siteSchema>;

const jwksSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

const clientSchema = z
  .strictObject({
    issuer: z.string().min(1),
    /** The only `jku` that the client's tokens may name; its keys are fetched there unless they are pinned. */
    jwksUrl: url.optional(),
    jwks: jwksSchema.optional(),
    /** FHIR servers that its requests may name; a request may leave it out only where there is just one. */
    fhirServers: z.array(url).min(1),
    /** Answer `cards: []` when something on our side fails; else a 5xx with its code. */
    failOpen: z.boolean().default(true),
    /** Networks inside, as `10.0.0.0/8`, that the names of its servers may lead to; none without it. */
    privateNetworks: z.array(network).default([]),
    /** Lets its FHIR servers be reached by http, where anybody on the way can read tokens and patients. */
    plainHttp: z.boolean().default(false),
    ...clientSettingsSchema.shape,
    site: siteSchema,
  })
  .refine((client) => client.jwksUrl !== undefined || client.jwks !== undefined, {
    error: 'give jwksUrl, jwks, or both',
  })
  .refine(({ fhirServers, plainHttp }) => plainHttp || fhirServers.every(isPrivate), {
    error: 'fhirServers by http need plainHttp, except on this machine',
  })
  .refine(({ profile, jwks }) => profile !== 'sandbox' || jwks !== undefined, {
    error: 'profile sandbox needs pinned jwks: nobody can reach the address of its keys',
  })
  .refine(
    ({ fhirServers, site: { publish } }) =>
      !publish || publish.sharesPatientIds || fhirServers.includes(publish.fhirServer),
    {
      error: 'publish.fhirServer is none of fhirServers: results could land on another patient',
    },
  );

export const configSchema = z.strictObject({
  /** The address that clients reach us by; the audience of their tokens. */
  publicUrl: url,
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8787),
    })
    .prefault({}),
  /** PostgreSQL by DATABASE_URL; else an embedded database in this folder. */
  dataFolder: z.string().default('data'),
  hook: z
    .strictObject({
      /** How long a hook waits at most for a study that is being measured; 0 does not wait. */
      waitMs: milliseconds.default(1_500),
      /** When a hook is answered whatever is still missing. */
      deadlineMs: milliseconds.default(2_000),
      /** Names of the "reported" hooks, as they are drafts and sites rename them. */
      reportHooks: z.array(z.string().min(1)).min(1).default(['report-view', 'report-sign']),
    })
    .prefault({})
    .refine(({ waitMs, deadlineMs }) => waitMs < deadlineMs, { error: 'waitMs must be below deadlineMs' }),
  /** What was decided on every call of a hook, for `mscore explain`. */
  decisions: z.strictObject({ keepDays: z.number().int().min(1).max(3_650).default(365) }).prefault({}),
  /** The vertebra localiser. */
  model: z
    .strictObject({
      /** Manifest of other weights than those that ship. */
      manifest: z.string().optional(),
      /** Processor threads that one inference may use. */
      threads: z.number().int().min(1).max(32).default(2),
    })
    .prefault({}),
  /** Larger requests are answered with 413. */
  maxBodyMegabytes: z.number().int().min(1).max(50).default(5),
  /** Studies measured at once. */
  workers: z.number().int().min(1).max(16).default(2),
  clients: z
    .array(clientSchema)
    .refine((clients) => new Set(clients.map(({ issuer }) => issuer)).size === clients.length, {
      error: 'each issuer may stand there once',
    })
    .refine((clients) => clients.every(({ issuer }) => issuer !== OPEN_ISSUER), {
      error: `“${OPEN_ISSUER}” means callers without a token`,
    })
    .default([]),
  /** Origins of pages that may call from a browser (CORS). */
  allowedOrigins: z.array(z.url()).default([]),
  /** Ask for a token on discovery too. */
  protectDiscovery: z.boolean().default(false),
  /** One site for callers without a token; used only with `--open`. */
  open: z
    .strictObject({
      /** FHIR servers that callers may name; without any, only those on this machine. */
      fhirServers: z.array(url).default([]),
      privateNetworks: z.array(network).default([]),
      ...clientSettingsSchema.shape,
      /** Anybody who can call could have results written into any record: only for a record of nobody. */
      publishForAnybody: z.boolean().default(false),
      failOpen: z.boolean().default(true),
      site: siteSchema,
    })
    .refine(({ publishForAnybody, site }) => publishForAnybody || site.publish === undefined, {
      error: 'publish needs publishForAnybody: callers without a token could write into any record',
    })
    .optional(),
});

export interface Config extends z.infer<typeof configSchema> {
  readonly databaseUrl: string | undefined;
}

/**
 * Reads the configuration file; paths in it are relative to it. Environment: `DATABASE_URL`, `HOST`,
 * `PORT` win over the file.
 *
 * @throws CodedError `config/invalid` naming the setting
 */
export async function readConfig(file: string, environment: NodeJS.ProcessEnv): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('config/invalid', `${file} cannot be read`, { cause });
  });
  return parseConfig(parseJson(text), dirname(resolve(file)), environment);
}

/** @param folder what relative paths are relative to */
export function parseConfig(input: unknown, folder: string, environment: NodeJS.ProcessEnv): Config {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CodedError(
      'config/invalid',
      issue && `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
  }
  const config = parsed.data;
  const { HOST: host, PORT: port, DATABASE_URL: databaseUrl } = environment;
  return {
    ...config,
    databaseUrl: databaseUrl || undefined,
    dataFolder: resolve(folder, config.dataFolder),
    model: { ...config.model, manifest: config.model.manifest && resolve(folder, config.model.manifest) },
    listen: { host: host || config.listen.host, port: port ? parsePort(port) : config.listen.port },
    clients: config.clients.map((client) => ({ ...client, site: resolvePaths(client.site, folder) })),
    open: config.open && { ...config.open, site: resolvePaths(config.open.site, folder) },
  };
}

function resolvePaths(site: SiteConfig, folder: string): SiteConfig {
  const at = (path: string) => resolve(folder, path);
  return {
    ...site,
    pacs: { ...site.pacs, authorizationFile: site.pacs.authorizationFile && at(site.pacs.authorizationFile) },
    references: site.references && at(site.references),
    rois: site.rois && at(site.rois),
    policy: site.policy && at(site.policy),
    publish: site.publish && {
      ...site.publish,
      tokenFile: site.publish.tokenFile && at(site.publish.tokenFile),
      smartBackend: site.publish.smartBackend && {
        ...site.publish.smartBackend,
        keyFile: at(site.publish.smartBackend.keyFile),
      },
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError('config/invalid', 'the file is not JSON', { cause });
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CodedError('config/invalid', 'PORT is not a port number');
  return port;
}
