import { cardName, overrideName } from '../../cds-services/card-names.ts';
import { TEXTS } from '../../cds-services/texts/index.ts';
import type { FeedbackSummary } from '../decisions/feedback-summary.ts';
import { NOTHING, shareWithInterval } from '../report/numbers.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { tableText } from './validation-text.ts';

export interface FeedbackReport {
  readonly from: string;
  readonly to: string;
  readonly unknownCards: number;
  readonly summaries: readonly FeedbackSummary[];
}

/** Acceptance and override reasons as a page of text, client by client. */
export function feedbackText({ from, to, unknownCards, summaries }: FeedbackReport): string {
  const byClient = Map.groupBy(summaries, ({ client }) => client);
  return [
    `Cards shown ${from} to ${to}; the last answer to each counts.`,
    ...(summaries.length === 0 ? ['None was shown.'] : []),
    ...[...byClient].flatMap(([client, ofClient]) => [acceptance(client, ofClient), ...reasons(ofClient)]),
    ...(unknownCards > 0 ? [`Feedback came on ${unknownCards} cards that this service did not show.`] : []),
    RESEARCH_USE,
  ].join('\n\n');
}

function acceptance(client: string, summaries: readonly FeedbackSummary[]): string {
  return tableText({
    caption: `Acceptance, ${client}`,
    head: ['card', 'period', 'shown', 'accepted', 'overridden', 'no answer', 'accepted of answered (95 %)'],
    rows: summaries.map(({ kind, period, shown, accepted, overridden, unanswered, acceptance: share }) => [
      cardName(kind, TEXTS.en),
      period,
      ...[shown, accepted, overridden, unanswered].map(String),
      share ? shareWithInterval(share) : NOTHING,
    ]),
    words: [1],
  });
}

function reasons(summaries: readonly FeedbackSummary[]): string[] {
  const rows = summaries.flatMap(({ kind, period, reasons: each }) =>
    each.map(({ code, share }) => [
      cardName(kind, TEXTS.en),
      period,
      reasonName(code),
      String(share.count),
      shareWithInterval(share),
    ]),
  );
  if (rows.length === 0) return [];
  return [
    tableText({
      caption: 'Why cards were overridden (a card may have several reasons)',
      head: ['card', 'period', 'reason', 'cards', 'of overridden (95 %)'],
      rows,
      words: [1, 2],
    }),
  ];
}

const REASON_NAMES: Readonly<Record<string, string>> = {
  other: 'a code of another system',
  words: 'in words only',
  none: 'none given',
};

function reasonName(code: string): string {
  return overrideName(code, TEXTS.en) ?? REASON_NAMES[code] ?? code;
}
