import { TextDecoder } from 'node:util';

/**
 * SpecificCharacterSet (0008,0005) defined terms (PS3.3 C.12.1.1.2) → labels of the WHATWG encodings.
 * ISO 2022 multi-valued terms are read by their first multi-byte term, which covers what scanners write.
 */
const ENCODINGS: Readonly<Record<string, string>> = {
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  'ISO_IR 87': 'iso-2022-jp',
  'ISO_IR 149': 'euc-kr',
  'ISO_IR 58': 'gb2312',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** A decoder for text in these character sets; ISO 8859-1 where none is named or none is known. */
export function textDecoder(specificCharacterSet: readonly string[]): TextDecoder {
  const terms = specificCharacterSet.map((term) => term.replace(/^ISO 2022 IR/, 'ISO_IR'));
  const labels = terms.flatMap((term) => (Object.hasOwn(ENCODINGS, term) ? (ENCODINGS[term] ?? []) : []));
  return new TextDecoder(labels.find((label) => !label.startsWith('iso-8859')) ?? labels[0] ?? 'iso-8859-1');
}
