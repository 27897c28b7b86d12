import { type Attributes, text } from './attributes.ts';
import type { Keyword } from './tags.ts';

/** A coded entry (PS3.3 8): a value means something only together with its scheme. */
export interface Code {
  readonly value: string;
  /** CodingSchemeDesignator, e.g. `SCT`, `SRT` (old SNOMED), `DCM`, or a local one such as `99HOSPITAL`. */
  readonly scheme: string;
  readonly meaning: string;
}

/** The codes of a code sequence; items without value or scheme are left out. */
export function codes(attributes: Attributes, keyword: Keyword): Code[] {
  return attributes.items(keyword).flatMap((item) => {
    // Values of more than 16 characters are in the long one (PS3.3 8.1).
    const value = text(item, 'CodeValue') ?? text(item, 'LongCodeValue');
    const scheme = text(item, 'CodingSchemeDesignator');
    if (value === undefined || scheme === undefined) return [];
    return [{ value, scheme, meaning: text(item, 'CodeMeaning') ?? '' }];
  });
}

/** Whether it is this code, whatever its meaning is called. */
export function isCode({ value, scheme }: Code, wantedScheme: string, ...wanted: readonly string[]): boolean {
  return scheme === wantedScheme && wanted.includes(value);
}
