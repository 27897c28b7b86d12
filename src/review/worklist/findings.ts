import {
  isWaiting,
  outcomeOf,
  type Review,
  type ReviewedResult,
  type Standing,
  standingOf,
} from '../../decisions/review.ts';
import type { Mscore } from '../../mscore/measurement.ts';
import { imageFacts } from '../../screening/facts.ts';
import { findingOf } from '../../screening/finding.ts';
import type { Policy } from '../../screening/policy.ts';
import type { Claim } from '../../store/review-claims.ts';
import type { ListedMeasurement } from '../../store/worklist.ts';
import type { SignedIn } from '../access.ts';
import type { WorklistQuery } from './query.ts';

/**
 * How suspicious a finding is: `clear` when the whole 95 % interval of M lies above the cut-off, `possible` when M does
 * and its interval does not, `by-hand` when there is no number before a person marked levels or air.
 */
export type Suspicion = 'clear' | 'possible' | 'by-hand';

/** A measurement that a person should look at, with how it stands. */
export interface ListedFinding extends ListedMeasurement {
  readonly suspicion: Suspicion;
  /** Of the site, else of the cohort; null without a number. */
  readonly cutoff: Mscore['cutoff'];
  readonly standing: Standing;
  readonly claim: Claim | undefined;
}

export interface Known {
  readonly policyOf: (measurement: ListedMeasurement) => Policy;
  readonly reviews: ReadonlyMap<string, readonly Review[]>;
  readonly results: ReadonlyMap<string, ReviewedResult>;
  readonly claims: ReadonlyMap<string, Claim>;
}

/** Those of the measurements that are findings and were not entered in error, and all that a reviewer decided about. */
export function findingsAmong(measurements: readonly ListedMeasurement[], known: Known): ListedFinding[] {
  return measurements.flatMap((measurement) => {
    const { id, mscore } = measurement;
    const policy = known.policyOf(measurement);
    const result = known.results.get(id);
    const standing: Standing = result ? standingOf(known.reviews.get(id) ?? [], result) : { state: 'open' };
    const asks = findingOf(imageFacts(measurement), policy) && !measurement.withdrawn;
    if (!asks && outcomeOf(standing) === undefined) return [];
    const cutoff = (mscore && (policy.cutoff ?? mscore.cutoff)) ?? null;
    return [
      {
        ...measurement,
        suspicion: suspicionOf(mscore, cutoff),
        cutoff,
        standing,
        claim: known.claims.get(id),
      },
    ];
  });
}

function suspicionOf(mscore: Mscore | null, cutoff: Mscore['cutoff']): Suspicion {
  if (!mscore || !cutoff) return 'by-hand';
  return mscore.interval95[0] >= cutoff.value ? 'clear' : 'possible';
}

export type Counts = Readonly<Record<'waiting' | 'decided' | Suspicion, number>>;

/** Of findings that wait, by suspicion, and of those that are decided. */
export function countFindings(findings: readonly ListedFinding[]): Counts {
  const waiting = findings.filter(({ standing }) => isWaiting(standing));
  const of = (suspicion: Suspicion) => waiting.filter((finding) => finding.suspicion === suspicion).length;
  return {
    waiting: waiting.length,
    decided: findings.length - waiting.length,
    clear: of('clear'),
    possible: of('possible'),
    'by-hand': of('by-hand'),
  };
}

/** What the query asks for, in its order. */
export function chosen(
  findings: readonly ListedFinding[],
  { state, suspicion, holder, order }: WorklistQuery,
  { subject }: Pick<SignedIn, 'subject'>,
): ListedFinding[] {
  const shown = findings.filter(
    (finding) =>
      (state === 'all' || isWaiting(finding.standing) === (state === 'waiting')) &&
      (suspicion === 'any' || finding.suspicion === suspicion) &&
      (holder === 'anybody' || finding.claim?.by.subject === (holder === 'me' ? subject : undefined)),
  );
  return order === 'newest' ? shown : shown.toSorted(moreSuspicious);
}

const RANK: Readonly<Record<Suspicion, number>> = { clear: 0, possible: 1, 'by-hand': 2 };

/** Within one suspicion by how far M lies above the cut-off. */
function moreSuspicious(a: ListedFinding, b: ListedFinding): number {
  return RANK[a.suspicion] - RANK[b.suspicion] || above(b) - above(a);
}

function above({ mscore, cutoff }: ListedFinding): number {
  return (mscore?.value ?? 0) - (cutoff?.value ?? 0);
}
