import { Command } from 'commander';
import { AIR } from '../analysis/noise-choice.ts';
import { CodedError } from '../errors.ts';
import { StoredReferences } from '../store/references.ts';
import { ScannerLog } from '../store/scanner-log.ts';
import { filledArgument, versionArgument } from './calibrate-arguments.ts';
import { appendAlone, commandActor } from './command-audit.ts';
import { configFile, openStore } from './open-store.ts';
import { addReference, type AddOptions, referenceToAdd } from './reference-add.ts';
import { checkReference, type CheckOptions } from './reference-check.ts';
import { listReferences, showReference } from './reference-list.ts';
import { studyMeasurer } from './study-measurer.ts';

interface Common {
  readonly config: string;
}
interface DecisionOptions extends Common {
  readonly reason: string;
  readonly by?: string;
}

const FOOTER =
  '\nExit status: 0 done, 3 a control that was refused, 2 bad usage or nothing stored by that name, 1 fault.\n' +
  'The embedded database serves one process: stop the service first, or use PostgreSQL (DATABASE_URL).';

export function referenceCommand(): Command {
  const command = new Command('reference')
    .description('reference cohorts in the database: add, list, show, retire, check, keep')
    .addHelpText('after', FOOTER);
  for (const sub of [add(), list(), show(), retire(), keep(), check()]) {
    command.addCommand(sub.option('--config <file>', 'configuration file of the service', configFile()));
  }
  return command;
}

function add(): Command {
  return new Command('add')
    .description('store a reference; the same id again becomes its next version')
    .argument('<file>', 'what mscore calibrate wrote')
    .option('--cutoff <number|id>', 'of the M-score, chosen by the site; ids: mscore cutoffs')
    .option('--cutoff-source <text>', 'where the cut-off is from', filledArgument)
    .option('--note <text>', 'why, for who reads the list', filledArgument)
    .option('--by <name>', 'who adds it', filledArgument)
    .option('--json', 'print one JSON object')
    .action(async (file: string, options: AddOptions & Common) => {
      const reference = await referenceToAdd(file, options);
      await inStore(options, async (stored, _log, database) => {
        print(await addReference(stored, reference, options));
        await setDown('add', database);
      });
    });
}

function list(): Command {
  return new Command('list')
    .description('stored references with scanner, cohort, cut-off, and whether they are used')
    .option('--all', 'older versions and retired ones too')
    .option('--json', 'print one JSON array')
    .action((options: Common & { all?: boolean; json?: boolean }) =>
      inStore(options, async (references, log) => print(await listReferences(references, log, options))),
    );
}

function show(): Command {
  return new Command('show')
    .description('print a stored reference as its file')
    .argument('<id>')
    .option('--version <number>', 'an older one than the newest', versionArgument)
    .action((id: string, options: Common & { version?: number }) =>
      inStore(options, async (references) => print(await showReference(references, id, options.version))),
    );
}

function retire(): Command {
  return decision('retire', 'set down that a reference is not to be used any more')
    .option('--version <number>', 'an older one than the newest', versionArgument)
    .action((id: string, options: DecisionOptions & { version?: number }) =>
      inStore(options, async (references, _log, database) => {
        const { version } = await references.retire(id, options.version, options);
        await setDown('retire', database);
        print(`${id} version ${version} is retired. What was measured with it keeps its number.`);
      }),
    );
}

function keep(): Command {
  return decision('keep', 'set down that the scanner was checked and is right as it is').action(
    (id: string, options: DecisionOptions) =>
      inStore(options, async (_references, log, database) => {
        const { version } = await log.keep(id, options);
        await setDown('keep', database);
        print(`${id} version ${version} is kept; its scanner is watched anew from here.`);
      }),
  );
}

function decision(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<id>')
    .requiredOption('--reason <text>', 'why', filledArgument)
    .option('--by <name>', 'who decides', filledArgument);
}

function check(): Command {
  return new Command('check')
    .description('measure a control, and hold its SNR against the reference')
    .argument('<id>')
    .argument('<study>', 'folder of DICOM files, or DICOMweb URL …/studies/<StudyInstanceUID>')
    .option('--rois <file>', 'ROI file (default: rois.json in the folder, else the levels are found)')
    .option('--control <name>', 'a phantom or person measured again and again, by a code', filledArgument)
    .option('--json', 'print one JSON object')
    .action((id: string, study: string, options: CheckOptions & Common) =>
      inStore(options, async (references, log, database) => {
        await using stack = new AsyncDisposableStack();
        const stored = await references.get(id);
        if (!stored) throw new CodedError('reference/not-stored');
        const measureOne = studyMeasurer(stack, AIR, [stored.reference]);
        const { text, exit } = await checkReference(stored, study, options, { log, database, measureOne });
        print(text);
        process.exitCode = exit;
      }),
    );
}

type Act = (
  references: StoredReferences,
  log: ScannerLog,
  database: Awaited<ReturnType<typeof openStore>>['sql'],
) => Promise<void>;

/** In the audit trail; what was decided about which reference stands beside the references themselves. */
async function setDown(command: string, database: Parameters<Act>[2]): Promise<void> {
  const event = { who: commandActor(`reference ${command}`), action: 'configured', outcome: 'done' } as const;
  await appendAlone(database, event);
}

async function inStore({ config }: Common, act: Act): Promise<void> {
  const database = await openStore(config);
  try {
    await act(new StoredReferences(database.sql), new ScannerLog(database.sql), database.sql);
  } finally {
    await database.close();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
