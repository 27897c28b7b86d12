import { LANGUAGES, type Language } from '../../src/screening/policy.ts';

/**
 * The language of ours that an `Accept-Language` header likes best (RFC 9110, 12.5.4), regions left aside: `sk-SK` is
 * `sk`. Undefined when it names none of ours, or any.
 */
export function preferredLanguage(header: string | undefined): Language | undefined {
  const ranges = (header ?? '').slice(0, 1000).split(',').flatMap(readRange);
  const [best] = ranges.toSorted((a, b) => b.weight - a.weight);
  return best?.language;
}

function readRange(range: string): { language: Language; weight: number }[] {
  const [, name, weight = '1'] =
    /^\s*([a-z]{2,3})(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(range) ?? [];
  const language = LANGUAGES.find((known) => known === name?.toLowerCase());
  return language && Number(weight) > 0 ? [{ language, weight: Number(weight) }] : [];
}
