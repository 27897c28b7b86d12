import { z } from 'zod';
import {
  isWaiting,
  REVIEW_DECISIONS,
  type Review,
  type ReviewedResult,
  type Reviewer,
  type Standing,
} from '../../decisions/review.ts';
import { CodedError } from '../../errors.ts';
import { storable } from '../../storable-text.ts';
import type { Claim } from '../../store/review-claims.ts';
import { parseRoiFile, type RoiFile } from '../../spine/roi-file.ts';

const formSchema = z.object({
  /** Of `seenOf`, as the page had it. */
  seen: z.string().max(100),
  decision: z.enum(REVIEW_DECISIONS),
  reason: z.string().max(2000).default(''),
  /** A ROI file as JSON, when the reviewer drew. */
  rois: z.string().default(''),
  /** Of `heldAgainst`: who has taken it, where somebody else decides knowingly. */
  despite: z.string().max(2000).default(''),
});

/** What a reviewer sends. */
export interface DecisionForm {
  readonly seen: string;
  readonly decision: z.infer<typeof formSchema>['decision'];
  readonly reason: string | null;
  readonly rois: RoiFile | undefined;
  readonly despite: string;
}

/**
 * @param hasNumber whether there is a number that could be confirmed
 * @throws CodedError `review/no-decision`, `review/reason-needed`, `review/nothing-drawn`, `review/nothing-to-confirm`,
 * `spine/roi-file-invalid`
 */
export function parseDecision(body: unknown, hasNumber: boolean): DecisionForm {
  const form = formSchema.safeParse(body);
  if (!form.success) throw new CodedError('review/no-decision');
  const { seen, decision, rois: drawn, despite } = form.data;
  const reason = storable(form.data.reason.trim());
  if (decision === 'confirm' && !hasNumber) throw new CodedError('review/nothing-to-confirm');
  if ((decision === 'reject' || decision === 'ask') && reason === '')
    throw new CodedError('review/reason-needed');
  if (decision === 'change' && drawn === '') throw new CodedError('review/nothing-drawn');
  const rois = decision === 'change' ? parseRoiFile(drawn) : undefined;
  return { seen, decision, reason: reason === '' ? null : reason, rois, despite };
}

/** Who has taken a finding that waits, as the form says it; undefined where that is nobody, or who decides. */
export function heldAgainst(
  claim: Claim | undefined,
  standing: Standing,
  { issuer, subject }: Pick<Reviewer, 'issuer' | 'subject'>,
): string | undefined {
  if (!claim || !isWaiting(standing)) return undefined;
  const { by } = claim;
  return by.issuer === issuer && by.subject === subject ? undefined : `${by.issuer} ${by.subject}`;
}

/** What somebody looked at: the numbers, and how many had decided before. */
export function seenOf({ result }: ReviewedResult, reviews: readonly Review[]): string {
  return `${result}.${reviews.at(-1)?.number ?? 0}`;
}
