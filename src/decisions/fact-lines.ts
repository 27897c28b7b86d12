import { decimal } from '../mscore/format.ts';
import type { Facts, ImageFacts } from '../screening/facts.ts';

/** What was known, one fact a line. */
export function factLines(facts: Facts): string[] {
  const { sex, age, deceased, dexaOrdered, incomplete } = facts;
  return [
    `${sex}, ${age === null ? 'age unknown' : `${age} years or older`}${deceased ? ', deceased' : ''}`,
    `DEXA: ${dexaWords(facts.dexa)}${dexaOrdered ? '; one is ordered' : ''}`,
    ...facts.suppressors.map(
      ({ kind, matched, monthsAgo, current }) =>
        `${kind}: ${current ? 'current' : 'over'}, ${agoWords(monthsAgo)}, by ${matched}`,
    ),
    ...(incomplete.length > 0 ? [`read incompletely: ${incomplete.join(', ')}`] : []),
    ...(facts.image ? imageLines(facts.image) : []),
  ];
}

function dexaWords(dexa: Facts['dexa']): string {
  if (dexa.length === 0) return 'none found';
  const each = dexa.map(({ monthsAgo, lowestTScore }) => {
    const score = lowestTScore === null ? '' : ` (lowest T-score ${decimal(lowestTScore, 1)})`;
    return `${agoWords(monthsAgo)}${score}`;
  });
  return each.join(', ');
}

function agoWords(months: number | null): string {
  if (months === null) return 'at an unknown time';
  return months === 0 ? 'today' : `within ${months} ${months === 1 ? 'month' : 'months'}`;
}

const REVIEWED = {
  confirmed: 'confirmed',
  changed: 'changed and confirmed',
  rejected: 'rejected',
} as const satisfies Record<NonNullable<ImageFacts['review']>, string>;

function imageLines({ status, levels, refusals, limits, mscore, review }: ImageFacts): string[] {
  const codes = [...refusals, ...limits];
  return [
    `measurement ${status}: ${levels.join(', ') || 'no level'}${codes.length > 0 ? ` [${codes.join(', ')}]` : ''}`,
    ...(mscore ? [mscoreLine(mscore)] : []),
    ...(review ? [`a reviewer ${REVIEWED[review]} it`] : []),
  ];
}

function mscoreLine({
  value,
  interval95: [low, high],
  reference,
  referenceN,
  cutoff,
}: NonNullable<ImageFacts['mscore']>): string {
  const score = `M-score ${decimal(value, 2)} (95 % interval ${decimal(low, 1)} to ${decimal(high, 1)})`;
  const ofReference = cutoff ? `, its cut-off ${cutoff.value} (${cutoff.source})` : '';
  return `${score}, reference ${reference} of ${referenceN}${ofReference}`;
}
