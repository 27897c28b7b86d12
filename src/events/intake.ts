import type { Kysely, Transaction } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import { CodedError } from '../errors.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Logger } from '../logger.ts';
import type { Events } from '../store/events.ts';
import type { RecordSeen } from '../store/record-seen.ts';
import type { Schema } from '../store/schema.ts';
import { afterwards, isGap } from './count-events.ts';
import { type Counted, digestsOf, type Event, type Notice } from './event.ts';

export interface IntakeDependencies {
  readonly database: Kysely<Schema>;
  readonly queue: Pick<JobQueue, 'readEvent' | 'readChanges'>;
  readonly events: Events;
  readonly seen: RecordSeen;
  readonly logger: Logger;
}

/** Takes what clients tell: kept and queued together or not at all, and once. */
export class Intake {
  readonly #dependencies: IntakeDependencies;

  constructor(dependencies: IntakeDependencies) {
    this.#dependencies = dependencies;
  }

  /** Gives back how many of its events are new. */
  async take(client: CallingClient, { events: told, changes, counted }: Notice): Promise<number> {
    const { database, queue, logger } = this.#dependencies;
    const { fresh, gap } = await database.transaction().execute(async (transaction) => {
      const missed = counted !== undefined && (await this.#count(client, counted, transaction));
      if (changes || missed) await queue.readChanges({ client }, transaction);
      const added = await this.add(client, told, transaction);
      return { fresh: added, gap: missed };
    });
    if (gap) logger.warn({ code: 'event/gap' }, new CodedError('event/gap').message);
    return fresh;
  }

  /** Keeps those that are new, and has all read that were not. */
  async add(
    client: CallingClient,
    told: readonly Event[],
    transaction: Transaction<Schema>,
  ): Promise<number> {
    const { events, queue } = this.#dependencies;
    let fresh = 0;
    // All take their turns in one order: two messages never wait for each other.
    for (const event of told.toSorted(bySubject)) {
      const added = await events.add(client, event, transaction);
      if (!added) continue;
      // A no-op where it is on the queue; somebody may have discarded its job.
      await queue.readEvent({ eventId: added.id }, transaction);
      if (added.isNew) fresh += 1;
    }
    return fresh;
  }

  /** Whether events were missed. */
  async #count(client: CallingClient, counted: Counted, transaction: Transaction<Schema>): Promise<boolean> {
    const { seen } = this.#dependencies;
    const { subscription } = counted;
    const before = await seen.counted(client, subscription, transaction);
    await seen.setCounted(client, subscription, afterwards(before, counted), transaction);
    return isGap(before, counted);
  }
}

function bySubject(one: Event, other: Event): number {
  return digestsOf(one).subject.localeCompare(digestsOf(other).subject);
}
