import type { Kysely } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { Schema } from './schema.ts';

export interface ShownCard {
  readonly uuid: string;
  readonly serviceId: string;
  readonly kind: string;
}

/** Which cards were shown to whom, so that feedback on them can be told by kind. */
export class ShownCards {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async add(client: CallingClient, cards: readonly ShownCard[]): Promise<void> {
    if (cards.length === 0) return;
    await this.#database
      .insertInto('card')
      .values(
        cards.map(({ uuid, serviceId, kind }) => ({
          uuid,
          issuer: client.issuer,
          fhir_server: client.fhirServer,
          service_id: serviceId,
          kind,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
