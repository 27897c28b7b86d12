import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { CodedError, type ErrorCode } from '../errors.ts';
import { JobControl } from '../jobs/job-control.ts';
import { countDeadLetters, JOB_STATES, type JobState, listJobs } from '../jobs/job-list.ts';
import { errorCodeSchema } from '../jobs/job-output.ts';
import { appendAlone, commandActor } from './command-audit.ts';
import { jobsJson, jobsText } from './jobs-text.ts';
import { configFile, openStore } from './open-store.ts';

interface Options {
  readonly config: string;
}

interface ListOptions extends Options {
  readonly state?: JobState;
  readonly json?: boolean;
}

interface ChangeOptions extends Options {
  readonly all?: boolean;
  readonly code?: ErrorCode;
  readonly json?: boolean;
}

export function jobsCommand(): Command {
  const command = new Command('jobs')
    .description('what is waiting, what failed, and what to do about it')
    .addHelpText(
      'after',
      '\nThe embedded database serves one process: stop the service first, or use PostgreSQL (DATABASE_URL).',
    );
  const list = new Command('list')
    .description('jobs that are queued, running, waiting for their next try, or dead')
    .addOption(new Option('--state <state>', 'only these').choices(JOB_STATES))
    .option('--json', 'print one JSON array')
    .action(listed);
  const retry = new Command('retry')
    .description('try a dead or waiting job again now')
    .argument('[id]', 'id of the job', idArgument)
    .action(retried);
  const discard = new Command('discard')
    .description('give up a job that is dead or has not begun')
    .argument('[id]', 'id of the job', idArgument)
    .action(discarded);
  for (const one of [retry, discard]) {
    one
      .option('--all', 'every dead one')
      .option('--code <code>', 'with --all: only those that ended with this code', codeArgument)
      .option('--json', 'print one JSON object');
  }
  for (const one of [list, retry, discard]) {
    command.addCommand(one.option('--config <file>', 'configuration file of the service', configFile()));
  }
  return command;
}

async function listed({ config, state, json }: ListOptions): Promise<void> {
  const database = await openStore(config);
  try {
    const jobs = await listJobs(database.sql, state && [state]);
    const dead = await countDeadLetters(database.sql);
    process.stdout.write(`${json ? jobsJson(jobs) : jobsText(jobs, dead, new Date())}\n`);
  } finally {
    await database.close();
  }
}

function retried(id: string | undefined, options: ChangeOptions): Promise<void> {
  return change('retry', id, options, {
    one: (control, job) => control.retry(job),
    all: (control, code) => control.retryAll(code),
    said: 'to be tried again',
    inJson: 'retried',
  });
}

function discarded(id: string | undefined, options: ChangeOptions): Promise<void> {
  return change('discard', id, options, {
    one: (control, job) => control.discard(job),
    all: (control, code) => control.discardAll(code),
    said: 'given up',
    inJson: 'discarded',
  });
}

/** What a command does to one job, or to all dead ones, and how it says how many these were. */
interface Change {
  readonly one: (control: JobControl, id: string) => Promise<void>;
  readonly all: (control: JobControl, code: ErrorCode | undefined) => Promise<number>;
  readonly said: string;
  readonly inJson: string;
}

async function change(
  name: string,
  id: string | undefined,
  { config, all = false, code, json = false }: ChangeOptions,
  { one, all: every, said, inJson }: Change,
): Promise<void> {
  if ((id === undefined) !== all) throw new CodedError('cli/usage', 'an id or --all');
  if (code !== undefined && !all) throw new CodedError('cli/usage', '--code needs --all');
  const command = ['jobs', name, all && '--all', code && `--code ${code}`].filter(Boolean).join(' ');
  const count = await withControl(command, config, id, async (control) => {
    if (id === undefined) return every(control, code);
    await one(control, id);
    return 1;
  });
  process.stdout.write(json ? `${JSON.stringify({ [inJson]: count })}\n` : `${count} ${said}\n`);
}

/** What was done to jobs stands in the audit trail. */
async function withControl(
  command: string,
  config: string,
  job: string | undefined,
  act: (control: JobControl) => Promise<number>,
): Promise<number> {
  const database = await openStore(config);
  try {
    const control = await JobControl.open(database.bossOptions);
    try {
      const count = await act(control);
      const who = commandActor(command);
      await appendAlone(database.sql, { who, action: 'configured', outcome: 'done', job });
      return count;
    } finally {
      await control.close();
    }
  } finally {
    await database.close();
  }
}

function idArgument(text: string): string {
  const id = z.uuid().safeParse(text);
  if (!id.success) throw new InvalidArgumentError('It must be an id of mscore jobs list.');
  return id.data;
}

function codeArgument(text: string): ErrorCode {
  const code = errorCodeSchema.safeParse(text);
  if (!code.success) throw new InvalidArgumentError('It must be a code of docs/errors.md.');
  return code.data;
}
