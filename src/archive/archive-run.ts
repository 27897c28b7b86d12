import type { CallingClient } from '../calling-client.ts';
import type { ErrorCode } from '../errors.ts';

/** One screening of what a PACS has: of whom, and from which day to which, ISO dates, both included. */
export interface ArchiveSpan {
  readonly client: CallingClient;
  readonly from: string;
  readonly to: string;
}

export interface ArchiveRun extends ArchiveSpan {
  readonly id: string;
  /** The last day whose studies were listed. */
  readonly listedUntil: string | undefined;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
}

/** What became of a study: a measurement, or why there is none. */
export type StudyOutcome =
  | {
      readonly outcome: 'measured' | 'limited' | 'refused';
      /** Refusals or limits. */
      readonly codes: readonly ErrorCode[];
      /** Whether the M-score reaches the site's cut-off. */
      readonly flagged: boolean;
    }
  /** Not a lumbar MRI, nobody of the record, or nobody whom the policy screens. */
  | { readonly outcome: 'passed-over'; readonly codes: readonly ErrorCode[] }
  /** It could not be measured, now; screening again tries again. */
  | { readonly outcome: 'failed'; readonly codes: readonly ErrorCode[] };

/** How many studies came out how. */
export interface OutcomeCount {
  readonly outcome: StudyOutcome['outcome'];
  readonly codes: readonly string[];
  readonly flagged: boolean;
  readonly studies: number;
}
