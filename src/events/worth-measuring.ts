import type { Patient } from 'fhir/r4.js';
import { reason } from '../errors.ts';
import { readPatient } from '../fhir/record.ts';
import { recordFacts } from '../screening/facts.ts';
import type { Policy } from '../screening/policy.ts';
import { reasonsAgainst } from '../screening/reasons-against.ts';
import type { Site } from '../site.ts';
import { identifyStudy } from './identify-study.ts';
import type { IdentifiedStudy, StudyClue, Whereabouts } from './whereabouts.ts';

/**
 * Which lumbar MRI that is, and whose, as `identifyStudy` has it; `event/not-screened` where the policy would never look at
 * its images.
 *
 * @param today ISO date
 * @throws CodedError as `identifyStudy`
 */
export async function studyWorthMeasuring(
  clue: StudyClue,
  whereabouts: Whereabouts & { readonly site: Pick<Site, 'policy'> },
  today: string,
): Promise<IdentifiedStudy> {
  const found = await identifyStudy(clue, whereabouts);
  if (!found.study || isWorthMeasuring(found.patient, whereabouts.site.policy, today)) return found;
  return { reason: reason('event/not-screened') };
}

/**
 * Whether the policy would ever look at images of this patient, by sex, age and whether she lives; what else the record
 * holds is looked at when the result is used.
 *
 * @param today ISO date
 */
function isWorthMeasuring(patient: Patient, policy: Policy, today: string): boolean {
  const read = readPatient(patient);
  if (!read || !policy.modules.imageScore.on) return false;
  const record = { ...read, dexaHistory: [], dexaOrdered: false, suppressors: [], incomplete: [] };
  return reasonsAgainst(recordFacts(record, today), policy).length === 0;
}
