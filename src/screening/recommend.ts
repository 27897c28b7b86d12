import type { Measurement } from '../mscore/measurement.ts';
import { lastDayOf } from './calendar.ts';
import { judgeMeasurement } from './judge-measurement.ts';
import type { Policy } from './policy.ts';
import { incompleteRecord, reasonsAgainst, youngestAge } from './reasons-against.ts';
import type { Recommendation, RecommendationReason } from './recommendation.ts';
import type { PatientRecord } from './record.ts';

/**
 * What to do about a patient: refer to DEXA, assess the risk first, or nothing – with every reason that
 * applies, not only the first. Pure: the same record, measurement, policy and day give the same answer.
 *
 * `measurement` is null when no study was measured. `today` is an ISO date (`YYYY-MM-DD`); raises
 * RangeError when it is not. Partial dates are read so that no card rests on a guess (calendar.ts).
 */
export function recommend(
  record: PatientRecord,
  measurement: Measurement | null,
  policy: Policy,
  today: string,
): Recommendation {
  const day = lastDayOf(today);
  if (day === undefined || today.length < 10) throw new RangeError('today must be an ISO date');

  const judgement = judgeMeasurement(measurement, policy);
  const reasonsNotTo = [...reasonsAgainst(record, policy, day), ...(judgement.against ?? [])];
  if (judgement.high === undefined || reasonsNotTo.length > 0) {
    return { kind: 'nothing', reasons: reasonsNotTo, policyId: policy.id };
  }

  const age = youngestAge(record, day) ?? 0;
  const refer = age >= policy.referAge;
  return {
    kind: refer ? 'refer' : 'assess-risk-first',
    reasons: [
      judgement.high,
      refer ? oldEnough(policy) : tooYoungToRefer(policy),
      ...(record.incomplete.length > 0 ? [incompleteRecord(record)] : []),
    ],
    policyId: policy.id,
  };
}

function oldEnough({ referAge }: Policy): RecommendationReason {
  return { code: 'age-refer', text: `The patient is ${referAge} or older: the policy suggests a DEXA.` };
}

function tooYoungToRefer({ referAge }: Policy): RecommendationReason {
  return {
    code: 'age-assess-risk-first',
    text: `The patient is, or may be, younger than ${referAge}: assess the fracture risk (FRAX) before a DEXA is ordered.`,
  };
}
