import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { lumbarMriServices } from '../cds-services/lumbar-mri.ts';
import { lumbarMriReportServices } from '../cds-services/lumbar-mri-report.ts';
import { ALGORITHM, algorithmName } from './analysis/algorithm.ts';
import { createApp } from './app.ts';
import { buildSite, type SiteResources, withReviewedRois, withStoredReferences } from './build-site.ts';
import { OPEN_ISSUER, type CallingClient } from './calling-client.ts';
import { configuredClients, openClients } from './cds-hooks/client-authentication.ts';
import type { Config } from './config.ts';
import { PixelDecoder } from './dicom/decode-pixels.ts';
import { asCodedError, CodedError } from './errors.ts';
import { fhirConnections } from './fhir/connections.ts';
import { FhirClient } from './fhir/fhir-client.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { MeasurementDesk } from './jobs/measurement-desk.ts';
import { JobQueue } from './jobs/queue.ts';
import { listedServers } from './listed-servers.ts';
import type { Logger } from './logger.ts';
import { addressRule } from './outbound/address-rules.ts';
import { guardedConnector } from './outbound/guarded-connector.ts';
import { Peers } from './resilience/peers.ts';
import type { Site, SiteOf } from './site.ts';
import { startModel } from './spine/model/start-model.ts';
import { isSystemError } from './system-error.ts';
import { ShownCards } from './store/cards.ts';
import { openDatabase, type StorageOptions } from './store/database.ts';
import { Decisions } from './store/decisions.ts';
import { Feedback } from './store/feedback.ts';
import { Measurements } from './store/measurements.ts';
import { StoredReferences } from './store/references.ts';
import { ReviewedRois } from './store/reviewed-rois.ts';
import { ScannerLog } from './store/scanner-log.ts';
import { UsedTokens } from './store/used-tokens.ts';

export interface RunningService {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly config: Config;
  readonly storage: StorageOptions;
  /** Serve callers without a token as the client `open`. */
  readonly open: boolean;
  readonly logger: Logger;
}

/**
 * Starts everything in order and gives back how to stop it in reverse.
 *
 * @throws CodedError `config/invalid`, `policy/invalid`, `reference/invalid`, `smart/key`, `store/unavailable`
 */
export async function startService({
  config,
  storage,
  open,
  logger,
}: ServiceOptions): Promise<RunningService> {
  await using stack = new AsyncDisposableStack();
  const decoder = new PixelDecoder();
  stack.defer(() => decoder.close());
  const connections = fhirConnections(guardedConnector(addressRule(listedServers(config, open))));
  stack.defer(() => connections.destroy());
  const peers = new Peers(logger);
  const model = await startModel(config.model).catch((thrown: unknown) => {
    // Studies whose levels somebody marked can still be measured.
    const { code, message, remedy } = asCodedError(thrown);
    logger.error({ code, remedy }, message);
    return undefined;
  });
  if (model) stack.defer(() => model.close());
  const resources = { decoder, connections, peers, model: model?.localiser };
  const configured = await buildSites(config, open, resources);

  const database = await openDatabase(storage, logger);
  stack.defer(() => database.close());
  const references = new StoredReferences(database.sql);
  const scanners = new ScannerLog(database.sql);
  const siteOf = withStoredReferences(
    withReviewedRois(configured, new ReviewedRois(database.sql)),
    references,
  );
  const measurements = new Measurements(database.sql, algorithmName(ALGORITHM));
  const queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  stack.defer(() => queue.stop());
  await queue.work(
    jobHandlers({ database: database.sql, measurements, queue, siteOf, scanners, logger }),
    config.workers,
  );

  const shownCards = new ShownCards(database.sql);
  const decisions = new Decisions(database.sql, { logger, keepDays: config.decisions.keepDays });
  stack.defer(() => decisions.settled());
  const services = {
    desk: new MeasurementDesk(measurements, queue, siteOf, config.hook.waitMs),
    siteOf,
    decisions,
    logger,
    reportHooks: config.hook.reportHooks,
    today: () => new Date().toISOString().slice(0, 10),
  };
  const keyFiles = keyFilesOf(config);
  const app = createApp({
    health: {
      ready: () => sql`select 1`.execute(database.sql),
      pausedPeers: () => peers.pausedKinds(),
    },
    ...(keyFiles.length > 0 && { jwks: { keyFiles } }),
    cdsHooks: {
      services: [...lumbarMriServices(services), ...lumbarMriReportServices(services)],
      publicUrl: config.publicUrl,
      authenticate: open
        ? openClients(config.open?.fhirServers, config.open)
        : configuredClients(
            config.clients.map((client) => ({ ...client, settings: client })),
            new UsedTokens(database.sql),
            connections,
          ),
      fhirReaderFor: ({ fhirServer, accessToken, signal }) =>
        new FhirClient({
          baseUrl: fhirServer,
          accessToken: async () => accessToken,
          signal,
          connections,
          peer: peers.of('fhir', fhirServer),
        }),
      feedback: new Feedback(database.sql),
      onDecision: ({ serviceId, client, cards }) => shownCards.add(client, serviceId, cards),
      allowedOrigins: config.allowedOrigins,
      protectDiscovery: config.protectDiscovery,
      bodyLimitBytes: config.maxBodyMegabytes * 1024 * 1024,
      deadlineMs: config.hook.deadlineMs,
      failOpen: failOpenOf(config),
      logger,
    },
  });
  const server = await listen(app, config.listen);
  stack.defer(() => closeServer(server));

  const started = stack.move();
  const { port } = addressOf(server);
  return { url: `http://${config.listen.host}:${port}`, close: () => started.disposeAsync() };
}

async function buildSites(config: Config, open: boolean, resources: SiteResources): Promise<SiteOf> {
  // Callers without a token would have no hospital.
  if (open && !config.open) throw new CodedError('config/invalid', '--open needs an `open` site');
  const configured = open && config.open ? [{ issuer: OPEN_ISSUER, site: config.open.site }] : config.clients;
  if (configured.length === 0) {
    throw new CodedError(
      'config/invalid',
      'no clients are configured; try out with --open and an `open` site',
    );
  }
  const sites = new Map<string, Site>();
  for (const { issuer, site } of configured) sites.set(issuer, await buildSite(site, resources));
  return ({ issuer }: CallingClient) => {
    const site = sites.get(issuer);
    if (!site) throw new CodedError('config/invalid', 'a client that is no longer configured');
    return site;
  };
}

function failOpenOf({ clients, open }: Config): (client: CallingClient) => boolean {
  const byIssuer = new Map(clients.map(({ issuer, failOpen }) => [issuer, failOpen]));
  return ({ issuer }) => (issuer === OPEN_ISSUER ? open?.failOpen : byIssuer.get(issuer)) ?? true;
}

/** Files of the keys that we sign with at any client's FHIR server. */
function keyFilesOf({ clients, open }: Config): string[] {
  const sites = [...clients.map(({ site }) => site), ...(open ? [open.site] : [])];
  return [...new Set(sites.flatMap(({ publish }) => publish?.smartBackend?.keyFile ?? []))];
}

/** Whoever sends a request drop by drop holds a connection no longer than this. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

function listen(app: ReturnType<typeof createApp>, { host, port }: Config['listen']): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error) =>
      error ? reject(cannotListen(error, port)) : resolve(server),
    );
    server.headersTimeout = HEADERS_MS;
    server.requestTimeout = REQUEST_MS;
  });
}

function cannotListen(cause: Error, port: number): CodedError {
  return isSystemError(cause, 'EADDRINUSE')
    ? new CodedError('listen/in-use', `port ${port}`)
    : new CodedError('config/invalid', 'listen', { cause });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new CodedError('internal', 'no TCP address');
  return address;
}

/** A request that is not answered by then was never sent whole. */
const LAST_ANSWERS_MS = 5_000;

/** Answers what is running, then closes; neither idle nor half-sent requests hold it up. */
function closeServer(server: Server): Promise<void> {
  const giveUp = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    server.closeIdleConnections();
  });
}
