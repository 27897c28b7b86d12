import type { AuditEvent } from '../src/audit/entry.ts';
import type { AuditTrail } from '../src/audit/trail.ts';
import type { CdsResponse } from '../src/cds-hooks/cards.ts';
import { NO_CARDS } from '../src/cds-hooks/cards.ts';
import type { CdsCall } from '../src/cds-hooks/service.ts';
import type { Decision, DecisionLog } from '../src/decisions/decision.ts';
import { asCodedError, type ErrorCode } from '../src/errors.ts';
import type { Logger } from '../src/logger.ts';
import { uuidOf } from '../src/observability/work.ts';

/** An answer with what it rests on. */
export interface Answered {
  readonly response: CdsResponse;
  readonly decision: Decision;
  /** Set where the record was read and nothing came to rest on it. */
  readonly onlyRead?: true;
}

/** The answer to a hook that is about no lumbar MRI: nothing was read. */
export const NOT_CONCERNED: Answered = {
  response: NO_CARDS,
  decision: {
    recommendation: { kind: 'nothing', reasons: [{ code: 'no-lumbar-mri' }] },
    shown: 'nothing',
    card: null,
    basis: null,
  },
};

/** The same, where the record had to be read to know it. */
export const READ_AND_NOT_CONCERNED: Answered = { ...NOT_CONCERNED, onlyRead: true };

export interface AccountDependencies {
  readonly decisions: DecisionLog;
  readonly audit: AuditTrail;
  readonly logger: Logger;
}

/** Gives the answer, and an account of it to store, audit trail and log: in codes, nothing about the patient. */
export async function accounted(
  serviceId: string,
  call: CdsCall,
  { decisions, audit, logger }: AccountDependencies,
  answer: () => Promise<Answered>,
): Promise<CdsResponse> {
  const { client, hook, hookInstance, signal } = call;
  const decided = { client, serviceId, hook, hookInstance };
  const answered = await answer().catch((thrown: unknown) => {
    const failure = signal.aborted ? 'hook/deadline' : asCodedError(thrown).code;
    decisions.record(decided, { failure });
    audit.note(auditEvent(call, failure));
    throw thrown;
  });
  // When the time was up the client got its answer without us: a card that comes now was shown to nobody.
  const late = signal.aborted;
  decisions.record(decided, late ? { failure: 'hook/deadline' } : answered.decision);
  if (answered.decision.basis || answered.onlyRead) {
    audit.note(auditEvent(call, late ? 'hook/deadline' : answered.decision));
  }
  logger.info(logLine(call, answered.decision), late ? 'decided too late, nothing shown' : 'decided');
  return answered.response;
}

function auditEvent(
  { client, context: { patientId }, hookInstance }: CdsCall,
  decision: Decision | ErrorCode,
): AuditEvent {
  const read = { who: { kind: 'client', name: client.issuer }, client, patientId, hookInstance } as const;
  if (typeof decision === 'string') return { ...read, action: 'decided', outcome: decision };
  return {
    ...read,
    action: 'decided',
    outcome: decision.recommendation.kind,
    measurement: decision.basis?.measurement ?? undefined,
    card: decision.card ?? undefined,
  };
}

function logLine({ hook, hookInstance }: CdsCall, { recommendation, shown, basis }: Decision): object {
  return {
    hook,
    hookInstance: uuidOf(hookInstance),
    kind: recommendation.kind,
    reasons: recommendation.reasons.map(({ code }) => code),
    shown,
    ...(basis && {
      policyId: basis.policy.id,
      policyVersion: basis.policy.version,
      image: basis.image,
      ...(basis.measurement !== null && { measurement: basis.measurement }),
    }),
  };
}
