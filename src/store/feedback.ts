import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { FeedbackStore, ReceivedFeedback } from '../cds-hooks/feedback.ts';
import type { AnsweredCard } from '../decisions/feedback-summary.ts';
import type { Schema } from './schema.ts';

/** An answer of a clinician to one card. */
export interface CardAnswer {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly at: Date;
  readonly reasons: readonly { readonly code: string | undefined; readonly comment: string | undefined }[];
}

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
  /** Every card that was shown from one moment until before another, with what became of it. */
  async answered(from: Date, until: Date): Promise<AnsweredCard[]> {
    const rows = await this.#database
      .selectFrom('card')
      .leftJoin('feedback', (join) =>
        join.onRef('feedback.card_uuid', '=', 'card.uuid').onRef('feedback.issuer', '=', 'card.issuer'),
      )
      .where('card.created_at', '>=', from)
      .where('card.created_at', '<', until)
      .select(['card.uuid', 'card.issuer', 'card.kind', 'card.created_at as shownAt'])
      .select(['feedback.outcome', 'feedback.outcome_timestamp as at', 'feedback.detail'])
      .orderBy('card.created_at')
      .orderBy('feedback.received_at')
      .execute();
    const byCard = Map.groupBy(rows, ({ issuer, uuid }) => `${issuer} ${uuid}`);
    return [...byCard.values()].flatMap((ofCard) => {
      const [first] = ofCard;
      if (!first) return [];
      const answers = ofCard.flatMap(({ outcome, at, detail }) =>
        outcome && at ? [{ outcome, at, reasons: reasonsIn(detail) }] : [],
      );
      return [{ client: first.issuer, kind: first.kind, shownAt: first.shownAt, answers }];
    });
  }

  /** What a client's clinicians answered to these cards, comments included: for those who may see the patient. */
  async answersTo(issuer: string, cards: readonly string[]): Promise<CardAnswer[]> {
    if (cards.length === 0) return [];
    const rows = await this.#database
      .selectFrom('feedback')
      .select(['card_uuid', 'outcome', 'outcome_timestamp', 'detail'])
      .where('issuer', '=', issuer)
      .where('card_uuid', 'in', [...cards])
      .orderBy('outcome_timestamp')
      .execute();
    return rows.map(({ card_uuid, outcome, outcome_timestamp, detail }) => ({
      card: card_uuid,
      outcome,
      at: outcome_timestamp,
      reasons: (detailSchema.safeParse(detail).data?.overrideReasons ?? []).map(
        ({ reason, userComment }) => ({
          code: reason?.code,
          comment: userComment,
        }),
      ),
    }));
  }

  /** How many cards feedback came on in that time that were never shown. */
  async unknownCards(from: Date, until: Date): Promise<number> {
    const { count } = await this.#database
      .selectFrom('feedback')
      .where('received_at', '>=', from)
      .where('received_at', '<', until)
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('card')
              .select('card.uuid')
              .whereRef('card.uuid', '=', 'feedback.card_uuid')
              .whereRef('card.issuer', '=', 'feedback.issuer'),
          ),
        ),
      )
      .select(({ fn }) => fn.count<string>('feedback.card_uuid').distinct().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }
}

const detailSchema = z.object({
  overrideReasons: z
    .array(
      z.object({
        reason: z.object({ system: z.string().optional(), code: z.string().optional() }).optional(),
        userComment: z.string().optional(),
      }),
    )
    .default([]),
});

/** Codes alone: displays and comments are words of a client or a clinician. */
function reasonsIn(detail: unknown): AnsweredCard['answers'][number]['reasons'] {
  const { overrideReasons = [] } = detailSchema.safeParse(detail).data ?? {};
  return overrideReasons.map(({ reason, userComment }) => ({
    ...reason,
    commented: userComment !== undefined && userComment.trim() !== '',
  }));
}
