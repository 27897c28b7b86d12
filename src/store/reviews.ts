import type { Kysely, Selectable, Transaction } from 'kysely';
import {
  outcomeOf,
  type Review,
  type ReviewedResult,
  type Standing,
  standingOf,
} from '../decisions/review.ts';
import type { ReviewOutcome } from '../screening/review-outcome.ts';
import type { RoiFile } from '../spine/roi-file.ts';
import type { CallingClient } from '../calling-client.ts';
import type { ReviewTable, Schema } from './schema.ts';

/** What a reviewer decides, with what it is about. */
export interface NewReview extends Omit<Review, 'number' | 'decidedAt'> {
  readonly client: CallingClient;
  readonly measurementId: string;
  readonly rois?: RoiFile | undefined;
}

type Executor = Kysely<Schema> | Transaction<Schema>;

/** All but what was drawn: that is long, and read where it is measured. */
const REVIEW_COLUMNS = [
  'number',
  'decision',
  'reason',
  'decided_at',
  'result_sha256',
  'reference_sha256',
  'reviewer_issuer',
  'reviewer_subject',
  'reviewer_name',
] as const;

/** What reviewers decided; nothing is ever changed or removed. */
export class Reviews {
  readonly #database: Executor;

  constructor(database: Executor) {
    this.#database = database;
  }

  async add({ client, measurementId, reviewer, rois, ...review }: NewReview): Promise<Review> {
    const row = await this.#database
      .insertInto('review')
      .values({
        issuer: client.issuer,
        fhir_server: client.fhirServer,
        measurement_id: measurementId,
        result_sha256: review.result,
        reference_sha256: review.reference,
        decision: review.decision,
        reason: review.reason,
        rois: rois ? JSON.stringify(rois) : null,
        reviewer_issuer: reviewer.issuer,
        reviewer_subject: reviewer.subject,
        reviewer_name: reviewer.name,
      })
      .returning(REVIEW_COLUMNS)
      .executeTakeFirstOrThrow();
    return toReview(row);
  }

  /** All reviews of these measurements, in order, by the id of the measurement. */
  async of(measurementIds: readonly string[]): Promise<ReadonlyMap<string, readonly Review[]>> {
    if (measurementIds.length === 0) return new Map();
    const rows = await this.#database
      .selectFrom('review')
      .select([...REVIEW_COLUMNS, 'measurement_id'])
      .where('measurement_id', 'in', measurementIds)
      .orderBy('number')
      .execute();
    const grouped = Map.groupBy(rows, ({ measurement_id: id }) => id);
    return new Map([...grouped].map(([id, of]) => [id, of.map(toReview)]));
  }

  /** How one measurement stands. */
  async standing(measurementId: string): Promise<Standing> {
    return (await this.standings([measurementId])).get(measurementId) ?? { state: 'open' };
  }

  /** How those of these measurements stand that anybody reviewed, by their ids. */
  async standings(measurementIds: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
    const reviewed = await this.of(measurementIds);
    // Most results are never reviewed, and hooks ask for each.
    const results = await this.resultsOf([...reviewed.keys()]);
    return new Map([...results].map(([id, result]) => [id, standingOf(reviewed.get(id) ?? [], result)]));
  }

  /** What a reviewer decided about the result as it is now; undefined while nobody did. */
  async latestOf(measurementId: string): Promise<ReviewOutcome | undefined> {
    return outcomeOf(await this.standing(measurementId));
  }

  /** What these measurements say now, by their ids. */
  async resultsOf(measurementIds: readonly string[]): Promise<ReadonlyMap<string, ReviewedResult>> {
    if (measurementIds.length === 0) return new Map();
    const rows = await this.#database
      .selectFrom('measurement')
      .select(['id', 'result_sha256 as result', 'reference_sha256 as reference', 'roi_source as roiSource'])
      .where('id', 'in', measurementIds)
      .execute();
    return new Map(rows.map(({ id, ...result }) => [id, result]));
  }
}

function toReview(row: Pick<Selectable<ReviewTable>, (typeof REVIEW_COLUMNS)[number]>): Review {
  return {
    number: Number(row.number),
    decision: row.decision,
    reason: row.reason,
    reviewer: { issuer: row.reviewer_issuer, subject: row.reviewer_subject, name: row.reviewer_name },
    decidedAt: row.decided_at,
    result: row.result_sha256,
    reference: row.reference_sha256,
  };
}
