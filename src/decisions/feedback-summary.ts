import { proportion, type Proportion } from '../mscore/statistics/wilson.ts';

/** A card that was shown, with every answer of clinicians to it. */
export interface AnsweredCard {
  /** Issuer of the client. */
  readonly client: string;
  /** Code of the card's topic. */
  readonly kind: string;
  readonly shownAt: Date;
  readonly answers: readonly {
    readonly outcome: 'accepted' | 'overridden';
    readonly at: Date;
    readonly reasons: readonly {
      readonly system?: string | undefined;
      readonly code?: string | undefined;
      /** Whether the clinician wrote something; what, is nobody's statistics. */
      readonly commented: boolean;
    }[];
  }[];
}

/** What became of the cards of one kind in one period. */
export interface FeedbackSummary {
  readonly client: string;
  readonly kind: string;
  /** `2026-11`, `2026` or `all`. */
  readonly period: string;
  readonly shown: number;
  readonly accepted: number;
  readonly overridden: number;
  readonly unanswered: number;
  /** Of the answered ones, with a 95 % interval (Wilson); null when none was. */
  readonly acceptance: Proportion | null;
  /** Of the overridden ones, the commonest first; one card may have several. */
  readonly reasons: readonly { readonly code: string; readonly share: Proportion }[];
}

export type Period = 'month' | 'year' | 'all';

/**
 * Counts cards, not messages: however often an answer is sent it counts once, and where a clinician changed their mind the
 * last answer counts.
 *
 * @param known our own override codes; others are counted together
 */
export function summariseFeedback(
  cards: readonly AnsweredCard[],
  period: Period,
  known: readonly string[],
): FeedbackSummary[] {
  const groups = Map.groupBy(cards, ({ client, kind, shownAt }) =>
    JSON.stringify([client, kind, periodOf(shownAt, period)]),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { client, kind, shownAt } = first;
      return [{ client, kind, period: periodOf(shownAt, period), ...counted(group, known) }];
    })
    .toSorted((a, b) => sortKey(a).localeCompare(sortKey(b)));
}

function counted(
  cards: readonly AnsweredCard[],
  known: readonly string[],
): Omit<FeedbackSummary, 'client' | 'kind' | 'period'> {
  const last = cards.flatMap(({ answers }) => lastAnswer(answers) ?? []);
  const overridden = last.filter(({ outcome }) => outcome === 'overridden');
  const accepted = last.length - overridden.length;
  const codes = overridden.flatMap(({ reasons }) => [
    ...new Set(reasons.length === 0 ? ['none'] : reasons.map((reason) => nameOf(reason, known))),
  ]);
  const reasons = [...Map.groupBy(codes, (code) => code)].map(([code, each]) => ({
    code,
    share: proportion(each.length, overridden.length),
  }));
  return {
    shown: cards.length,
    accepted,
    overridden: overridden.length,
    unanswered: cards.length - last.length,
    acceptance: last.length === 0 ? null : proportion(accepted, last.length),
    reasons: reasons.toSorted((a, b) => b.share.count - a.share.count || a.code.localeCompare(b.code)),
  };
}

/** The latest by the clinician's clock; of two at one moment the one that came in last. */
function lastAnswer(answers: AnsweredCard['answers']): AnsweredCard['answers'][number] | undefined {
  return answers.reduce<AnsweredCard['answers'][number] | undefined>(
    (latest, answer) => (latest && answer.at < latest.at ? latest : answer),
    undefined,
  );
}

/** Our own code, `other` for another system's, `words` for a comment alone, `none`. */
function nameOf(
  { code, system, commented }: AnsweredCard['answers'][number]['reasons'][number],
  known: readonly string[],
): string {
  if (code !== undefined && known.includes(code)) return code;
  if (code !== undefined && system !== undefined) return 'other';
  return code !== undefined || commented ? 'words' : 'none';
}

function periodOf(date: Date, period: Period): string {
  if (period === 'all') return 'all';
  return date.toISOString().slice(0, period === 'month' ? 7 : 4);
}

function sortKey({ client, kind, period }: FeedbackSummary): string {
  return JSON.stringify([client, period, kind]);
}
