import { Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import type { ArchiveRun } from '../archive/archive-run.ts';
import { archiveReport } from '../archive/archive-report.ts';
import { type ArchiveLoad, screenArchive } from '../archive/screen-archive.ts';
import { screenStudy } from '../archive/screen-study.ts';
import type { Actor } from '../audit/entry.ts';
import { OPEN_ISSUER, type CallingClient } from '../calling-client.ts';
import { readConfig, type Config } from '../config.ts';
import { CodedError } from '../errors.ts';
import { type Foundation, layFoundation } from '../foundation.ts';
import { isoDay, today } from '../iso-day.ts';
import { ArchiveRuns } from '../store/archive-runs.ts';
import { Withdrawals } from '../store/withdrawals.ts';
import { takeJobs } from '../take-jobs.ts';
import { appendAlone, commandActor } from './command-audit.ts';
import { dayArgument } from './day-argument.ts';
import { EXIT } from './exit-codes.ts';
import { configFile, storageOf } from './open-store.ts';
import { screenProgress } from './screen-progress.ts';
import { screenText } from './screen-text.ts';
import { untilStopped } from './serve.ts';

interface Options {
  readonly from: Date;
  readonly to: Date;
  readonly client?: string;
  readonly config: string;
  readonly atOnce: number;
  readonly perMinute?: number;
  readonly again?: boolean;
  readonly work?: boolean;
  readonly open?: boolean;
  readonly json?: boolean;
}

const FOOTER = `
Stop it with Ctrl-C; the same command goes on where it stopped. Studies are measured by the workers of the service
(PostgreSQL); with --work, and with the embedded database, by this command too.
Exit status: 0 done, 3 stopped before the end, 2 bad usage, 1 fault.`;

export function screenCommand(): Command {
  return new Command('screen')
    .description('measure the lumbar MRI that a PACS has of some days, and say what they came to')
    .requiredOption('--from <day>', 'first day of the studies', dayArgument)
    .requiredOption('--to <day>', 'last day, itself included', dayArgument)
    .option('--client <issuer>', 'whose PACS, where more than one client is configured')
    .option('--at-once <n>', 'studies looked at and measured at once', count, 2)
    .option('--per-minute <n>', 'begin no more studies in a minute, to spare the PACS', count)
    .option('--again', 'from the beginning, though these days were screened before')
    .option('--work', 'take jobs too')
    .option('--open', 'for the `open` site, for trying out only')
    .option('--config <file>', 'configuration file of the service', configFile())
    .option('--json', 'print one JSON object')
    .addHelpText('after', FOOTER)
    .action(screen);
}

async function screen(options: Options): Promise<void> {
  if (options.to < options.from) throw new CodedError('cli/usage', '--to is before --from');
  const config = await readConfig(options.config, process.env);
  const storage = storageOf(config);
  const open = options.open ?? false;
  const logger = pino({ level: 'error' }, pino.destination({ dest: 2, sync: true }));
  await using stack = new AsyncDisposableStack();
  const role = options.work || storage.kind !== 'postgres' ? 'all' : 'web';
  const foundation = await layFoundation({ config, storage, open, logger, role }, stack);
  const client = clientOf(config, options);
  const who = commandActor(`screen --from ${isoDay(options.from)} --to ${isoDay(options.to)}`);
  await appendAlone(foundation.database.sql, { who, action: 'read-record', outcome: 'begun', client });
  await takeJobs(foundation, stack);

  const runs = new ArchiveRuns(foundation.database.sql);
  const run = await runs.begin(spanOf(client, options), options.again ?? false);
  const isDone = await goOn(run, runs, options, who, foundation);
  const report = { ...headOf(run), finished: isDone, ...archiveReport(await runs.counts(run.id)) };
  process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : screenText(report)}\n`);
  if (!isDone) process.exitCode = EXIT.refused;
}

async function goOn(
  run: ArchiveRun,
  runs: ArchiveRuns,
  { atOnce, perMinute }: ArchiveLoad,
  who: Actor,
  foundation: Foundation,
): Promise<boolean> {
  const { client } = run;
  const { siteOf, measurements, queue, database, audit } = foundation;
  const { record, ...site } = siteOf(client);
  if (!record) throw new CodedError('archive/no-record');
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const dependencies = {
    client,
    site: { ...site, record },
    measurements,
    queue,
    withdrawals: new Withdrawals(database.sql),
    audit,
    who,
    today,
  };
  const load = { atOnce, perMinute };
  return screenArchive(run, load, {
    runs,
    site,
    screen: (uid, signal) => screenStudy(uid, dependencies, signal),
    watcher: screenProgress(process.stderr),
    today,
    signal: stop.signal,
  });
}

/** The client whose archive it is, and the record that its results belong to. */
function clientOf(
  { clients, open: openSite }: Config,
  { client: issuer, open: isOpen }: Options,
): CallingClient {
  const open = openSite && { issuer: OPEN_ISSUER, site: openSite.site };
  const known = isOpen && open ? [open] : clients;
  const [named, ...others] = known.filter((one) => issuer === undefined || one.issuer === issuer);
  if (!named) throw new CodedError('cli/usage', '--client names none that is configured');
  if (others.length > 0) throw new CodedError('cli/usage', '--client is needed: there is more than one');
  const { record } = named.site;
  if (!record) throw new CodedError('archive/no-record');
  return { issuer: named.issuer, fhirServer: record.fhirServer };
}

function spanOf(client: CallingClient, { from, to }: Options) {
  return { client, from: isoDay(from), to: isoDay(to) };
}

function headOf({ client, from, to, startedAt }: ArchiveRun) {
  return { client: client.issuer, from, to, startedAt: startedAt.toISOString() };
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 10_000) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
