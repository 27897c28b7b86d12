import { canonicalSystem } from './code-systems.ts';
import { plain } from './text-match.ts';

/** What is written down of a list; a site adds the same. */
export interface ListedCodes {
  /** `system|code`, as in a FHIR search; `*` at the end makes it a prefix, `|72148` is a coding without a system. */
  readonly tokens: readonly string[];
  /** Beginnings of words in text or display, in any case and with or without accents. */
  readonly stems: readonly string[];
}

/** A list as it is asked: what does not depend on the coding is worked out once. */
export interface CodeList extends ListedCodes {
  /** As `tokenOf` spells them, and so are the prefixes. */
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

/** The list of these tokens and stems; its stems are plain words, as `textMatches` needs them. */
export function codeList(tokens: readonly string[], stems: readonly string[] = []): CodeList {
  const spelled = tokens.map((token) => {
    const bar = token.lastIndexOf('|');
    return tokenOf({ system: token.slice(0, bar), code: token.slice(bar + 1) });
  });
  return {
    tokens,
    stems: stems.map(plain),
    exact: new Set(spelled.filter((token) => !token.endsWith('*'))),
    prefixes: spelled.filter((token) => token.endsWith('*')).map((token) => token.slice(0, -1)),
  };
}

/**
 * `system|code` in one spelling: ICD codes come with and without their dot, and in either case (`m8008xa`,
 * `M80.08XA`).
 */
export function tokenOf({ system, code }: { system: string | undefined; code: string }): string {
  return `${canonicalSystem(system)}|${code.trim().toUpperCase().replaceAll('.', '')}`;
}

/** @param token as `tokenOf` spells it */
export function holds({ exact, prefixes }: CodeList, token: string): boolean {
  return exact.has(token) || prefixes.some((prefix) => token.startsWith(prefix));
}
