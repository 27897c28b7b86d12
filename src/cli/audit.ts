import { Command, InvalidArgumentError, Option } from 'commander';
import { type Head, type Verdict, verifyChain } from '../audit/chain.ts';
import { CodedError } from '../errors.ts';
import { AuditLog } from '../store/audit-log.ts';
import { type ExportFormat, printExport } from './audit-export.ts';
import { appendAlone, commandActor } from './command-audit.ts';
import { isoDay } from '../iso-day.ts';
import { dayArgument, endOfDay } from './day-argument.ts';
import { EXIT } from './exit-codes.ts';
import { commandLogger, configFile, openStore } from './open-store.ts';

interface Common {
  readonly config: string;
}
interface VerifyOptions extends Common {
  readonly head?: Head;
  readonly json?: boolean;
}
interface ExportOptions extends Common {
  readonly from: Date;
  readonly to: Date;
  readonly format: ExportFormat;
}

const FOOTER =
  '\nExit status: 0 done, 3 the trail is not as it was written, 2 bad usage, 1 fault.\n' +
  'The embedded database serves one process: stop the service first, or use PostgreSQL (DATABASE_URL).';

export function auditCommand(): Command {
  const command = new Command('audit')
    .description('the audit trail: check that nobody changed it, write it out')
    .addHelpText('after', FOOTER);
  for (const sub of [verify(), exportEntries()]) {
    command.addCommand(sub.option('--config <file>', 'configuration file of the service', configFile()));
  }
  return command;
}

function verify(): Command {
  return new Command('verify')
    .description('walk the chain from its first entry, and name the first one that is not as it was written')
    .option(
      '--head <number:hash>',
      'what an earlier run printed; it must still be there, so that nobody took the newest entries away',
      headArgument,
    )
    .option('--json', 'print one JSON object')
    .action(async ({ config, head, json }: VerifyOptions) => {
      const verdict = await inTrail(config, (audit) => verifyChain(audit.rows(), head));
      process.stdout.write(`${json ? JSON.stringify(verdict, null, 2) : verdictText(verdict)}\n`);
      if (!verdict.whole) process.exitCode = EXIT.refused;
    });
}

function exportEntries(): Command {
  return new Command('export')
    .description('write entries to standard output; that it was done becomes an entry itself')
    .requiredOption('--from <date>', 'entries from this day on (UTC)', dayArgument)
    .requiredOption('--to <date>', 'until this day, itself included', dayArgument)
    .addOption(
      new Option('--format <format>', 'a FHIR R4 Bundle of AuditEvents, or a line of JSON for each entry')
        .choices(['fhir', 'jsonl'])
        .default('fhir'),
    )
    .action(({ config, from, to, format }: ExportOptions) => {
      if (to < from) throw new CodedError('cli/usage', '--to is before --from');
      return inTrail(config, async (audit, database) => {
        const who = commandActor(`audit export --from ${isoDay(from)} --to ${isoDay(to)}`);
        await appendAlone(database, { who, action: 'exported', outcome: 'done' });
        await printExport(audit.rows({ from, until: endOfDay(to) }), format);
      });
    });
}

type Act<Result> = (
  audit: AuditLog,
  database: Awaited<ReturnType<typeof openStore>>['sql'],
) => Promise<Result>;

async function inTrail<Result>(config: string, act: Act<Result>): Promise<Result> {
  const database = await openStore(config);
  try {
    return await act(await AuditLog.open(database.sql, commandLogger()), database.sql);
  } finally {
    await database.close();
  }
}

function verdictText(verdict: Verdict): string {
  if (verdict.whole) {
    const { number, hash } = verdict.head;
    return `The audit trail is as it was written: ${number} entries.\nhead ${number}:${hash}`;
  }
  const { number, why } = verdict.broken;
  return why === 'missing'
    ? `The audit trail is broken: entry ${number} is missing.`
    : `The audit trail is broken: entry ${number}, or the one before it, is not as it was written.`;
}

function headArgument(text: string): Head {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined)
    throw new InvalidArgumentError(
      'It must be a number, a colon and a hash, as mscore audit verify prints it.',
    );
  return { number: Number(number), hash };
}
