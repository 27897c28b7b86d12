import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openCluster } from './cluster.ts';
import { killWorkers } from './disturb.ts';
import { type FaultTally, NO_FAULTS } from './faulty-proxy.ts';
import type { Member } from './member.ts';
import { numbersOf } from './people.ts';
import { type Queues, untilOpen } from './queues.ts';
import { type Counted, countResults } from './results.ts';
import { sendEvents, type Sent } from './sender.ts';

/** Of the requests to the record and of the answers of the PACS. */
const RECORD_FAULTS = { ...NO_FAULTS, unavailable: 0.1, dropped: 0.02 };
const PACS_FAULTS = { ...NO_FAULTS, unavailable: 0.02, cut: 0.05 };

export interface ChaosOptions {
  readonly people: number;
  readonly eventsPerSecond: number;
  /** Workers, one after the other. */
  readonly kills: { readonly everyMs: number; readonly atMost: number };
  /** Kills PostgreSQL once, when half of the events are sent. */
  readonly crashDatabase: boolean;
  readonly seed: number;
  /** The whole must be done by then. */
  readonly atMostMs: number;
}

export interface ChaosTally extends Counted {
  readonly people: number;
  readonly sent: Sent;
  readonly kills: number;
  readonly databaseCrashes: number;
  /** Processes that ended without being told to. */
  readonly deaths: number;
  readonly record: FaultTally;
  readonly pacs: FaultTally;
  readonly queues: Queues;
  /** What went wrong by the logs of all processes, by code. */
  readonly codes: Readonly<Record<string, number>>;
  readonly auditWhole: boolean;
  readonly seconds: number;
}

/**
 * Two web and two worker processes on one PostgreSQL are told of every study, while workers are killed, the record is
 * unavailable at times and loses answers, and the PACS breaks off; then what stands on the FHIR server is counted.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosTally> {
  const { people, seed, eventsPerSecond, crashDatabase, atMostMs } = options;
  const faults = { record: RECORD_FAULTS, pacs: PACS_FAULTS };
  const cluster = await openCluster({ people, webs: 2, workers: 2, faults, seed });
  const quiet = new AbortController();
  let killing: Promise<number> | undefined;
  try {
    const members = [...cluster.workers, ...cluster.webs];
    const { webs, workers, record, pacs, postgres, config } = cluster;
    const { connectionString } = postgres;
    const start = performance.now();
    await Promise.all(workers.map((worker) => worker.start()));
    killing = killWorkers(workers, options.kills, quiet.signal);
    const crashing = crashDatabase ? crashAfter((people / eventsPerSecond) * 500, postgres) : 0;
    const sent = await sendEvents(webs, numbersOf(people), eventsPerSecond);
    const databaseCrashes = await crashing;
    // The last tenth ends in peace: jobs of a killed worker are missed half a minute later, and it would be killed again.
    await untilOpen(connectionString, people / 10, atMostMs);
    quiet.abort();
    const kills = await killing;
    const queues = await untilOpen(connectionString, 0, atMostMs);
    const seconds = (performance.now() - start) / 1000;
    for (const member of members) await member.stop();
    return {
      ...(await countResults(record.upstream, people)),
      people,
      sent,
      kills,
      databaseCrashes,
      deaths: members.reduce((sum, member) => sum + member.deaths, 0),
      record: await record.tally(),
      pacs: await pacs.tally(),
      queues,
      codes: await countCodes(members),
      auditWhole: await isAuditWhole(config, connectionString),
      seconds,
    };
  } finally {
    quiet.abort();
    await killing?.catch(() => {});
    await cluster.close();
  }
}

async function countCodes(members: readonly Member[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const member of members) {
    for (const code of await member.codes()) counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

async function crashAfter(milliseconds: number, postgres: { crash(): Promise<void> }): Promise<number> {
  await pause(milliseconds);
  await postgres.crash();
  return 1;
}

async function isAuditWhole(config: string, databaseUrl: string): Promise<boolean> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const verified = promisify(execFile)(
    process.execPath,
    ['src/cli/mscore.ts', 'audit', 'verify', '--config', config],
    { env },
  );
  return verified.then(
    () => true,
    () => false,
  );
}
