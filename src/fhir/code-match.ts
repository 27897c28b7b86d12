import { canonicalSystem, isExhaustive } from './code-systems.ts';
import type { CodeList } from './codes.ts';
import type { CodeableConcept } from './resource-parts.ts';
import { assertedMatches, textMatches } from './text-match.ts';

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
  return wordsOf(concept).some((text) => textMatches(text, list.stems)) ? 'text' : undefined;
}

/**
 * As `matchCodedOrText`, for something that the patient has or had: words that deny it do not count, and none do
 * beside a code of a system in which the list is complete.
 */
export function matchProblem(concept: CodeableConcept | undefined, list: CodeList): string | undefined {
  const coded = matchCoded(concept, list);
  if (coded !== undefined) return coded;
  if (concept?.coding.some(({ system, code }) => code !== undefined && isExhaustive(system)))
    return undefined;
  return wordsOf(concept).some((text) => assertedMatches(text, list.stems)) ? 'text' : undefined;
}

function wordsOf(concept: CodeableConcept | undefined): (string | undefined)[] {
  return [concept?.text, ...(concept?.coding ?? []).map(({ display }) => display)];
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
