import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { ErrorCode } from '../errors.ts';
import { digestsOf, type Event, eventSchema } from '../events/event.ts';
import { inTurn } from './in-turn.ts';
import type { EventTable, Schema } from './schema.ts';

export interface StoredEvent {
  readonly id: string;
  readonly client: CallingClient;
  readonly event: Event;
  readonly state: EventTable['state'];
  readonly receivedAt: Date;
}

const KEEP_DAYS = 90;
/** A little longer than reading an event is tried (`jobs/queue.ts`): nobody will read one that waits longer. */
const READ_WITHIN_MS = 4 * 86_400_000;
const CLEAR_EVERY_MS = 3_600_000;

/** What clients told us. */
export class Events {
  readonly #database: Kysely<Schema>;
  #cleared = 0;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /**
   * Keeps the event, unless the last one about the same thing said the same: then it is repeated, as servers do when they
   * are unsure. One that was refused, or waited for longer than anybody reads it, is new. Gives back what is to be read;
   * nothing where that was done.
   */
  async add(
    client: CallingClient,
    event: Event,
    transaction: Transaction<Schema>,
  ): Promise<{ readonly id: string; readonly isNew: boolean } | undefined> {
    const { subject, content } = digestsOf(event);
    await inTurn(transaction, JSON.stringify(['event', client.issuer, client.fhirServer, subject]));
    const last = await transaction
      .selectFrom('event')
      .select(['id', 'content', 'state', 'received_at'])
      .where('issuer', '=', client.issuer)
      .where('fhir_server', '=', client.fhirServer)
      .where('subject', '=', subject)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last?.content === content) {
      if (last.state === 'done') return undefined;
      if (isWaiting(last)) return { id: last.id, isNew: false };
    }
    const id = randomUUID();
    await transaction
      .insertInto('event')
      .values({
        id,
        issuer: client.issuer,
        fhir_server: client.fhirServer,
        subject,
        content,
        event: JSON.stringify(event),
        state: 'waiting',
      })
      .execute();
    return { id, isNew: true };
  }

  async get(id: string): Promise<StoredEvent | undefined> {
    const row = await this.#database.selectFrom('event').selectAll().where('id', '=', id).executeTakeFirst();
    return (
      row && {
        id: row.id,
        client: { issuer: row.issuer, fhirServer: row.fhir_server },
        event: eventSchema.parse(row.event),
        state: row.state,
        receivedAt: row.received_at,
      }
    );
  }

  /** @param code why nothing was measured, or why it still waits */
  async mark(
    id: string,
    state: EventTable['state'],
    code: ErrorCode | null,
    executor: Kysely<Schema> = this.#database,
  ): Promise<void> {
    await executor.updateTable('event').set({ state, code }).where('id', '=', id).execute();
  }

  /** Forgets what is older than ninety days; does so once an hour however often it is asked. */
  async clear(): Promise<void> {
    const now = Date.now();
    if (now - this.#cleared < CLEAR_EVERY_MS) return;
    this.#cleared = now;
    const past = new Date(now - KEEP_DAYS * 86_400_000);
    await this.#database.deleteFrom('event').where('received_at', '<', past).execute();
  }
}

function isWaiting({
  state,
  received_at: receivedAt,
}: Pick<Selectable<EventTable>, 'state' | 'received_at'>): boolean {
  return state === 'waiting' && Date.now() - receivedAt.getTime() < READ_WITHIN_MS;
}
