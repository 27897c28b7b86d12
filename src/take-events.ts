import type { Config } from './config.ts';
import {
  checkEventSecrets,
  callingClientOf,
  type EventClient,
  eventClients,
} from './events/event-clients.ts';
import { Intake } from './events/intake.ts';
import { readChanges } from './events/read-changes.ts';
import { readEvent } from './events/read-event.ts';
import type { EventsOptions } from './events/router.ts';
import type { Foundation } from './foundation.ts';
import { logFields } from './log-fields.ts';
import { readSecret } from './secret-files.ts';
import { Events } from './store/events.ts';
import { RecordSeen } from './store/record-seen.ts';

/** Notifications get lost, and servers give Subscriptions up: the record is searched this often whatever comes. */
const SEARCH_EVERY_MS = 15 * 60_000;

/**
 * The event side: who may tell us of studies, and what reads what they tell. Undefined where no client does. What was
 * told while nobody listened is searched for, at the start and from time to time.
 *
 * @param stack is given what must be stopped in the end
 * @throws CodedError `config/invalid`
 */
export async function takeEvents(
  foundation: Foundation,
  stack: AsyncDisposableStack,
): Promise<EventsOptions | undefined> {
  const { config, open, logger, queue, siteOf, measurements } = foundation;
  // Callers without a token have no secret either.
  const clients = open ? [] : clientsOf(config);
  if (clients.length === 0) return undefined;
  await checkEventSecrets(clients);
  const database = foundation.database.sql;
  const events = new Events(database);
  const seen = new RecordSeen(database);
  const intake = new Intake({ database, queue, events, seen, logger });
  const dependencies = {
    database,
    events,
    measurements,
    queue,
    siteOf,
    logger,
    today: () => new Date().toISOString().slice(0, 10),
  };
  const criteria = new Map(clients.map(({ issuer, criteria: searches }) => [issuer, searches]));
  const criteriaOf = ({ issuer }: { issuer: string }) => criteria.get(issuer) ?? [];
  await queue.readEvents(
    {
      readEvent: (message) => readEvent(message, dependencies),
      readChanges: (message) => readChanges(message, { ...dependencies, seen, intake, criteriaOf }),
    },
    config.workers,
  );
  const searched = clients.filter((client) => client.criteria.length > 0).map(callingClientOf);
  const search = async () => {
    for (const client of searched) await queue.readChanges({ client });
  };
  await search();
  const again = setInterval(() => {
    search().catch((error: unknown) => logger.error(logFields(error), 'records could not be searched'));
  }, SEARCH_EVERY_MS);
  stack.defer(() => clearInterval(again));
  return {
    authenticate: eventClients(clients),
    intake,
    bodyLimitBytes: config.maxBodyMegabytes * 1024 * 1024,
    logger,
  };
}

function clientsOf({ clients }: Config): EventClient[] {
  return clients.flatMap(({ issuer, requestsPerMinute, events, site: { record } }) =>
    events && record
      ? {
          issuer,
          fhirServer: record.fhirServer,
          criteria: events.criteria,
          settings: { requestsPerMinute },
          secret: () => readSecret(events.tokenFile),
        }
      : [],
  );
}
