import {
  isWaiting,
  type Review,
  type ReviewedResult,
  type Standing,
  standingOf,
} from '../../decisions/review.ts';
import { aboveCutoff, type Finding, findingOf } from '../../screening/finding.ts';
import type { Policy } from '../../screening/policy.ts';
import type { Claim } from '../../store/review-claims.ts';
import type { ListedMeasurement } from '../../store/worklist.ts';
import type { SignedIn } from '../access.ts';
import type { WorklistQuery } from './query.ts';

/** A measurement that a person should look at, with how it stands. */
export interface ListedFinding extends ListedMeasurement {
  readonly kind: Finding;
  /** Of the site, else of the cohort; null for a refusal. */
  readonly cutoff: Policy['cutoff'];
  /** How far M lies above it. */
  readonly above: number | null;
  readonly standing: Standing;
  readonly claim: Claim | undefined;
}

export interface Known {
  readonly cutoffOf: (measurement: ListedMeasurement) => Policy['cutoff'];
  readonly reviews: ReadonlyMap<string, readonly Review[]>;
  readonly results: ReadonlyMap<string, ReviewedResult>;
  readonly claims: ReadonlyMap<string, Claim>;
}

/** Those of the measurements that are findings. */
export function findingsAmong(measurements: readonly ListedMeasurement[], known: Known): ListedFinding[] {
  return measurements.flatMap((measurement) => {
    const cutoff = known.cutoffOf(measurement);
    const kind = findingOf(measurement, cutoff);
    if (!kind) return [];
    const { id, mscore } = measurement;
    const result = known.results.get(id);
    return [
      {
        ...measurement,
        kind,
        cutoff: cutoff ?? mscore?.cutoff ?? null,
        above: mscore && aboveCutoff(mscore, cutoff),
        standing: result ? standingOf(known.reviews.get(id) ?? [], result) : { state: 'open' },
        claim: known.claims.get(id),
      },
    ];
  });
}

export type Counts = Readonly<Record<'waiting' | 'decided' | Finding, number>>;

/** Of findings that wait, by kind, and of those that are decided. */
export function countFindings(findings: readonly ListedFinding[]): Counts {
  const waiting = findings.filter(({ standing }) => isWaiting(standing));
  const of = (kind: Finding) => waiting.filter((finding) => finding.kind === kind).length;
  return {
    waiting: waiting.length,
    decided: findings.length - waiting.length,
    clear: of('clear'),
    possible: of('possible'),
    refused: of('refused'),
  };
}

/** What the query asks for, in its order. */
export function chosen(
  findings: readonly ListedFinding[],
  { state, kind, holder, order }: WorklistQuery,
  { subject }: Pick<SignedIn, 'subject'>,
): ListedFinding[] {
  const shown = findings.filter(
    (finding) =>
      (state === 'all' || isWaiting(finding.standing) === (state === 'waiting')) &&
      (kind === 'any' || finding.kind === kind) &&
      (holder === 'anybody' || finding.claim?.by.subject === (holder === 'me' ? subject : undefined)),
  );
  return order === 'newest' ? shown : shown.toSorted(moreSuspicious);
}

const RANK: Readonly<Record<Finding, number>> = { clear: 0, possible: 1, refused: 2 };

function moreSuspicious(a: ListedFinding, b: ListedFinding): number {
  return RANK[a.kind] - RANK[b.kind] || (b.above ?? 0) - (a.above ?? 0);
}

/** By an identifier of patient or study, whole: none is guessed from a part. */
export function found(findings: readonly ListedFinding[], identifier: string): ListedFinding[] {
  return findings.filter(({ patientId, study }) =>
    [patientId, study.accessionNumber, study.studyInstanceUid].includes(identifier),
  );
}
