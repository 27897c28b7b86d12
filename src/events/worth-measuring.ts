import type { Patient } from 'fhir/r4.js';
import { readPatient } from '../fhir/record.ts';
import { recordFacts } from '../screening/facts.ts';
import type { Policy } from '../screening/policy.ts';
import { reasonsAgainst } from '../screening/reasons-against.ts';

/**
 * Whether the policy would ever look at images of this patient, by sex, age and whether she lives; what else the record
 * holds is looked at when the result is used.
 *
 * @param today ISO date
 */
export function isWorthMeasuring(patient: Patient, policy: Policy, today: string): boolean {
  const read = readPatient(patient);
  if (!read || !policy.modules.imageScore.on) return false;
  const record = { ...read, dexaHistory: [], dexaOrdered: false, suppressors: [], incomplete: [] };
  return reasonsAgainst(recordFacts(record, today), policy).length === 0;
}
