import type { CallingClient } from '../calling-client.ts';
import type { Facts } from '../screening/facts.ts';
import type { Policy } from '../screening/policy.ts';
import type { Recommendation } from '../screening/recommendation.ts';
import type { ImageFound, Shown } from './decision.ts';

/** A decision as it was kept; null is what there was not, or what this version cannot read any more. */
export interface StoredDecision {
  readonly client: CallingClient;
  readonly service: string;
  readonly hook: string;
  readonly decidedAt: Date;
  /** Code of the catalogue, when nothing could be decided. */
  readonly failure: string | null;
  readonly kind: Recommendation['kind'] | null;
  /** Their codes. */
  readonly reasons: readonly string[];
  readonly shown: Shown;
  readonly card: string | null;
  readonly facts: Facts | null;
  /** The rules that decided, without the code lists. */
  readonly policy: Policy | null;
  readonly image: ImageFound | null;
  readonly measurement: string | null;
}
