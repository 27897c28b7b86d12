import { countsOf, countsText } from './counts.ts';
import type { Judgement } from './judge-phantom.ts';

export interface PhantomSummary {
  readonly cases: number;
  /** Those that could be measured rightly, and those of them that were refused, by code. */
  readonly measurable: number;
  readonly accepted: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Those that any number would be wrong for, refused by code. */
  readonly safelyRefused: Readonly<Record<string, number>>;
  /** Measurements with a ROI in another body than it is named after, and with one that leaves its body. */
  readonly wrongNames: number;
  readonly outside: number;
  /** Measurements that must not have been made: their names, and why. */
  readonly unsafe: readonly string[];
  /** Of the accepted with a known SNR the share that is at most 3 % off; and the one that is furthest off. */
  readonly snrWithin3Percent: number;
  readonly worstSnrError: number;
}

/** One phantom, measured. */
export interface Outcome extends Judgement {
  readonly name: string;
  readonly mustRefuse: boolean;
  /** Refusals, or limits about the levels, each with its details. */
  readonly codes: readonly string[];
  readonly accepted: boolean;
  /** Why it must not have been accepted as it was. */
  readonly unsafe: string | undefined;
}

const SNR_TOLERANCE = 0.03;

/** One outcome in one line. */
export function lineOf({
  name,
  accepted,
  unsafe,
  codes,
  wrongNames,
  outside,
  rois,
  snrError,
}: Outcome): string {
  return [
    `  ${name.padEnd(29)}`,
    (unsafe ? 'UNSAFE' : accepted ? 'measured' : 'refused').padEnd(8),
    `wrong ${wrongNames.length}/${rois}${wrongNames.length > 0 ? ` (${countsText(countsOf(wrongNames))})` : ''}`,
    `outside ${outside}`,
    `SNR ${snrError === undefined ? '–' : percent(snrError)}`,
    codes.join('; '),
  ].join(' · ');
}

/** All outcomes together. */
export function summarise(outcomes: readonly Outcome[]): PhantomSummary {
  const accepted = outcomes.filter((outcome) => outcome.accepted);
  const refused = outcomes.filter((outcome) => !outcome.accepted);
  const codes = (some: readonly Outcome[]) =>
    countsOf(some.map((outcome) => outcome.codes.map((code) => code.split(':')[0]).join(' + ')));
  const errors = accepted.flatMap(({ snrError }) => (snrError === undefined ? [] : Math.abs(snrError)));
  return {
    cases: outcomes.length,
    measurable: outcomes.filter(({ mustRefuse }) => !mustRefuse).length,
    accepted: accepted.length,
    refused: codes(refused.filter(({ mustRefuse }) => !mustRefuse)),
    safelyRefused: codes(refused.filter(({ mustRefuse }) => mustRefuse)),
    wrongNames: accepted.filter(({ wrongNames }) => wrongNames.length > 0).length,
    outside: accepted.filter(({ outside }) => outside > 0).length,
    unsafe: accepted.flatMap(({ name, unsafe }) => (unsafe ? [`${name} (${unsafe})`] : [])),
    snrWithin3Percent: errors.filter((error) => error <= SNR_TOLERANCE).length / errors.length,
    worstSnrError: Math.max(...errors),
  };
}

/** The summary for a reader. */
export function linesOf(summary: PhantomSummary): string[] {
  return [
    `  ${summary.cases} phantoms, ${summary.measurable} of them measurable; ${summary.accepted} accepted`,
    `    accepted with a wrong name: ${summary.wrongNames}; with a ROI beyond its body: ${summary.outside}`,
    `    accepted and unsafe: ${summary.unsafe.length}${summary.unsafe.map((one) => `\n      ${one}`).join('')}`,
    `    refused as they must be: ${countsText(summary.safelyRefused)}`,
    `    refused although measurable: ${countsText(summary.refused)}`,
    `    SNR within ±${SNR_TOLERANCE * 100} % of the truth: ${(summary.snrWithin3Percent * 100).toFixed(1)} %; worst ${percent(summary.worstSnrError)}`,
  ];
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)} %`;
}
