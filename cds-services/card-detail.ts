import { escapeMarkdown } from '../src/cds-hooks/markdown.ts';
import { average } from '../src/mscore/arithmetic.ts';
import { decimal } from '../src/mscore/format.ts';
import type { Measurement, Mscore } from '../src/mscore/measurement.ts';
import { versionedName } from '../src/mscore/reference.ts';
import { vbqInWords } from '../src/mscore/vbq.ts';
import type { DexaEvidence } from '../src/screening/record.ts';
import type { CardBasis } from './cards.ts';

/** The numbers, their interval, what they rest on and their limits, as GitHub-flavoured Markdown (R3). */
export function cardDetail(basis: CardBasis, mscore: Mscore): string {
  const { measurement, record, recommendation } = basis;
  // The score line says this one already, with more.
  const reasons = recommendation.reasons.filter(({ code }) => code !== 'm-score-above-cutoff');
  const facts = [
    `**Images:** ${images(measurement)}; study found by ${escapeMarkdown(basis.foundBy)}`,
    `**Compared with:** ${comparedWith(mscore)}`,
    `**DEXA history:** ${dexaHistory(record.dexaHistory)}`,
    ...measurement.limits.map(({ text }) => `**Limit:** ${escapeMarkdown(text)}`),
    ...record.incomplete.map(
      (part) => `**Limit:** the record was read incompletely: ${escapeMarkdown(part)}`,
    ),
    `**In the record:** ${IN_THE_RECORD[basis.published]}`,
    `**Made by:** ${escapeMarkdown(`${measurement.algorithm.name} ${measurement.algorithm.version}`)}, policy ${escapeMarkdown(recommendation.policyId)}`,
    ...reasons.map(({ text }) => escapeMarkdown(text)),
  ];
  return [
    scoreLine(basis, mscore),
    levelTable(measurement),
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
  const interval = `95 % interval ${decimal(low, 1)} to ${decimal(high, 1)}`;
  const against = cutoff ? `, cut-off of this site ${cutoff.value} (${escapeMarkdown(cutoff.source)})` : '';
  return `**M-score ${decimal(value, 1)}** (${interval})${against}`;
}

function levelTable({ levels, snr, vbq }: Measurement): string {
  // A level that was measured on several images stands there once, averaged.
  const byLevel = Map.groupBy(levels, ({ level }) => level);
  const numbers = [...byLevel.values()].map((rois) => average(rois.map((roi) => roi.snr ?? 0)));
  const table = [
    `| | ${[...byLevel.keys()].join(' | ')} | mean |`,
    `|---|${'---|'.repeat(byLevel.size + 1)}`,
    `| SNR | ${[...numbers, snr ?? 0].map((number) => decimal(number, 1)).join(' | ')} |`,
  ].join('\n');
  return vbq ? `${table}\n\n${vbqInWords(vbq)}` : table;
}

function comparedWith({ referenceN, reference, referenceVersion, population }: Mscore): string {
  const who = population ? ` (${escapeMarkdown(population)})` : '';
  return `a cohort of ${referenceN} on this scanner, reference ${escapeMarkdown(versionedName(reference, referenceVersion))}${who}`;
}

function images({ series, study }: Measurement): string {
  const name = series.chosen?.description ? ` “${escapeMarkdown(series.chosen.description)}”` : '';
  return `sagittal T1 series${name}${study.acquired ? ` of ${escapeMarkdown(study.acquired)}` : ''}`;
}

function dexaHistory(history: readonly DexaEvidence[]): string {
  const [latest] = history;
  if (!latest) return 'none found';
  const tScores = latest.values.filter(({ quantity }) => quantity === 't-score').map(({ value }) => value);
  const lowest = tScores.length > 0 ? `, lowest T-score ${decimal(Math.min(...tScores), 1)}` : '';
  return `last ${latest.date ? escapeMarkdown(latest.date) : 'undated'}${lowest}`;
}
