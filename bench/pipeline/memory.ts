import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cluster, INSPECT_PORT, openCluster } from '../../test/chaos/cluster.ts';
import { NO_FAULTS } from '../../test/chaos/faulty-proxy.ts';
import type { Member } from '../../test/chaos/member.ts';
import { numbersOf, somebody } from '../../test/chaos/people.ts';
import { readQueues, untilOpen } from '../../test/chaos/queues.ts';
import { sendVersion } from '../../test/chaos/sender.ts';
import { collectGarbage } from './inspected.ts';
import { print, verdict } from './verdict.ts';

const PEOPLE = 100;
const ROUNDS = 10;
/** Events of a round about studies that are measured already: read, looked up on PACS and record, and nothing to do. */
const IDLE_EVENTS = 7;
/** After which the memory is told. */
const TOLD = [1, 2, 5, 10];
const EVENTS_PER_SECOND = 50;
const ROUND_MS = 20 * 60_000;
/** What the heap may grow by from the first round to the last. */
const MOST_GROWTH = 1.1;

/**
 * One worker and ten thousand jobs: a thousand studies measured, a thousand results written, eight thousand events read.
 * In every round the ROIs were marked anew, so that every study is measured again; the other events of the round change nothing.
 */
export async function memory(): Promise<void> {
  print('\nmemory of one worker');
  const faults = { record: NO_FAULTS, pacs: NO_FAULTS };
  const cluster = await openCluster({
    people: PEOPLE,
    webs: 1,
    workers: 1,
    faults,
    seed: 1,
    inspectWorkers: true,
  });
  try {
    const { webs, workers, postgres } = cluster;
    const [worker] = workers;
    if (!worker) throw new RangeError('one worker');
    await worker.start();
    const heaps: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      await markAnew(cluster, round);
      for (let event = 0; event <= IDLE_EVENTS; event += 1) {
        await sendVersion(webs, numbersOf(PEOPLE), `${round}.${event}`, EVENTS_PER_SECOND);
        // The first is measured before the others come, or each of them would ask for it.
        await untilOpen(postgres.connectionString, 0, ROUND_MS);
      }
      const { completed } = await readQueues(postgres.connectionString);
      if (!TOLD.includes(round)) continue;
      const { heap, resident } = await megabytes(worker);
      print(
        `  after ${completed} jobs: heap ${heap.toFixed(1)} MB after collection, resident ${resident.toFixed(0)} MB`,
      );
      heaps.push(heap);
    }
    const growth = (heaps.at(-1) ?? Number.NaN) / (heaps[0] ?? Number.NaN);
    verdict(
      growth <= MOST_GROWTH,
      `heap × ${growth.toFixed(2)} from the first to the last, wanted ≤ ${MOST_GROWTH}`,
    );
  } finally {
    await cluster.close();
  }
}

/** Other ROI files, though with the same shapes. */
async function markAnew({ rois }: Cluster, round: number): Promise<void> {
  for (const number of numbersOf(PEOPLE)) {
    const file = join(rois, `${somebody(number).studyInstanceUid}.json`);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/"drawnBy":"[^"]*"/, `"drawnBy":"round ${round}"`));
  }
}

async function megabytes(worker: Member): Promise<{ heap: number; resident: number }> {
  await collectGarbage(INSPECT_PORT);
  const metrics = await worker.metrics();
  const of = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(metrics)?.[1]) / 1024 ** 2;
  return { heap: of('nodejs_heap_size_used_bytes'), resident: of('process_resident_memory_bytes') };
}
