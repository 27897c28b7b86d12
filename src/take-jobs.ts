import { atListedServers } from './configured-sites.ts';
import type { Foundation } from './foundation.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { ExpectedStudies } from './store/expected-studies.ts';
import { Reviews } from './store/reviews.ts';
import { ScannerLog } from './store/scanner-log.ts';
import { Withdrawals } from './store/withdrawals.ts';
import { readEvents } from './take-events.ts';

/**
 * Starts the queue, and to take jobs from it unless others do.
 *
 * @param stack is given what must be stopped in the end
 */
export async function takeJobs(foundation: Foundation, stack: AsyncDisposableStack): Promise<void> {
  const { config, role, logger, database, queue } = foundation;
  stack.defer(() => queue.stop());
  await queue.start();
  if (role === 'web') return;
  // Jobs come from any process that shares the database, also from one with another configuration.
  const taking = { ...foundation, siteOf: atListedServers(foundation.siteOf, config) };
  const stores = {
    scanners: new ScannerLog(database.sql),
    expected: new ExpectedStudies(database.sql, logger),
    withdrawals: new Withdrawals(database.sql),
    reviews: new Reviews(database.sql),
  };
  await queue.work(
    jobHandlers({ ...taking, ...foundation.observability, ...stores, database: database.sql }),
    config.workers,
  );
  await readEvents(taking, stack);
}
