import type { Foundation } from './foundation.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { ScannerLog } from './store/scanner-log.ts';

/** Begins to measure studies and to write results, as many at once as are configured. */
export async function work({
  config,
  database,
  measurements,
  queue,
  siteOf,
  logger,
}: Foundation): Promise<void> {
  const scanners = new ScannerLog(database.sql);
  await queue.work(
    jobHandlers({ database: database.sql, measurements, queue, siteOf, scanners, logger }),
    config.workers,
  );
}
