import type { Kysely } from 'kysely';
import type { Review, Reviewer } from '../../decisions/review.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { MeasureStudy } from '../../jobs/messages.ts';
import type { AuditLog } from '../../store/audit-log.ts';
import type { SiteOf } from '../../site.ts';
import { CodedError } from '../../errors.ts';
import { inTurn } from '../../store/in-turn.ts';
import type { Measurements, StoredMeasurement } from '../../store/measurements.ts';
import { ReviewedRois } from '../../store/reviewed-rois.ts';
import { Reviews } from '../../store/reviews.ts';
import type { Schema } from '../../store/schema.ts';
import { Withdrawals } from '../../store/withdrawals.ts';
import { type DecisionForm, seenOf } from './form.ts';

export interface DecideDependencies {
  readonly database: Kysely<Schema>;
  readonly measurements: Measurements;
  readonly queue: Pick<JobQueue, 'measureStudy' | 'publishResult'>;
  readonly siteOf: SiteOf;
  readonly audit: Pick<AuditLog, 'append'>;
}

/** `meanwhile`: somebody decided, or the study was measured anew, since the reviewer's page was made. */
export type Decided = { readonly review: Review } | { readonly meanwhile: Review | 'measured' };

/**
 * Sets down what a reviewer decided, and has what follows from it done, all or nothing: the result is written to the record
 * again, or the study is measured as it was drawn and written then. Of two reviewers who looked at the same, the
 * second changes nothing.
 *
 * @throws CodedError `review/withdrawn` when the study was entered in error
 * @param study how to have it measured; undefined when nobody can say whose images they must be, and the next hook does
 */
export async function decide(
  stored: StoredMeasurement,
  form: DecisionForm,
  reviewer: Reviewer,
  study: MeasureStudy | undefined,
  { database, measurements, queue, siteOf, audit }: DecideDependencies,
): Promise<Decided> {
  const {
    id,
    client,
    patientId,
    verified,
    measurement: { study: images },
  } = stored;
  return database.transaction().execute(async (transaction) => {
    await inTurn(transaction, `review ${id}`);
    if (await new Withdrawals(transaction).ofMeasurement(stored)) throw new CodedError('review/withdrawn');
    const reviews = new Reviews(transaction);
    const before = (await reviews.of([id])).get(id) ?? [];
    const result = (await reviews.resultsOf([id])).get(id);
    if (!result || seenOf(result, before) !== form.seen) {
      const last = before.at(-1);
      return { meanwhile: last && !form.seen.endsWith(`.${last.number}`) ? last : 'measured' };
    }
    const { decision, reason, rois } = form;
    const review = await reviews.add({
      client,
      measurementId: id,
      reviewer,
      decision,
      reason,
      rois,
      ...result,
    });
    if (rois) {
      await new ReviewedRois(transaction).save(client, images.studyInstanceUid, rois);
      if (study) await queue.measureStudy(study, transaction);
    } else if (decision !== 'ask' && verified && siteOf(client).publishTo) {
      await measurements.within(transaction).markPending(id);
      await queue.publishResult({ measurementId: id }, transaction);
    }
    const { studyInstanceUid } = images;
    const who = { kind: 'person', name: reviewer.subject } as const;
    const of = { client, patientId, studyInstanceUid, measurement: id };
    await audit.append(transaction, { who, action: 'reviewed', outcome: decision, ...of });
    return { review };
  });
}
