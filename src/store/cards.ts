import type { Insertable, Kysely } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { Card } from '../cds-hooks/cards.ts';
import { RowsTogether } from './rows-together.ts';
import type { CardTable, Schema } from './schema.ts';

/** Which cards were shown to whom, so that feedback on them can be told by kind. */
export class ShownCards {
  readonly #rows: RowsTogether<Insertable<CardTable>>;

  constructor(database: Kysely<Schema>) {
    this.#rows = new RowsTogether(async (rows) => {
      await database
        .insertInto('card')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  }

  /** Resolves when the cards are kept. */
  async add({ issuer, fhirServer }: CallingClient, serviceId: string, cards: readonly Card[]): Promise<void> {
    const rows = cards.map(({ uuid, source }) => ({
      uuid,
      issuer,
      fhir_server: fhirServer,
      service_id: serviceId,
      kind: source.topic.code,
    }));
    await Promise.all(rows.map((row) => this.#rows.add(row)));
  }

  /** Resolves when all that were added are kept, or failed. */
  settled(): Promise<void> {
    return this.#rows.settled();
  }
}
