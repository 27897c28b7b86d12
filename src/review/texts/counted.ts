import type { Language } from '../../screening/policy.ts';

/** Forms of a noun behind a number; `few` where a language has one of its own for 2–4 (Slovak). */
export interface NounForms {
  readonly one: string;
  readonly few?: string;
  readonly other: string;
}

/** A number with its noun, e.g. “1 exam”, “2 vyšetrenia”, “5 vyšetrení”. */
export function counted(count: number, language: Language, { one, few, other }: NounForms): string {
  const form = new Intl.PluralRules(language).select(count);
  const noun = form === 'one' ? one : form === 'few' ? (few ?? other) : other;
  return `${count} ${noun}`;
}
