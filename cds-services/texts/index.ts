import type { Language, Policy } from '../../src/screening/policy.ts';
import type { CardTexts } from './card-texts.ts';
import { english } from './en.ts';
import { preferredLanguage } from './preferred-language.ts';
import { slovak } from './sk.ts';

export const TEXTS: Readonly<Record<Language, CardTexts>> = { en: english, sk: slovak };

/** What a card is written in: the site's language, or the reader's where the policy lets a request say it. */
export function textsFor(
  { language, languageFromRequest }: Pick<Policy, 'language' | 'languageFromRequest'>,
  acceptLanguage: string | undefined,
): CardTexts {
  const asked = languageFromRequest ? preferredLanguage(acceptLanguage) : undefined;
  return TEXTS[asked ?? language];
}
