import type { Agent } from 'undici';
import { ALGORITHM, algorithmName } from './analysis/algorithm.ts';
import { withReviewedRois, withStoredReferences } from './build-site.ts';
import type { Config } from './config.ts';
import { buildSites } from './configured-sites.ts';
import { PixelDecoder } from './dicom/decode-pixels.ts';
import { asCodedError, CodedError } from './errors.ts';
import { fhirConnections } from './fhir/connections.ts';
import { queueDepths } from './jobs/queue-depths.ts';
import { JobQueue } from './jobs/queue.ts';
import { listedServers } from './listed-servers.ts';
import type { Logger } from './logger.ts';
import { type Observability, observe } from './observability/observability.ts';
import { watchJobs } from './observability/watch-jobs.ts';
import { addressRule } from './outbound/address-rules.ts';
import { guardedConnector } from './outbound/guarded-connector.ts';
import { PEER_KINDS } from './resilience/peer-tuning.ts';
import { Peers } from './resilience/peers.ts';
import type { ProcessRole } from './process-role.ts';
import type { SiteOf } from './site.ts';
import { nameModel } from './spine/model/named-model.ts';
import { startModel, type RunningModel } from './spine/model/start-model.ts';
import { AuditLog } from './store/audit-log.ts';
import { openDatabase, type Database, type StorageOptions } from './store/database.ts';
import { Measurements } from './store/measurements.ts';
import { lately, StoredReferences } from './store/references.ts';
import { ReviewedRois } from './store/reviewed-rois.ts';

export interface ServiceOptions {
  readonly config: Config;
  readonly storage: StorageOptions;
  /** Serve callers without a token as the client `open`. */
  readonly open: boolean;
  readonly logger: Logger;
  /** `all` without it; the others share one PostgreSQL. */
  readonly role?: ProcessRole;
}

/** What hooks and jobs stand on: the servers outside, the sites, the store and the queue. */
export interface Foundation {
  readonly config: Config;
  readonly open: boolean;
  readonly role: ProcessRole;
  readonly logger: Logger;
  readonly observability: Observability;
  readonly connections: Agent;
  readonly peers: Peers;
  readonly database: Database;
  readonly audit: AuditLog;
  readonly siteOf: SiteOf;
  readonly measurements: Measurements;
  /** Not started. */
  readonly queue: JobQueue;
  /** Whether levels that nobody marked can be found. */
  readonly model: boolean;
}

/**
 * @param stack is given what must be closed in the end
 * @throws CodedError `config/invalid`, `policy/invalid`, `reference/invalid`, `smart/key`, `store/unavailable`, `model/…`
 */
export async function layFoundation(
  { config, storage, open, logger, role = 'all' }: ServiceOptions,
  stack: AsyncDisposableStack,
): Promise<Foundation> {
  if (role !== 'all' && storage.kind !== 'postgres') {
    throw new CodedError(
      'config/invalid',
      `--role ${role} needs PostgreSQL (DATABASE_URL): the embedded database serves one process`,
    );
  }
  const observability = await observe(config.tracing, role);
  const { metrics, tracing } = observability;
  stack.defer(() => tracing.close());
  const decoder = new PixelDecoder();
  stack.defer(() => decoder.close());
  const connections = fhirConnections(guardedConnector(addressRule(listedServers(config, open))));
  stack.defer(() => connections.destroy());
  const peers = new Peers(logger);
  metrics.watchPeers(PEER_KINDS, () => peers.pausedKinds());
  const model = await modelFor(role, config, logger);
  if (model) stack.defer(() => model.close());
  const configured = await buildSites(config, open, {
    decoder,
    connections,
    peers,
    model: model?.localiser,
  });

  const database = await openDatabase(storage, logger);
  stack.defer(() => database.close());
  const audit = await AuditLog.open(database.sql, logger);
  stack.defer(() => audit.settled());
  metrics.watchQueues(() => queueDepths(database.sql));
  return {
    config,
    open,
    role,
    logger,
    observability,
    connections,
    peers,
    database,
    audit,
    siteOf: withStoredReferences(
      withReviewedRois(configured, new ReviewedRois(database.sql)),
      lately(new StoredReferences(database.sql)),
    ),
    measurements: new Measurements(database.sql, algorithmName(ALGORITHM)),
    queue: new JobQueue(database.bossOptions, logger, watchJobs(metrics, tracing)),
    model: model !== undefined,
  };
}

/**
 * Who shares the work must agree on what measures: a study that another process measured without the model would be out
 * of date for us, again and again. Alone, studies whose levels somebody marked can be measured without it.
 *
 * @throws CodedError `model/…`
 */
async function modelFor(
  role: ProcessRole,
  { model }: Config,
  logger: Logger,
): Promise<RunningModel | undefined> {
  if (role === 'web') return { localiser: await nameModel(model.manifest), close: async () => {} };
  if (role === 'worker') return startModel(model);
  return startModel(model).catch((thrown: unknown) => {
    const { code, message, remedy } = asCodedError(thrown);
    logger.error({ code, remedy }, message);
    return undefined;
  });
}
