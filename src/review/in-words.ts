import { isoDay } from '../iso-day.ts';
import { TEXTS } from '../../cds-services/texts/index.ts';
import type { Mscore } from '../mscore/measurement.ts';
import type { Language } from '../screening/policy.ts';

/** M, its interval and the cut-off as they are written in a language. */
export interface ScoreWords {
  readonly m: string;
  readonly low: string;
  readonly high: string;
  readonly cutoff: string | undefined;
}

/** @param cutoff the one that counts */
export function scoreInWords(
  { value, interval95: [low, high] }: Mscore,
  cutoff: Mscore['cutoff'],
  language: Language,
): ScoreWords {
  const texts = TEXTS[language];
  return {
    m: texts.number(value, 1),
    low: texts.number(low, 1),
    high: texts.number(high, 1),
    cutoff: cutoff ? texts.exact(Number(cutoff.value.toFixed(2))) : undefined,
  };
}

/** To the minute. */
export function timeInWords(date: Date, language: Language): string {
  return `${dayInWords(date, language)}, ${date.toISOString().slice(11, 16)} UTC`;
}

export function dayInWords(date: Date, language: Language): string {
  return TEXTS[language].date(isoDay(date));
}
