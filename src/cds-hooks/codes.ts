import { z } from 'zod';
import { storableText } from './storable-text.ts';

/** One code, however it was written; `code` and `display` are the same where the client sent bare text. */
export interface Code {
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}

const bareText = storableText(1000);
const coding = z.looseObject({
  system: bareText.optional(),
  code: bareText.optional(),
  display: bareText.optional(),
});
const concept = z.looseObject({ coding: z.array(coding).max(100).optional(), text: bareText.optional() });
const one = z.union([bareText.transform(fromText), concept.transform(fromObject)]);

/**
 * The report hooks' tables say string or array where their examples show a CodeableConcept or an array of
 * them, so each of string | Coding | CodeableConcept, alone or in an array, is read as codes.
 */
export const codesSchema = z.union(
  [
    z
      .array(one)
      .max(100)
      .transform((lists) => lists.flat()),
    one,
  ],
  {
    error: 'must be text, a Coding, a CodeableConcept or a list of them',
  },
);

/** `code`, or `system|code` as FHIR searches write it. */
function fromText(written: string): readonly Code[] {
  const trimmed = written.trim();
  if (trimmed === '') return [];
  const bar = trimmed.lastIndexOf('|');
  if (bar > 0) return [toCode({ system: trimmed.slice(0, bar), code: trimmed.slice(bar + 1) })];
  return [{ code: trimmed, display: trimmed }];
}

function fromObject(value: z.infer<typeof concept>): readonly Code[] {
  if (value.coding === undefined && value.text === undefined) {
    const alone = coding.safeParse(value);
    return alone.success && (alone.data.code ?? alone.data.display) ? [toCode(alone.data)] : [];
  }
  const coded = (value.coding ?? []).map((entry) => toCode(entry, value.text));
  if (coded.length === 0 && value.text) return [{ display: value.text }];
  return coded;
}

/** The drafts' own examples write LOINC's system as https://loinc.org. */
function toCode({ system, code, display }: z.infer<typeof coding>, text?: string): Code {
  const shown = display ?? text;
  return {
    ...(system && { system: system.replace(/^https:\/\/loinc\.org\/?$/, 'http://loinc.org') }),
    ...(code && { code }),
    ...(shown && { display: shown }),
  };
}
