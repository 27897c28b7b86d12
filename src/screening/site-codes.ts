import { z } from 'zod';
import { SUPPRESSOR_KINDS } from './record.ts';

/** What a site's own codes and words mean; they are added to the lists that are built in (`fhir/codes.ts`). */
const codeListSchema = z.strictObject({
  /** `system|code`; `*` at the end makes it a prefix, `|code` means a coding without a system. */
  tokens: z
    .array(z.string().regex(/^[^|]*\|.+$/, { error: 'must be written as system|code' }))
    .max(500)
    .default([]),
  /** Beginnings of words in texts and displays, in any case. */
  stems: z.array(z.string().min(3)).max(100).default([]),
});

export const siteCodesSchema = z.strictObject({
  lumbarMri: codeListSchema.optional(),
  dexa: codeListSchema.optional(),
  suppressors: z.partialRecord(z.enum(SUPPRESSOR_KINDS), codeListSchema).optional(),
});
