import { cpus } from 'node:os';
import { openCluster } from '../../test/chaos/cluster.ts';
import { NO_FAULTS } from '../../test/chaos/faulty-proxy.ts';
import { numbersOf } from '../../test/chaos/people.ts';
import { publishedPerSecond, untilOpen } from '../../test/chaos/queues.ts';
import { sendEvents } from '../../test/chaos/sender.ts';
import { print, verdict } from './verdict.ts';

const EVENTS_PER_SECOND = 50;
const AT_MOST_MS = 10 * 60_000;
const LEAST_RATIO = 1.8;
/** Each answer of record and PACS is late by this where they are far away; a study asks a good twenty times. */
const LATE_MS = 150;

/** How many studies a second are measured and written, by one worker process and by two. */
export async function throughput(): Promise<void> {
  print('\nthroughput, every event there before the first worker starts');
  print('  record and PACS answer at once: workers, database, record and PACS share the cores');
  await compare(150, 0);
  print(`  each answer of record and PACS takes ${LATE_MS} ms longer: workers wait more than they compute`);
  await compare(60, LATE_MS);
}

async function compare(people: number, late: number): Promise<void> {
  const one = await perSecond(1, people, late);
  print(`    1 worker             ${said(one)}`);
  const two = await perSecond(2, people, late);
  print(`    2 workers            ${said(two)}`);
  const ratio = two.rate / one.rate;
  verdict(ratio >= LEAST_RATIO, `2 workers do ${ratio.toFixed(2)} × of one, wanted ≥ ${LEAST_RATIO} ×`);
}

interface Throughput {
  /** Studies a second. */
  readonly rate: number;
  /** Of the whole machine, while the workers ran. */
  readonly busyCores: number;
}

function said({ rate, busyCores }: Throughput): string {
  return `${rate.toFixed(2)} studies a second, ${busyCores.toFixed(1)} of ${cpus().length} cores busy`;
}

async function perSecond(workers: number, people: number, late: number): Promise<Throughput> {
  const faults = { ...NO_FAULTS, late };
  const cluster = await openCluster({
    people,
    webs: 1,
    workers,
    faults: { record: faults, pacs: faults },
    seed: 1,
  });
  try {
    const { webs, postgres } = cluster;
    await sendEvents(webs, numbersOf(people), EVENTS_PER_SECOND);
    await Promise.all(cluster.workers.map((worker) => worker.start()));
    const before = coreTimes();
    await untilOpen(postgres.connectionString, 0, AT_MOST_MS);
    const after = coreTimes();
    const busyShare = (after.busy - before.busy) / (after.all - before.all);
    return {
      rate: await publishedPerSecond(postgres.connectionString),
      busyCores: busyShare * cpus().length,
    };
  } finally {
    await cluster.close();
  }
}

/** Milliseconds of all cores since the machine was started. */
function coreTimes(): { readonly busy: number; readonly all: number } {
  const times = cpus().map(({ times: of }) => of);
  const all = times.reduce((sum, { user, nice, sys, irq, idle }) => sum + user + nice + sys + irq + idle, 0);
  return { busy: all - times.reduce((sum, { idle }) => sum + idle, 0), all };
}
