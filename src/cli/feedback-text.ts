import { TOPIC_CODES } from '../../cds-services/cards.ts';
import { OVERRIDES } from '../../cds-services/texts/card-texts.ts';
import { TEXTS } from '../../cds-services/texts/index.ts';
import type { FeedbackSummary } from '../decisions/feedback-summary.ts';
import type { Proportion } from '../mscore/statistics/wilson.ts';
import { NOTHING, percent } from '../report/numbers.ts';
import { RESEARCH_USE } from '../research-use.ts';
import { CARD_KINDS } from '../screening/recommendation.ts';
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
      cardName(kind),
      period,
      ...[shown, accepted, overridden, unanswered].map(String),
      share ? shareText(share) : NOTHING,
    ]),
    words: [1],
  });
}

function reasons(summaries: readonly FeedbackSummary[]): string[] {
  const rows = summaries.flatMap(({ kind, period, reasons: each }) =>
    each.map(({ code, share }) => [
      cardName(kind),
      period,
      reasonName(code),
      String(share.count),
      shareText(share),
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

function shareText({ value, interval95: [low, high] }: Proportion): string {
  return `${percent(value)} (${percent(low)}–${percent(high)})`;
}

function cardName(code: string): string {
  const kind = CARD_KINDS.find((known) => TOPIC_CODES[known] === code);
  return kind ? TEXTS.en.topics[kind] : code;
}

const REASON_NAMES: Readonly<Record<string, string>> = {
  other: 'a code of another system',
  words: 'in words only',
  none: 'none given',
};

function reasonName(code: string): string {
  const own = OVERRIDES.find((known) => known === code);
  return own ? TEXTS.en.overrides[own] : (REASON_NAMES[code] ?? code);
}
