import { cpus } from 'node:os';
import { openCluster } from '../../test/chaos/cluster.ts';
import { NO_FAULTS } from '../../test/chaos/faulty-proxy.ts';
import { numbersOf } from '../../test/chaos/people.ts';
import { publishedPerSecond, untilOpen } from '../../test/chaos/queues.ts';
import { sendEvents } from '../../test/chaos/sender.ts';
import { print, verdict } from './verdict.ts';

const PEOPLE = 150;
const EVENTS_PER_SECOND = 50;
const AT_MOST_MS = 10 * 60_000;
const LEAST_RATIO = 1.8;
/** A core for each of two workers, and those of the database, the record, the PACS and the web process. */
const ENOUGH_CORES = 6;

/** How many studies a second are measured and written, by one worker process and by two. */
export async function throughput(): Promise<void> {
  print('\nthroughput, every event there before the first worker starts');
  const one = await perSecond(1);
  print(`  1 worker               ${one.toFixed(2)} studies a second`);
  const two = await perSecond(2);
  print(`  2 workers              ${two.toFixed(2)} studies a second`);
  const { length: cores } = cpus();
  const limited = cores < ENOUGH_CORES ? `; ${cores} cores for all of it` : '';
  verdict(
    two >= LEAST_RATIO * one,
    `2 workers do ${(two / one).toFixed(2)} × of one, wanted ≥ ${LEAST_RATIO} ×${limited}`,
  );
}

async function perSecond(workers: number): Promise<number> {
  const faults = { record: NO_FAULTS, pacs: NO_FAULTS };
  const cluster = await openCluster({ people: PEOPLE, webs: 1, workers, faults, seed: 1 });
  try {
    const { webs, postgres } = cluster;
    await sendEvents(webs, numbersOf(PEOPLE), EVENTS_PER_SECOND);
    await Promise.all(cluster.workers.map((worker) => worker.start()));
    await untilOpen(postgres.connectionString, 0, AT_MOST_MS);
    return await publishedPerSecond(postgres.connectionString);
  } finally {
    await cluster.close();
  }
}
