import { escapeMarkdown } from '../src/cds-hooks/markdown.ts';
import { catalogue } from '../src/error-catalogue.ts';
import type { CodedReason } from '../src/errors.ts';
import { RECORD_KEYS } from '../src/fhir/record-queries.ts';
import { average } from '../src/mscore/arithmetic.ts';
import type { MeasurementSummary, Mscore } from '../src/mscore/measurement.ts';
import type { DexaEvidence } from '../src/screening/record.ts';
import type { ReviewOutcome } from '../src/screening/review-outcome.ts';
import type { CardBasis, ImageBasis } from './cards.ts';
import type { CardLimit, CardTexts } from './texts/card-texts.ts';

/** The numbers, their interval, what they rest on and their limits, as GitHub-flavoured Markdown (R3). */
export function imageDetail(
  basis: CardBasis,
  { measurement, mscore, inRecord, foundBy, review }: ImageBasis & { readonly mscore: Mscore },
  cutoff: Mscore['cutoff'],
): string {
  const { texts, record } = basis;
  const { name, version } = measurement.algorithm;
  return [
    scoreLine(texts, mscore, cutoff),
    levelTable(texts, measurement),
    list([
      images(texts, measurement, texts.foundBy[foundBy]),
      comparedWith(texts, mscore),
      dexaHistory(texts, record.dexaHistory),
      ...measurement.limits.map((limit) => texts.limit(limitText(texts, limit))),
      ...unread(basis),
      ...(review ? [reviewed(texts, review)] : []),
      review && inRecord === 'done' ? texts.finalInTheRecord : texts.inTheRecord[inRecord],
      madeBy(basis, escapeMarkdown(`${name} ${version}`)),
      ...reasons(basis),
    ]),
    `*${texts.researchUse}*`,
  ].join('\n\n');
}

/** A rejected result has no card. */
function reviewed(texts: CardTexts, { decision, decidedAt }: ReviewOutcome): string {
  return texts.reviewed({ date: texts.date(decidedAt.slice(0, 10)), changed: decision === 'changed' });
}

/** What the record alone says, and that no image was used. */
export function recordDetail(basis: CardBasis): string {
  const { texts, record } = basis;
  return [
    texts.noImage,
    list([
      ...reasons(basis),
      dexaHistory(texts, record.dexaHistory),
      ...unread(basis),
      madeBy(basis, undefined),
    ]),
    `*${texts.researchUseNoImage}*`,
  ].join('\n\n');
}

function list(facts: readonly string[]): string {
  return facts.map((fact) => `- ${fact}`).join('\n');
}

function reasons({ texts, recommendation, policy }: CardBasis): string[] {
  if (recommendation.kind === 'nothing') return [];
  return recommendation.reasons
    .map(({ code }) => texts.reasons[code](policy.referAge))
    .filter(Boolean)
    .map(escapeMarkdown);
}

function unread({ texts, record }: CardBasis): string[] {
  return record.incomplete.map((part) => {
    const key = RECORD_KEYS.find((known) => known === part);
    return texts.unread(key ? texts.recordParts[key] : escapeMarkdown(part));
  });
}

function madeBy({ texts, policy }: CardBasis, algorithm: string | undefined): string {
  return texts.madeBy({ algorithm, policy: escapeMarkdown(policy.id) });
}

function scoreLine(
  texts: CardTexts,
  { value, interval95: [low, high] }: Mscore,
  cutoff: Mscore['cutoff'],
): string {
  const [m, from, to] = [value, low, high].map((number) => texts.number(number, 1));
  const against = cutoff
    ? texts.against({ value: texts.exact(cutoff.value), source: escapeMarkdown(cutoff.source) })
    : '';
  return texts.scoreLine({ m: m ?? '', low: from ?? '', high: to ?? '', against });
}

function levelTable(texts: CardTexts, { levels, snr, vbq }: MeasurementSummary): string {
  // A level that was measured on several images stands there once, averaged.
  const byLevel = Map.groupBy(levels, ({ level }) => level);
  const numbers = [...byLevel.values()].map((rois) => average(rois.map((roi) => roi.snr ?? 0)));
  const table = [
    `| | ${[...byLevel.keys()].join(' | ')} | ${texts.mean} |`,
    `|---|${'---|'.repeat(byLevel.size + 1)}`,
    `| SNR | ${[...numbers, snr ?? 0].map((number) => texts.number(number, 1)).join(' | ')} |`,
  ].join('\n');
  return vbq
    ? `${table}\n\n${texts.vbq({ value: texts.number(vbq.value, 2), behind: vbq.fluidBehind })}`
    : table;
}

function comparedWith(
  texts: CardTexts,
  { referenceN, reference, referenceVersion: version, population }: Mscore,
): string {
  const who = population ? escapeMarkdown(population) : undefined;
  return texts.comparedWith({ n: referenceN, reference: escapeMarkdown(reference), version, who });
}

function images(texts: CardTexts, { series, study }: MeasurementSummary, via: string): string {
  const description = series.chosen?.description;
  return texts.images({
    series: description ? escapeMarkdown(description) : undefined,
    acquired: study.acquired ? escapeMarkdown(texts.date(study.acquired)) : undefined,
    via: escapeMarkdown(via),
  });
}

function dexaHistory(texts: CardTexts, history: readonly DexaEvidence[]): string {
  const [latest] = history;
  if (!latest) return texts.dexaNone;
  const tScores = latest.values.filter(({ quantity }) => quantity === 't-score').map(({ value }) => value);
  return texts.dexaLast({
    date: latest.date ? escapeMarkdown(texts.date(latest.date)) : undefined,
    tScore: tScores.length > 0 ? texts.number(Math.min(...tScores), 1) : undefined,
  });
}

/** A limit with its detail; in another language than that of the code only so much of it as is no words. */
function limitText(texts: CardTexts, { code, text }: CodedReason): string {
  const own = catalogue[code].text;
  const translated = hasText(texts, code) ? texts.limits[code] : own;
  if (translated === own || !text.startsWith(own))
    return escapeMarkdown(translated === own ? text : translated);
  const [detail] = /(?<=^ \()(?:L[1-5]|n = \d+)(?=[):])/.exec(text.slice(own.length)) ?? [];
  return escapeMarkdown(detail === undefined ? translated : `${translated} (${detail})`);
}

function hasText(texts: CardTexts, code: string): code is CardLimit {
  return code in texts.limits;
}
