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
import { today } from './iso-day.ts';
import { logFields } from './log-fields.ts';
import { readSecret } from './secret-files.ts';
import { Events } from './store/events.ts';
import { RecordSeen } from './store/record-seen.ts';

/** Notifications get lost, and servers give Subscriptions up: the record is searched this often whatever comes. */
const SEARCH_EVERY_MS = 15 * 60_000;

/**
 * What takes events: who may tell us of studies. Undefined where no client does.
 *
 * @throws CodedError `config/invalid`
 */
export async function takeEvents(foundation: Foundation): Promise<EventsOptions | undefined> {
  const { config, logger } = foundation;
  const clients = clientsOf(foundation);
  if (clients.length === 0) return undefined;
  await checkEventSecrets(clients);
  return {
    authenticate: eventClients(clients),
    intake: intakeOf(foundation),
    bodyLimitBytes: config.maxBodyMegabytes * 1024 * 1024,
    logger,
  };
}

/**
 * Begins to read what clients told. What was told while nobody listened is searched for, at the start and from time to
 * time.
 *
 * @param stack is given what must be stopped in the end
 */
export async function readEvents(foundation: Foundation, stack: AsyncDisposableStack): Promise<void> {
  const { config, logger, queue, siteOf, measurements, audit } = foundation;
  const clients = clientsOf(foundation);
  if (clients.length === 0) return;
  const database = foundation.database.sql;
  const events = new Events(database);
  const seen = new RecordSeen(database);
  const intake = intakeOf(foundation);
  const dependencies = {
    database,
    events,
    measurements,
    queue,
    siteOf,
    audit,
    logger,
    today,
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
}

function intakeOf({ database: { sql: database }, queue, logger }: Foundation): Intake {
  return new Intake({
    database,
    queue,
    events: new Events(database),
    seen: new RecordSeen(database),
    logger,
  });
}

/** Callers without a token have no secret either. */
function clientsOf({ open, config: { clients } }: Foundation): EventClient[] {
  if (open) return [];
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
