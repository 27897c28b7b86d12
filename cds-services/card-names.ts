import { CARD_KINDS } from '../src/screening/recommendation.ts';
import { TOPIC_CODES } from './cards.ts';
import { type CardTexts, OVERRIDES } from './texts/card-texts.ts';

/** What cards of a topic's code are called; the code itself when it is none of ours. */
export function cardName(code: string, texts: CardTexts): string {
  const kind = CARD_KINDS.find((known) => TOPIC_CODES[known] === code);
  return kind ? texts.topics[kind] : code;
}

/** What an override reason of ours says; undefined for any other. */
export function overrideName(code: string, texts: CardTexts): string | undefined {
  const own = OVERRIDES.find((known) => known === code);
  return own && texts.overrides[own];
}
