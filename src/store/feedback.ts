import type { Kysely } from 'kysely';
import type { FeedbackStore, ReceivedFeedback } from '../cds-hooks/feedback.ts';
import type { Schema } from './schema.ts';

/** What clinicians did with cards; one row per card, outcome and time, however often it is sent. */
export class Feedback implements FeedbackStore {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async save({ issuer, serviceId, items }: ReceivedFeedback): Promise<{ unknownCards: number }> {
    if (items.length === 0) return { unknownCards: 0 };
    return this.#database.transaction().execute(async (transaction) => {
      const shown = await transaction
        .selectFrom('card')
        .select(['uuid', 'fhir_server'])
        .where('issuer', '=', issuer)
        .where(
          'uuid',
          'in',
          items.map(({ card }) => card),
        )
        .execute();
      const serverOf = new Map(shown.map(({ uuid, fhir_server }) => [uuid, fhir_server]));
      await transaction
        .insertInto('feedback')
        .values(
          items.map(({ card, outcome, outcomeTimestamp, ...detail }) => ({
            issuer,
            fhir_server: serverOf.get(card) ?? '',
            card_uuid: card,
            service_id: serviceId,
            outcome,
            outcome_timestamp: outcomeTimestamp,
            detail: JSON.stringify(detail),
          })),
        )
        .onConflict((conflict) => conflict.constraint('feedback_once').doNothing())
        .execute();
      return {
        unknownCards: new Set(items.map(({ card }) => card).filter((card) => !serverOf.has(card))).size,
      };
    });
  }
}
