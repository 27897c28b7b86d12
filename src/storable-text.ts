/**
 * Text with a replacement character for each that PostgreSQL refuses in text and jsonb: NUL, and halves of
 * surrogate pairs. Replaced, not left out, so that no identifier turns into another one.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
