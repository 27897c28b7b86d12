import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { codesSchema } from './codes.ts';
import { describeIssues } from './describe-issues.ts';

/** What became of a card: CDS Hooks 2.0.1, "Feedback". */

const MAX_ITEMS = 1000;
const id = z.string().min(1).max(200);

const overrideReason = z.object({
  reason: codesSchema.optional().transform((codes) => codes?.[0]),
  userComment: z.string().max(4000).optional(),
});
const overrideReasons = z
  .union([z.array(overrideReason), overrideReason.transform((reason) => [reason])])
  .nullish();

const itemSchema = z
  .object({
    card: id,
    outcome: z.enum(['accepted', 'overridden']),
    outcomeTimestamp: z.iso.datetime({ offset: true, local: true }),
    acceptedSuggestions: z.array(z.object({ id })).nullish(),
    overrideReason: overrideReasons,
    /** Epic's spelling. */
    overrideReasons,
  })
  .transform((item) => ({
    card: item.card,
    outcome: item.outcome,
    outcomeTimestamp: item.outcomeTimestamp,
    acceptedSuggestions: (item.acceptedSuggestions ?? []).map((suggestion) => suggestion.id),
    overrideReasons: [...(item.overrideReason ?? []), ...(item.overrideReasons ?? [])],
  }));

const feedbackSchema = z.object({ feedback: z.array(itemSchema).max(MAX_ITEMS) });

/** `userComment` is free text of a clinician: it may hold anything about the patient, so it is never logged. */
export type FeedbackItem = z.infer<typeof itemSchema>;

export interface ReceivedFeedback {
  readonly issuer: string;
  readonly serviceId: string;
  readonly items: readonly FeedbackItem[];
}

export interface FeedbackStore {
  /**
   * Keeps all items or none. The same item again (card, outcome and timestamp) changes nothing, as clients
   * repeat what they are unsure of. Items on cards that we never showed to this issuer are counted.
   */
  save(feedback: ReceivedFeedback): Promise<{ readonly unknownCards: number }>;
}

/** @throws CodedError `request/malformed` for the whole batch when one item is */
export function parseFeedback(body: unknown): FeedbackItem[] {
  const parsed = feedbackSchema.safeParse(body);
  if (!parsed.success) throw new CodedError('request/malformed', describeIssues(parsed.error));
  return parsed.data.feedback;
}
