import { z } from 'zod';
import type { CdsResponse } from '../src/cds-hooks/cards.ts';
import { NO_CARDS } from '../src/cds-hooks/cards.ts';
import type { CdsCall } from '../src/cds-hooks/service.ts';
import type { Decision, DecisionLog } from '../src/decisions/decision.ts';
import { asCodedError } from '../src/errors.ts';
import type { Logger } from '../src/logger.ts';

/** An answer with what it rests on. */
export interface Answered {
  readonly response: CdsResponse;
  readonly decision: Decision;
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

export interface AccountDependencies {
  readonly decisions: DecisionLog;
  readonly logger: Logger;
}

/** Gives the answer, and an account of it to the store and to the log: in codes, nothing about the patient. */
export async function accounted(
  serviceId: string,
  call: CdsCall,
  { decisions, logger }: AccountDependencies,
  answer: () => Promise<Answered>,
): Promise<CdsResponse> {
  const { client, hook, hookInstance, signal } = call;
  const decided = { client, serviceId, hook, hookInstance };
  const answered = await answer().catch((thrown: unknown) => {
    decisions.record(decided, { failure: signal.aborted ? 'hook/deadline' : asCodedError(thrown).code });
    throw thrown;
  });
  // When the time was up the client got its answer without us: a card that comes now was shown to nobody.
  const late = signal.aborted;
  decisions.record(decided, late ? { failure: 'hook/deadline' } : answered.decision);
  logger.info(logLine(call, answered.decision), late ? 'decided too late, nothing shown' : 'decided');
  return answered.response;
}

function logLine({ hook, hookInstance }: CdsCall, { recommendation, shown, basis }: Decision): object {
  return {
    hook,
    // A client may put anything there; only what is a UUID is sure to say nothing about the patient.
    hookInstance: z.uuid().safeParse(hookInstance).data,
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
