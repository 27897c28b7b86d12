import { Agent } from 'undici';
import express from 'express';
import { parseConfig } from '../../src/config.ts';
import { JobQueue } from '../../src/jobs/queue.ts';
import { listen } from '../../src/listen.ts';
import { offerReview } from '../../src/offer-review.ts';
import { AuditLog } from '../../src/store/audit-log.ts';
import { openDatabase, type StorageOptions } from '../../src/store/database.ts';
import { Measurements } from '../../src/store/measurements.ts';
import type { Site } from '../../src/site.ts';
import { fakeSite } from './fake-site.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { logLines } from './log-lines.ts';

export interface ReviewServiceOptions {
  /** Beside `publicUrl`, by this address. */
  readonly config: (publicUrl: string) => Promise<object> | object;
  readonly open?: boolean;
  /** What every hospital has; without it a cut-off of 5.5 and nowhere to write to. */
  readonly site?: Partial<Site>;
  /** Without it a database in memory. */
  readonly storage?: StorageOptions;
}

export const ALGORITHM = 'mscore 1.0.0';

/** The review page alone. */
export async function startReview({
  config: settings,
  open = false,
  site = {},
  storage = { kind: 'memory' },
}: ReviewServiceOptions) {
  await using stack = new AsyncDisposableStack();
  const { logger, lines } = logLines();
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const config = parseConfig({ publicUrl, ...(await settings(publicUrl)) }, process.cwd(), {});
  const database = await openDatabase(storage, logger);
  stack.defer(() => database.close());
  const connections = new Agent();
  stack.defer(() => connections.destroy());
  const audit = await AuditLog.open(database.sql, logger);
  stack.defer(() => audit.settled());
  const queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  stack.defer(() => queue.stop());
  const measurements = new Measurements(database.sql, ALGORITHM);
  const siteOf = () => fakeSite(site);
  const review = offerReview({
    config,
    open,
    logger,
    connections,
    measurements,
    database,
    siteOf,
    queue,
    audit,
  });
  if (!review) throw new Error('no review is configured');
  const server = await listen(express().use(review), { host: '127.0.0.1', port });
  stack.defer(() => server.close());
  const started = stack.move();
  return {
    url: publicUrl,
    database,
    measurements,
    queue,
    audit,
    siteOf,
    logger,
    lines,
    close: () => started.disposeAsync(),
  };
}
export type ReviewService = Awaited<ReturnType<typeof startReview>>;
