/**
 * Whether a word of the text starts with one of the stems, in any case and with or without accents.
 *
 * @param stems as `plain` gives them
 */
export function textMatches(text: string | undefined, stems: readonly string[]): boolean {
  if (!text) return false;
  const words = ` ${plain(text)}`;
  return stems.some((stem) => words.includes(` ${stem}`));
}

/** A family's history, a screening and what was excluded say nothing of the patient. */
const DENIES_CLAUSE =
  /(^| )(famil|fhx? |mother|maternal|father|sister|rodinn|screen|prevent|prophyla|assess|ruled out|excluded|aus(schluss|geschlossen))/;
const DENIES_WHAT_FOLLOWS =
  /(^| )(no|not|non|without|denies|negative|rule|suspect|suspected|possible|risk|risiko|riziko|verdacht|kein|keine|keinen|keiner|ohne|nicht|bez|sans|pas|sin|senza)( .*)?$/;

/**
 * As `textMatches`, for words about the patient: not "no …", "without …", "risk of …", "family history of …" or
 * "screening for …", each within its clause.
 */
export function assertedMatches(text: string | undefined, stems: readonly string[]): boolean {
  return (text ?? '')
    .split(/[,;.()]/)
    .map(plain)
    .filter((clause) => !DENIES_CLAUSE.test(clause))
    .some((clause) => textMatches(clause.replace(DENIES_WHAT_FOLLOWS, ''), stems));
}

/** Lower case words, one space apart, without accents. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}-]+/gu, ' ')
    .trim();
}
