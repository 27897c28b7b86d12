import type { Keyword } from './tags.ts';

/**
 * A data set that can be asked for attributes; the one port behind which Part 10 files and DICOM JSON
 * look alike. Values that are absent, empty or not of the asked kind are left out, never guessed.
 */
export interface Attributes {
  /** All values as storable text, without the padding; an empty value keeps its place, none at all is `[]`. */
  texts(keyword: Keyword): readonly string[];
  /** All values as finite numbers, or `[]` when one of them is not a number. */
  numbers(keyword: Keyword): readonly number[];
  /** The items of a sequence. */
  items(keyword: Keyword): readonly Attributes[];
}

/** First value as text; undefined when absent or empty. */
export function text(attributes: Attributes, keyword: Keyword): string | undefined {
  return attributes.texts(keyword)[0] || undefined;
}

/** First value as a number; undefined when absent or not a number. */
export function number(attributes: Attributes, keyword: Keyword): number | undefined {
  return attributes.numbers(keyword)[0];
}

/** First value as an integer; undefined when absent, a fraction, or more than can be told exactly. */
export function integer(attributes: Attributes, keyword: Keyword): number | undefined {
  const value = number(attributes, keyword);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Text values as numbers (DS and IS, PS3.5 6.2), or `[]` when one of them is not a finite number. */
export function parseNumbers(values: readonly string[]): number[] {
  const numbers = values.map((value) => (value.trim() === '' ? Number.NaN : Number(value)));
  return numbers.every(Number.isFinite) ? numbers : [];
}

/** Several data sets read as one: each attribute comes from the first of them that has it. */
export class LayeredAttributes implements Attributes {
  readonly #layers: readonly Attributes[];

  constructor(layers: readonly Attributes[]) {
    this.#layers = layers;
  }

  texts(keyword: Keyword): readonly string[] {
    return this.#first((layer) => layer.texts(keyword));
  }

  numbers(keyword: Keyword): readonly number[] {
    return this.#first((layer) => layer.numbers(keyword));
  }

  items(keyword: Keyword): readonly Attributes[] {
    return this.#first((layer) => layer.items(keyword));
  }

  #first<T>(read: (layer: Attributes) => readonly T[]): readonly T[] {
    for (const layer of this.#layers) {
      const values = read(layer);
      if (values.length > 0) return values;
    }
    return [];
  }
}
