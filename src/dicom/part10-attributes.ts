import { TextDecoder } from 'node:util';
import type { DataSet, Element } from 'dicom-parser';
import { storable } from '../storable-text.ts';
import { type Attributes, parseNumbers } from './attributes.ts';
import { textDecoder } from './character-set.ts';
import { type Keyword, TAGS } from './tags.ts';

/** Longest value that is read as text or numbers; no attribute that we ask for comes near. */
const MAX_VALUE_LENGTH = 65_536;

const BINARY_NUMBERS = {
  US: [2, (set: DataSet, tag: string, index: number) => set.uint16(tag, index)],
  SS: [2, (set: DataSet, tag: string, index: number) => set.int16(tag, index)],
  UL: [4, (set: DataSet, tag: string, index: number) => set.uint32(tag, index)],
  SL: [4, (set: DataSet, tag: string, index: number) => set.int32(tag, index)],
  FL: [4, (set: DataSet, tag: string, index: number) => set.float(tag, index)],
  FD: [8, (set: DataSet, tag: string, index: number) => set.double(tag, index)],
} as const;

/** Attributes of a data set that dicom-parser has read, bounded by the bytes that are really there. */
export class Part10Attributes implements Attributes {
  readonly #dataSet: DataSet;
  readonly #decoder: TextDecoder;

  /** @param inherited the character set of the enclosing data set (PS3.5 6.1.2.3) */
  constructor(dataSet: DataSet, inherited?: TextDecoder) {
    this.#dataSet = dataSet;
    this.#decoder = inherited ?? new TextDecoder('iso-8859-1');
    const characterSet = this.texts('SpecificCharacterSet');
    if (characterSet.length > 0) this.#decoder = textDecoder(characterSet);
  }

  texts(keyword: Keyword): readonly string[] {
    const element = this.#element(keyword);
    if (element === undefined) return [];
    const bytes = this.#dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
    const value = this.#decoder.decode(bytes).replace(/[\0 ]+$/, '');
    return value === '' ? [] : value.split('\\').map((part) => storable(part.trim()));
  }

  numbers(keyword: Keyword): readonly number[] {
    const element = this.#element(keyword);
    if (element === undefined) return [];
    const vr = element.vr === undefined || element.vr === 'UN' ? TAGS[keyword][1] : element.vr;
    if (!isBinary(vr)) return parseNumbers(this.texts(keyword));
    const [size, read] = BINARY_NUMBERS[vr];
    const count = Math.floor(element.length / size);
    const values = Array.from({ length: count }, (_, index) => read(this.#dataSet, element.tag, index));
    return values.every((value) => value !== undefined && Number.isFinite(value))
      ? values.filter((value) => value !== undefined)
      : [];
  }

  items(keyword: Keyword): readonly Attributes[] {
    const element = this.#dataSet.elements[elementName(keyword)];
    const items = element?.items ?? [];
    return items.flatMap((item) => (item.dataSet ? new Part10Attributes(item.dataSet, this.#decoder) : []));
  }

  #element(keyword: Keyword): Element | undefined {
    const element = this.#dataSet.elements[elementName(keyword)];
    if (element === undefined || element.length === 0 || element.length > MAX_VALUE_LENGTH) return undefined;
    const end = element.dataOffset + element.length;
    return end > this.#dataSet.byteArray.length ? undefined : element;
  }
}

/** dicom-parser's name of an attribute: `x` and the tag in lower case. */
function elementName(keyword: Keyword): string {
  return `x${TAGS[keyword][0].toLowerCase()}`;
}

function isBinary(vr: string): vr is keyof typeof BINARY_NUMBERS {
  return Object.hasOwn(BINARY_NUMBERS, vr);
}
