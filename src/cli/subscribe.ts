import { Command } from 'commander';
import { pino } from 'pino';
import { readConfig, type Config } from '../config.ts';
import { CodedError } from '../errors.ts';
import { checkSubscription, makeSubscription, type SubscriptionState } from '../events/subscribe.ts';
import { findUnwanted, turnOffUnwanted } from '../events/unwanted-subscriptions.ts';
import { fhirConnections } from '../fhir/connections.ts';
import { TO_SUBSCRIBE } from '../fhir/smart/scopes.ts';
import { listedServers } from '../listed-servers.ts';
import { addressRule } from '../outbound/address-rules.ts';
import { guardedConnector } from '../outbound/guarded-connector.ts';
import { ownFhirClient } from '../own-fhir-client.ts';
import { Peers } from '../resilience/peers.ts';
import { readSecret } from '../secret-files.ts';
import { EXIT } from './exit-codes.ts';
import { configFile } from './open-store.ts';
import { formatTable } from './output.ts';

interface Options {
  readonly config: string;
  readonly client?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** One Subscription of one client. */
interface Line extends SubscriptionState {
  readonly client: string;
}

const FOOTER =
  '\nExit status: 0 all are active, 3 one is not or is not wanted any more, 2 bad usage, 1 fault.\n' +
  'The secret of events.tokenFile is stored in the Subscription: whoever may read Subscriptions on the FHIR\n' +
  'server can send events. It is never printed.';

export function subscribeCommand(): Command {
  return new Command('subscribe')
    .description('have the FHIR server tell the service when a study was made or reported')
    .option('--config <file>', 'configuration file of the service', configFile())
    .option('--client <issuer>', 'only for this client; for all that take events without it')
    .option('--check', 'look how the Subscriptions stand, and change nothing')
    .option('--json', 'print one JSON array')
    .addHelpText('after', FOOTER)
    .action(async ({ config, client, check = false, json }: Options) => {
      const lines = await subscribeAll(await readConfig(config, process.env), client, check);
      process.stdout.write(json ? `${JSON.stringify(lines, null, 2)}\n` : subscriptionText(lines));
      if (lines.some(({ problem }) => problem !== null)) process.exitCode = EXIT.refused;
    });
}

/** @throws CodedError `subscription/no-client`, `config/invalid`, `fhir/…`, `smart/…` */
async function subscribeAll(config: Config, issuer: string | undefined, check: boolean): Promise<Line[]> {
  const clients = config.clients.filter((client) => issuer === undefined || client.issuer === issuer);
  const endpoint = `${config.publicUrl}/events/fhir`;
  const connections = fhirConnections(guardedConnector(addressRule(listedServers(config, false))));
  const peers = new Peers(pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true })));
  const lines: Line[] = [];
  const servers = new Set<string>();
  try {
    for (const client of clients) {
      const { events, site } = client;
      if (!events || !site.record) continue;
      const { fhirServer } = site.record;
      const secret = await readSecret(events.tokenFile);
      const server = ownFhirClient(site.record, { needed: TO_SUBSCRIBE }, { connections, peers });
      for (const criteria of events.criteria) {
        const wanted = { criteria, endpoint, secret };
        const state = await (check ? checkSubscription(wanted, server) : makeSubscription(wanted, server));
        lines.push({ client: client.issuer, ...state });
      }
      if (servers.has(fhirServer)) continue;
      servers.add(fhirServer);
      const here = { criteria: criteriaAt(fhirServer, config), endpoint };
      const unwanted = await (check ? findUnwanted(here, server) : turnOffUnwanted(here, server));
      for (const state of unwanted) lines.push({ client: client.issuer, ...state });
    }
  } finally {
    await connections.destroy();
  }
  if (lines.length === 0) throw new CodedError('subscription/no-client');
  return lines;
}

/** Of all clients, also those that the command is not for: their Subscriptions have the same address. */
function criteriaAt(fhirServer: string, { clients }: Config): string[] {
  return clients.flatMap(({ events, site }) =>
    events && site.record?.fhirServer === fhirServer ? events.criteria : [],
  );
}

function subscriptionText(lines: readonly Line[]): string {
  const rows = lines.map(({ client, criteria, status, reference }) => [
    client,
    criteria,
    status,
    reference ?? '–',
  ]);
  const table = formatTable([['client', 'criteria', 'status', 'Subscription'], ...rows], [1, 2, 3]);
  const problems = lines.flatMap(({ criteria, problem }) =>
    problem ? [`${criteria}: ${problem.text} [${problem.code}] ${problem.remedy}`] : [],
  );
  return `${[table, ...problems].join('\n')}\n`;
}
