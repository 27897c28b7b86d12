import type { Foundation } from './foundation.ts';
import { jobHandlers } from './jobs/handlers.ts';
import { ScannerLog } from './store/scanner-log.ts';
import { readEvents } from './take-events.ts';

/**
 * Starts the queue, and to take jobs from it unless others do.
 *
 * @param stack is given what must be stopped in the end
 */
export async function takeJobs(foundation: Foundation, stack: AsyncDisposableStack): Promise<void> {
  const { config, role, database, queue } = foundation;
  stack.defer(() => queue.stop());
  await queue.start();
  if (role === 'web') return;
  const scanners = new ScannerLog(database.sql);
  await queue.work(
    jobHandlers({ ...foundation, ...foundation.observability, database: database.sql, scanners }),
    config.workers,
  );
  await readEvents(foundation, stack);
}
