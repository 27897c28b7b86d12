import type { Kysely } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { Reviewer } from '../decisions/review.ts';
import type { Schema } from './schema.ts';

export interface Claim {
  readonly by: Reviewer;
  readonly at: Date;
}

/** Who has taken which finding to look at; it keeps nobody from deciding. */
export class ReviewClaims {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /**
   * Takes a finding that nobody has, or that `from` has.
   *
   * @param from subject of who has it, as the taker saw it
   * @returns false when somebody else was quicker
   */
  async take(
    { client, id }: { readonly client: CallingClient; readonly id: string },
    by: Reviewer,
    from: string | undefined,
  ): Promise<boolean> {
    const who = {
      reviewer_issuer: by.issuer,
      reviewer_subject: by.subject,
      reviewer_name: by.name,
      claimed_at: new Date(),
    };
    const { numInsertedOrUpdatedRows } = await this.#database
      .insertInto('review_claim')
      .values({ measurement_id: id, issuer: client.issuer, fhir_server: client.fhirServer, ...who })
      .onConflict((conflict) =>
        conflict
          .column('measurement_id')
          .doUpdateSet(who)
          .where((is) =>
            is.or([
              is.and([
                is('review_claim.reviewer_issuer', '=', by.issuer),
                is('review_claim.reviewer_subject', '=', by.subject),
              ]),
              ...(from === undefined ? [] : [is('review_claim.reviewer_subject', '=', from)]),
            ]),
          ),
      )
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Gives back what one has taken oneself. */
  async release(measurementId: string, { issuer, subject }: Reviewer): Promise<void> {
    await this.#database
      .deleteFrom('review_claim')
      .where('measurement_id', '=', measurementId)
      .where('reviewer_issuer', '=', issuer)
      .where('reviewer_subject', '=', subject)
      .execute();
  }

  /** Who has these findings, by the ids of the measurements. */
  async of(measurementIds: readonly string[]): Promise<ReadonlyMap<string, Claim>> {
    if (measurementIds.length === 0) return new Map();
    const rows = await this.#database
      .selectFrom('review_claim')
      .selectAll()
      .where('measurement_id', 'in', measurementIds)
      .execute();
    return new Map(
      rows.map((row) => [
        row.measurement_id,
        {
          by: { issuer: row.reviewer_issuer, subject: row.reviewer_subject, name: row.reviewer_name },
          at: row.claimed_at,
        },
      ]),
    );
  }
}
