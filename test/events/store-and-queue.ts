import { JobQueue } from '../../src/jobs/queue.ts';
import type { Logger } from '../../src/logger.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';

/** A database in memory and a queue on it that has started. @param stack is given what must be closed in the end */
export async function storeAndQueue(
  logger: Logger,
  stack: AsyncDisposableStack,
): Promise<{ database: Database; queue: JobQueue }> {
  const database = await openDatabase({ kind: 'memory' }, logger);
  stack.defer(() => database.close());
  const queue = new JobQueue(database.bossOptions, logger);
  await queue.start();
  stack.defer(() => queue.stop());
  return { database, queue };
}
