import { canonicalSystem } from './code-systems.ts';
import type { CodeList } from './codes.ts';
import type { CodeableConcept } from './resource-parts.ts';

/**
 * The token of the list that one of the concept's codings carries, as `system|code` of the coding itself;
 * undefined when none does. Displays and text are not looked at.
 */
export function matchCoded(concept: CodeableConcept | undefined, list: CodeList): string | undefined {
  for (const coding of concept?.coding ?? []) {
    if (coding.code === undefined) continue;
    const token = `${canonicalSystem(coding.system)}|${normalCode(coding.code)}`;
    if (list.tokens.some((wanted) => tokenMatches(token, wanted))) return token;
  }
  return undefined;
}

/** As `matchCoded`, else `text` when the concept's text or a display has a word that starts with a stem. */
export function matchCodedOrText(concept: CodeableConcept | undefined, list: CodeList): string | undefined {
  const coded = matchCoded(concept, list);
  if (coded !== undefined) return coded;
  const texts = [concept?.text, ...(concept?.coding ?? []).map(({ display }) => display)];
  return texts.some((text) => textMatches(text, list)) ? 'text' : undefined;
}

/** Whether a word of the text starts with one of the list's stems. */
export function textMatches(text: string | undefined, list: CodeList): boolean {
  if (!text) return false;
  const words = ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}-]+/gu, ' ')}`;
  return list.stems.some((stem) => words.includes(` ${stem.toLowerCase()}`));
}

function tokenMatches(token: string, wanted: string): boolean {
  const bar = wanted.lastIndexOf('|');
  const full = `${canonicalSystem(wanted.slice(0, bar))}|${normalCode(wanted.slice(bar + 1))}`;
  return full.endsWith('*') ? token.startsWith(full.slice(0, -1)) : token === full;
}

/** ICD codes come with and without their dot, and in either case: `m8008xa`, `M80.08XA`. */
function normalCode(code: string): string {
  return code.trim().toUpperCase().replaceAll('.', '');
}
