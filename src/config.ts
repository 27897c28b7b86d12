import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { OPEN_ISSUER } from './calling-client.ts';
import { clientSchema, openSchema } from './config/client.ts';
import { resolveLaunchPaths, resolveReviewPaths, reviewSchema } from './config/review.ts';
import { resolvePaths } from './config/site.ts';
import { isPrivate, milliseconds, url } from './config/values.ts';
import { complaintOf } from './config/complaint.ts';
import { CodedError } from './errors.ts';

const settings = z.strictObject({
  /** The address that clients reach us by; the audience of their tokens. */
  publicUrl: url,
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8787),
      /** How long `/readyz` says that we stop before we listen no more: what a load balancer needs to hear it. */
      drainMs: milliseconds.default(0),
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
  /** Who may read `/metrics`: with this token whoever has it, without it this machine. */
  metrics: z.strictObject({ tokenFile: z.string().optional() }).prefault({}),
  /** Where spans are sent, by OTLP over HTTP; none are made without it. */
  tracing: z.strictObject({ endpoint: url.optional() }).prefault({}),
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
  /** The page where people review findings; without it there is none, unless with `--open`. */
  review: reviewSchema.optional(),
  /** Used only with `--open`. */
  open: openSchema.optional(),
});

export const configSchema = settings
  .refine(({ review, publicUrl }) => !review || isPrivate(publicUrl), {
    error: 'review needs a publicUrl by https, except on this machine',
  })
  .refine(
    ({ review, clients }) =>
      !review?.oidc || clients.length < 2 || clients.every((client) => client.review?.groups),
    { error: 'review with several clients needs review.groups of each: who may see its patients' },
  );

export interface Config extends z.infer<typeof configSchema> {
  readonly databaseUrl: string | undefined;
}

/**
 * Reads the configuration file; paths in it are relative to it. Environment: `DATABASE_URL` or the file named
 * by `DATABASE_URL_FILE`, `HOST`,
 * `PORT`, `OTEL_EXPORTER_OTLP_ENDPOINT` win over the file.
 *
 * @throws CodedError `config/invalid` naming the setting
 */
export async function readConfig(file: string, environment: NodeJS.ProcessEnv): Promise<Config> {
  const text = await read(file);
  const { DATABASE_URL, DATABASE_URL_FILE: urlFile } = environment;
  const databaseUrl = DATABASE_URL || (urlFile && (await read(urlFile)).trim());
  return parseConfig(parseJson(text), dirname(resolve(file)), { ...environment, DATABASE_URL: databaseUrl });
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('config/invalid', `${file} cannot be read`, { cause });
  });
}

/** @param folder what relative paths are relative to */
export function parseConfig(input: unknown, folder: string, environment: NodeJS.ProcessEnv): Config {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) throw new CodedError('config/invalid', complaintOf(parsed.error));
  const config = parsed.data;
  const { HOST: host, PORT: port, DATABASE_URL: databaseUrl } = environment;
  const at = (path: string) => resolve(folder, path);
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = environment;
  return {
    ...config,
    databaseUrl: databaseUrl ? parseDatabaseUrl(databaseUrl) : undefined,
    dataFolder: resolve(folder, config.dataFolder),
    model: { ...config.model, manifest: config.model.manifest && resolve(folder, config.model.manifest) },
    listen: {
      ...config.listen,
      host: host || config.listen.host,
      port: port ? parsePort(port) : config.listen.port,
    },
    metrics: { tokenFile: config.metrics.tokenFile && resolve(folder, config.metrics.tokenFile) },
    tracing: { endpoint: endpoint ? parseUrl(endpoint) : config.tracing.endpoint },
    review: config.review && resolveReviewPaths(config.review, at),
    clients: config.clients.map((client) => ({
      ...client,
      events: client.events && { ...client.events, tokenFile: resolve(folder, client.events.tokenFile) },
      site: resolvePaths(client.site, folder),
      review: client.review && resolveLaunchPaths(client.review, at),
    })),
    open: config.open && { ...config.open, site: resolvePaths(config.open.site, folder) },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError('config/invalid', 'the file is not JSON', { cause });
  }
}

function parseUrl(text: string): string {
  const parsed = url.safeParse(text);
  if (!parsed.success) throw new CodedError('config/invalid', 'OTEL_EXPORTER_OTLP_ENDPOINT is not a URL');
  return parsed.data;
}

/** The address holds a password, so it is not repeated. */
function parseDatabaseUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  throw new CodedError('config/invalid', 'DATABASE_URL does not begin with postgres://');
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CodedError('config/invalid', 'PORT is not a port number');
  return port;
}
