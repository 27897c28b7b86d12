import { z } from 'zod';

/** Text without what PostgreSQL refuses in text and jsonb: NUL, and halves of surrogate pairs. */
export function storableText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .transform((text) => text.toWellFormed().replaceAll('\0', ''));
}
