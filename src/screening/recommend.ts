import type { Measurement } from '../mscore/measurement.ts';
import { imageFacts, recordFacts, type Facts } from './facts.ts';
import { judgeImage } from './judge-image.ts';
import { judgeWithoutImage } from './judge-without-image.ts';
import type { Policy } from './policy.ts';
import { incompleteRecord, reasonsAgainst } from './reasons-against.ts';
import type { CardReason, Recommendation, RecommendationReason } from './recommendation.ts';
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
  const image = measurement && imageFacts(measurement);
  return decide({ ...recordFacts(record, today), image }, policy);
}

/** As `recommend`, from facts: those of a moment ago, or those that were kept of an older decision. */
export function decide(facts: Facts, policy: Policy): Recommendation {
  const policyId = policy.id;
  const record = reasonsAgainst(facts, policy);
  const image = judgeImage(facts.image, policy);
  const rule = policy.modules.noImageRule.on ? judgeWithoutImage(facts) : { against: [] };
  if (record.length === 0 && image.high) {
    const refer = (facts.age ?? 0) >= policy.referAge;
    const age = refer ? oldEnough(policy) : tooYoungToRefer(policy);
    const unread = facts.incomplete.length > 0 ? [incompleteRecord(facts)] : [];
    return {
      kind: refer ? 'refer' : 'assess-risk-first',
      reasons: [image.high, age, ...unread],
      policyId,
    };
  }
  if (record.length === 0 && rule.due) return { kind: 'screen-by-age', reasons: rule.due, policyId };
  const reasons = [...record, ...(image.against ?? []), ...(rule.against ?? [])];
  return { kind: 'nothing', reasons, policyId };
}

function oldEnough({ referAge }: Policy): RecommendationReason<CardReason> {
  return { code: 'age-refer', text: `The patient is ${referAge} or older: the policy suggests a DEXA.` };
}

function tooYoungToRefer({ referAge }: Policy): RecommendationReason<CardReason> {
  return {
    code: 'age-assess-risk-first',
    text: `The patient is, or may be, younger than ${referAge}: assess the fracture risk (FRAX) before a DEXA is ordered.`,
  };
}
