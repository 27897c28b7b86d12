import { Command, Option } from 'commander';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { startService } from '../main.ts';
import { currentWork } from '../observability/work.ts';
import { PROCESS_ROLES, type ProcessRole } from '../process-role.ts';
import { configFile, storageOf } from './open-store.ts';

interface Options {
  readonly config: string;
  readonly open?: boolean;
  readonly role: ProcessRole;
}

/** Every line says what it is about; should anything ever log these two, they stay out. */
export const logOptions = {
  mixin: () => ({ ...currentWork() }),
  redact: { paths: ['*.authorization', '*.access_token'], remove: true },
};

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the CDS Hooks service')
    .option('--config <file>', 'configuration file', configFile())
    .option('--open', 'serve callers without a token, for trying out only')
    .addOption(
      new Option(
        '--role <role>',
        'web answers hooks, worker measures; any number of each on one PostgreSQL (DATABASE_URL)',
      )
        .choices(PROCESS_ROLES)
        .default('all'),
    )
    .action(serve);
}

async function serve(options: Options): Promise<void> {
  const logger = pino(logOptions);
  // From the very start: whoever stops us while we start is heard too.
  const stopped = untilStopped();
  const config = await readConfig(options.config, process.env);
  const storage = storageOf(config);
  if (storage.kind === 'folder') {
    logger.warn(
      {},
      'no DATABASE_URL: the embedded database serves one process and is not safe against power loss',
    );
  }
  const service = await startService({
    config,
    storage,
    open: options.open ?? false,
    role: options.role,
    logger,
  });
  logger.info(
    { url: service.url, open: options.open ?? false, role: options.role },
    'M-score service listens (research use)',
  );
  await stopped;
  logger.info({}, 'stopping');
  await service.close();
}

/** Resolves at the first SIGINT or SIGTERM. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
