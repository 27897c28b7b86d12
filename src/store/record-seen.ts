import type { Kysely, Transaction } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import { inTurn } from './in-turn.ts';
import type { Schema } from './schema.ts';

/** How far the record of a client was followed: events counted, and searches made for what was missed. */
export class RecordSeen {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** How many events of a subscription were told of; nobody else counts it until the transaction ends. */
  async counted(
    client: CallingClient,
    subscription: string,
    transaction: Transaction<Schema>,
  ): Promise<number> {
    await inTurn(transaction, JSON.stringify(['count', client.issuer, client.fhirServer, subscription]));
    const row = await transaction
      .selectFrom('subscription_count')
      .select('counted')
      .where('issuer', '=', client.issuer)
      .where('fhir_server', '=', client.fhirServer)
      .where('subscription', '=', subscription)
      .executeTakeFirst();
    return Number(row?.counted ?? 0);
  }

  async setCounted(
    { issuer, fhirServer }: CallingClient,
    subscription: string,
    counted: number,
    transaction: Transaction<Schema>,
  ): Promise<void> {
    await transaction
      .insertInto('subscription_count')
      .values({ issuer, fhir_server: fhirServer, subscription, counted })
      .onConflict((conflict) =>
        conflict.columns(['issuer', 'fhir_server', 'subscription']).doUpdateSet({ counted }),
      )
      .execute();
  }

  /** Up to when a search was made, by the clock of the FHIR server. */
  async until(client: CallingClient, criterion: string): Promise<Date | undefined> {
    const row = await this.#database
      .selectFrom('record_seen')
      .select('until')
      .where('issuer', '=', client.issuer)
      .where('fhir_server', '=', client.fhirServer)
      .where('criterion', '=', criterion)
      .executeTakeFirst();
    return row?.until;
  }

  async setUntil(
    { issuer, fhirServer }: CallingClient,
    criterion: string,
    until: Date,
    transaction: Transaction<Schema>,
  ): Promise<void> {
    await transaction
      .insertInto('record_seen')
      .values({ issuer, fhir_server: fhirServer, criterion, until })
      .onConflict((conflict) =>
        conflict.columns(['issuer', 'fhir_server', 'criterion']).doUpdateSet({ until }),
      )
      .execute();
  }
}
