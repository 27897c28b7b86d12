import { sql } from 'kysely';
import { answerHooks } from './answer-hooks.ts';
import { createApp } from './app.ts';
import { keyFilesOf } from './configured-sites.ts';
import { layFoundation, type ServiceOptions } from './foundation.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { listen } from './listen.ts';
import { offerReview } from './offer-review.ts';
import { ExpectedStudies } from './store/expected-studies.ts';
import { Reviews } from './store/reviews.ts';
import { ScannerLog } from './store/scanner-log.ts';

export interface RunningService {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts everything in order and gives back how to stop it in reverse.
 *
 * @throws CodedError `config/invalid`, `policy/invalid`, `reference/invalid`, `smart/key`, `store/unavailable`,
 * `listen/in-use`
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  await using stack = new AsyncDisposableStack();
  const foundation = await layFoundation(options, stack);
  const { config, database, measurements, queue, siteOf, logger, peers } = foundation;
  const scanners = new ScannerLog(database.sql);
  const expected = new ExpectedStudies(database.sql, logger);
  const reviews = new Reviews(database.sql);
  await queue.work(
    jobHandlers({ database: database.sql, measurements, expected, reviews, queue, siteOf, scanners, logger }),
    config.workers,
  );

  const keyFiles = keyFilesOf(config);
  const app = createApp({
    health: {
      ready: () => sql`select 1`.execute(database.sql),
      pausedPeers: () => peers.pausedKinds(),
    },
    ...(keyFiles.length > 0 && { jwks: { keyFiles } }),
    cdsHooks: answerHooks(foundation, stack),
    review: offerReview(foundation),
  });
  const server = await listen(app, config.listen);
  stack.defer(() => server.close());

  const started = stack.move();
  return { url: server.url, close: () => started.disposeAsync() };
}
