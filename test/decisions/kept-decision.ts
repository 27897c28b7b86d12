import type { StoredDecision } from '../../src/decisions/stored-decision.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { imageFacts, recordFacts } from '../../src/screening/facts.ts';
import { parsePolicy, type Policy } from '../../src/screening/policy.ts';
import { decide } from '../../src/screening/recommend.ts';
import type { PatientRecord } from '../../src/screening/record.ts';
import { NORTH } from '../support/data-keys.ts';
import { measuredAs } from '../support/measurement.ts';
import { screenedWoman } from '../support/screened-woman.ts';

export const POLICY = parsePolicy({
  id: 'hospital',
  version: '3',
  cutoff: { value: 5.5, source: 'Bandirali 2015' },
});

interface Situation {
  readonly record?: PatientRecord;
  readonly measurement?: Measurement | null;
  readonly policy?: Policy;
  readonly changes?: Partial<StoredDecision>;
}

/** A decision as it was kept: of a woman of 70 with an M-score of 6, unless a test says otherwise. */
export function keptDecision(situation: Situation = {}): StoredDecision {
  const { record = screenedWoman(), measurement = measuredAs({ m: 6 }), policy = POLICY } = situation;
  const facts = { ...recordFacts(record, '2026-11-20'), image: measurement && imageFacts(measurement) };
  const { kind, reasons } = decide(facts, policy);
  return {
    client: NORTH,
    service: 'lumbar-mri',
    hook: 'patient-view',
    decidedAt: new Date('2026-11-20T10:00:00Z'),
    failure: null,
    kind,
    reasons: reasons.map(({ code }) => code),
    shown: kind === 'nothing' ? 'nothing' : 'card',
    card: kind === 'nothing' ? null : '4e0a3a1e-3283-4575-ab82-028d55fe2719',
    facts,
    policy,
    image: measurement === null ? 'not-found' : 'imaging-study',
    measurement: measurement === null ? null : '9368d37b-283f-44a0-93ea-547cebab93ed',
    ...situation.changes,
  };
}
