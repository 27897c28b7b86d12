import type { Kysely } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { Card } from '../cds-hooks/cards.ts';
import type { Schema } from './schema.ts';

/** Which cards were shown to whom, so that feedback on them can be told by kind. */
export class ShownCards {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async add(client: CallingClient, serviceId: string, cards: readonly Card[]): Promise<void> {
    if (cards.length === 0) return;
    await this.#database
      .insertInto('card')
      .values(
        cards.map(({ uuid, source }) => ({
          uuid,
          issuer: client.issuer,
          fhir_server: client.fhirServer,
          service_id: serviceId,
          kind: source.topic.code,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
