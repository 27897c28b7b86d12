import { Command } from 'commander';
import { readPolicy } from '../build-site.ts';
import { OPEN_ISSUER } from '../calling-client.ts';
import { readConfig, type Config } from '../config.ts';
import { explain, type Explanation } from '../decisions/explain.ts';
import { explanationText } from '../decisions/explanation-text.ts';
import type { StoredDecision } from '../decisions/stored-decision.ts';
import { CodedError } from '../errors.ts';
import { findDecisions } from '../store/decisions.ts';
import { appendAlone, commandActor } from './command-audit.ts';
import { configFile, openStore } from './open-store.ts';

interface Options {
  readonly config: string;
  readonly json?: boolean;
}

const FOOTER =
  '\nExit status: 0 done, 2 bad usage or nothing kept by that hook instance, 1 fault.\n' +
  'The embedded database serves one process: stop the service first, or use PostgreSQL (DATABASE_URL).';

export function explainCommand(): Command {
  return new Command('explain')
    .description('say why a hook was answered as it was, and whether it would be the same today')
    .argument('<hookInstance>', 'as the client sent it and as the log has it')
    .option('--config <file>', 'configuration file of the service', configFile())
    .option('--json', 'print one JSON array')
    .addHelpText('after', FOOTER)
    .action(async (hookInstance: string, options: Options) => {
      const explanations = await explainAll(hookInstance, options.config);
      const text = options.json ? JSON.stringify(explanations, null, 2) : explanationText(explanations);
      process.stdout.write(`${text}\n`);
    });
}

/** @throws CodedError `decision/not-kept`, `config/invalid`, `policy/invalid`, `store/unavailable` */
async function explainAll(hookInstance: string, file: string): Promise<Explanation[]> {
  const config = await readConfig(file, process.env);
  const database = await openStore(file);
  try {
    const kept = await findDecisions(database.sql, hookInstance);
    if (kept.length === 0) throw new CodedError('decision/not-kept');
    const read = { who: commandActor('explain'), action: 'read-record', outcome: 'done' } as const;
    await appendAlone(database.sql, { ...read, hookInstance });
    return await Promise.all(
      kept.map(async (decision) => explain(decision, await policyOf(decision, config))),
    );
  } finally {
    await database.close();
  }
}

async function policyOf({ client }: StoredDecision, config: Config) {
  const site =
    client.issuer === OPEN_ISSUER
      ? config.open?.site
      : config.clients.find(({ issuer }) => issuer === client.issuer)?.site;
  return site && (await readPolicy(site.policy));
}
