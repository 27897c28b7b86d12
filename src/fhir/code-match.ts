import { type CodeList, holds, tokenOf } from './code-list.ts';
import { isExhaustive } from './code-systems.ts';
import type { CodeableConcept } from './resource-parts.ts';
import { assertedMatches, textMatches } from './text-match.ts';

/**
 * The token of the list that one of the concept's codings carries, as `system|code` of the coding itself;
 * undefined when none does. Displays and text are not looked at.
 */
export function matchCoded(concept: CodeableConcept | undefined, list: CodeList): string | undefined {
  return tokensOf(concept).find((token) => holds(list, token));
}

/** What the concept's codings say, each as `tokenOf` spells it. */
export function tokensOf(concept: CodeableConcept | undefined): string[] {
  return (concept?.coding ?? []).flatMap(({ system, code }) =>
    code === undefined ? [] : [tokenOf({ system, code })],
  );
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
