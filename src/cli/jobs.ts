import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { JobControl } from '../jobs/job-control.ts';
import { countDeadLetters, JOB_STATES, type JobState, listJobs } from '../jobs/job-list.ts';
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
    .option('--all', 'every dead one')
    .action(retried);
  const discard = new Command('discard')
    .description('give a job up')
    .argument('<id>', 'id of the job', idArgument)
    .action(discarded);
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

async function retried(
  id: string | undefined,
  { config, all }: Options & { readonly all?: boolean },
): Promise<void> {
  if ((id === undefined) === (all !== true)) throw new CodedError('cli/usage', 'an id or --all');
  const retry = async (control: JobControl) => {
    if (id !== undefined) return control.retry(id);
    process.stdout.write(`${await control.retryAll()} to be tried again\n`);
  };
  await withControl('retry', config, retry, id);
}

async function discarded(id: string, { config }: Options): Promise<void> {
  await withControl('discard', config, (control) => control.discard(id), id);
}

/** What was done to jobs stands in the audit trail. */
async function withControl(
  command: string,
  config: string,
  act: (control: JobControl) => Promise<void>,
  job?: string,
): Promise<void> {
  const database = await openStore(config);
  try {
    const control = await JobControl.open(database.bossOptions);
    try {
      await act(control);
      const who = commandActor(`jobs ${command}`);
      await appendAlone(database.sql, { who, action: 'configured', outcome: 'done', job });
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
