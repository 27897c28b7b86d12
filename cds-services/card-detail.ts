import { escapeMarkdown } from '../src/cds-hooks/markdown.ts';
import type { Measurement, Mscore } from '../src/mscore/measurement.ts';
import type { DexaEvidence } from '../src/screening/record.ts';
import type { CardBasis } from './cards.ts';

/** The numbers, their interval, what they rest on and their limits, as GitHub-flavoured Markdown (R3). */
export function cardDetail(basis: CardBasis, mscore: Mscore): string {
  const { measurement, record, recommendation } = basis;
  const reasons = recommendation.reasons.map(({ text }) => `- ${escapeMarkdown(text)}`);
  const facts = [
    `**Images:** ${images(measurement)}; study found by ${escapeMarkdown(basis.foundBy)}`,
    `**Compared with:** ${mscore.referenceN} young healthy women on this scanner, reference ${escapeMarkdown(mscore.reference)}`,
    `**DEXA history:** ${dexaHistory(record.dexaHistory)}`,
    ...measurement.limits.map(({ text }) => `**Limit:** ${escapeMarkdown(text)}`),
    ...record.incomplete.map(
      (part) => `**Limit:** the record was read incompletely: ${escapeMarkdown(part)}`,
    ),
    `**In the record:** ${IN_THE_RECORD[basis.published]}`,
  ];
  return [
    scoreLine(basis, mscore),
    levelTable(measurement),
    reasons.join('\n'),
    facts.map((fact) => `- ${fact}`).join('\n'),
    '*Research use only, not for diagnosis. The M-score is not a T-score and measures no bone density; a low one would not exclude osteoporosis.*',
  ].join('\n\n');
}

const IN_THE_RECORD = {
  off: 'nothing was written to the record',
  pending: 'the result is being written as preliminary Observations',
  done: 'the result is there as preliminary Observations',
  failed: 'the result could not be written to the record',
} as const;

function scoreLine({ cutoff }: CardBasis, { value, interval95: [low, high] }: Mscore): string {
  const interval = `95 % interval ${low.toFixed(1)} to ${high.toFixed(1)}`;
  const against = cutoff ? `, cut-off of this site ${cutoff.value} (${escapeMarkdown(cutoff.source)})` : '';
  return `**M-score ${value.toFixed(1)}** (${interval})${against}`;
}

function levelTable({ levels, snr, vbq }: Measurement): string {
  const names = levels.map(({ level }) => level);
  const numbers = levels.map((level) => level.snr?.toFixed(1) ?? '–');
  const table = [
    `| | ${names.join(' | ')} | mean |`,
    `|---|${'---|'.repeat(names.length + 1)}`,
    `| SNR | ${numbers.join(' | ')} | ${snr?.toFixed(1) ?? '–'} |`,
  ].join('\n');
  return vbq ? `${table}\n\nVBQ ${vbq.value.toFixed(2)} (beside it, never part of the M-score)` : table;
}

function images({ series, study }: Measurement): string {
  const name = series.chosen?.description ? ` “${escapeMarkdown(series.chosen.description)}”` : '';
  return `sagittal T1 series${name}${study.acquired ? ` of ${escapeMarkdown(study.acquired)}` : ''}`;
}

function dexaHistory(history: readonly DexaEvidence[]): string {
  const [latest] = history;
  if (!latest) return 'none found';
  const tScores = latest.values.filter(({ quantity }) => quantity === 't-score').map(({ value }) => value);
  const lowest = tScores.length > 0 ? `, lowest T-score ${Math.min(...tScores).toFixed(1)}` : '';
  return `last ${latest.date ? escapeMarkdown(latest.date) : 'undated'}${lowest}`;
}
