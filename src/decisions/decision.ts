import type { CallingClient } from '../calling-client.ts';
import type { ErrorCode } from '../errors.ts';
import type { Facts } from '../screening/facts.ts';
import type { Policy } from '../screening/policy.ts';
import type { Recommendation } from '../screening/recommendation.ts';

/** What became of the recommendation: on a card, kept to ourselves (shadow mode), or nothing to show. */
export type Shown = 'card' | 'shadow' | 'nothing';

/** Where the images came from, or why none were looked at. */
export type ImageFound =
  | 'imaging-study'
  | 'qido-accession'
  | 'qido-patient'
  | 'not-looked-at'
  | 'not-found'
  | 'withdrawn'
  | 'not-yet-measured';

/** One answer to one hook, in codes: what was known, by which rules, what came out. */
export interface Decision {
  readonly recommendation: {
    readonly kind: Recommendation['kind'];
    readonly reasons: readonly { readonly code: string }[];
  };
  readonly shown: Shown;
  /** UUID of the card that was shown. */
  readonly card: string | null;
  /** Null where the hook was about no lumbar MRI, so that nothing was read. */
  readonly basis: DecisionBasis | null;
}

export interface DecisionBasis {
  readonly facts: Facts;
  readonly policy: Policy;
  readonly image: ImageFound;
  /** Id of the stored measurement. */
  readonly measurement: string | null;
}

/** Which call of a hook it was. */
export interface DecidedCall {
  readonly client: CallingClient;
  readonly serviceId: string;
  readonly hook: string;
  /** As the client sent it. */
  readonly hookInstance: string;
}

/** Where decisions are kept. It must not hold up the hook, nor make it fail. */
export interface DecisionLog {
  /** @param decision what was decided, or why nothing could be */
  record(call: DecidedCall, decision: Decision | { readonly failure: ErrorCode }): void;
}
