const MAX_CHARACTERS = 64;

/**
 * Whether the text may be asked for on a PACS as an id (LO or SH, PS3.5 6.2; a little longer ones are seen): no
 * control character, no backslash, no wildcard (PS3.4 C.2.2.2.4), no half of a surrogate pair.
 */
export function isDicomId(text: string): boolean {
  return (
    text.trim() !== '' && text.length <= MAX_CHARACTERS && !/[\p{Cc}\\*?]/u.test(text) && text.isWellFormed()
  );
}
