import { type Markup, words } from '../report/html.ts';
import type { Language } from '../screening/policy.ts';
import type { Withdrawal } from '../store/withdrawals.ts';
import { dayInWords } from './in-words.ts';
import { DECISION_TEXTS } from './texts/decision.ts';

/** That a study was entered in error, what says so, and since when that is known here. */
export function withdrawnNote({ source, withdrawnAt }: Withdrawal, language: Language): Markup {
  const { title, by } = DECISION_TEXTS[language].withdrawn;
  // Of an interface engine no resource is known.
  const resource = source.includes('/') ? source : undefined;
  return `<div class="withdrawn-note" role="note"><p><strong>${words(title)}</strong></p><p>${words(by(resource, dayInWords(withdrawnAt, language)))}</p></div>`;
}
