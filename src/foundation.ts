import type { Agent } from 'undici';
import { ALGORITHM, algorithmName } from './analysis/algorithm.ts';
import { withReviewedRois, withStoredReferences } from './build-site.ts';
import type { Config } from './config.ts';
import { buildSites } from './configured-sites.ts';
import { PixelDecoder } from './dicom/decode-pixels.ts';
import { asCodedError } from './errors.ts';
import { fhirConnections } from './fhir/connections.ts';
import { JobQueue } from './jobs/queue.ts';
import { listedServers } from './listed-servers.ts';
import type { Logger } from './logger.ts';
import { addressRule } from './outbound/address-rules.ts';
import { guardedConnector } from './outbound/guarded-connector.ts';
import { Peers } from './resilience/peers.ts';
import type { SiteOf } from './site.ts';
import { startModel, type RunningModel } from './spine/model/start-model.ts';
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
}

/** What hooks and jobs stand on: the servers outside, the sites, the store and the queue. */
export interface Foundation {
  readonly config: Config;
  readonly open: boolean;
  readonly logger: Logger;
  readonly connections: Agent;
  readonly peers: Peers;
  readonly database: Database;
  readonly siteOf: SiteOf;
  readonly measurements: Measurements;
  readonly queue: JobQueue;
}

/**
 * @param stack is given what must be closed in the end
 * @throws CodedError `config/invalid`, `policy/invalid`, `reference/invalid`, `smart/key`, `store/unavailable`
 */
export async function layFoundation(
  { config, storage, open, logger }: ServiceOptions,
  stack: AsyncDisposableStack,
): Promise<Foundation> {
  const decoder = new PixelDecoder();
  stack.defer(() => decoder.close());
  const connections = fhirConnections(guardedConnector(addressRule(listedServers(config, open))));
  stack.defer(() => connections.destroy());
  const peers = new Peers(logger);
  const model = await modelOrWithout(config, logger);
  if (model) stack.defer(() => model.close());
  const configured = await buildSites(config, open, {
    decoder,
    connections,
    peers,
    model: model?.localiser,
  });

  const database = await openDatabase(storage, logger);
  stack.defer(() => database.close());
  const queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  stack.defer(() => queue.stop());
  return {
    config,
    open,
    logger,
    connections,
    peers,
    database,
    siteOf: withStoredReferences(
      withReviewedRois(configured, new ReviewedRois(database.sql)),
      lately(new StoredReferences(database.sql)),
    ),
    measurements: new Measurements(database.sql, algorithmName(ALGORITHM)),
    queue,
  };
}

/** Studies whose levels somebody marked can be measured without it. */
async function modelOrWithout({ model }: Config, logger: Logger): Promise<RunningModel | undefined> {
  return startModel(model).catch((thrown: unknown) => {
    const { code, message, remedy } = asCodedError(thrown);
    logger.error({ code, remedy }, message);
    return undefined;
  });
}
