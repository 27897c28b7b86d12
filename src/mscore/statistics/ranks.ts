/** A column by the order of its different values: `codes[row]` counts the smaller different ones. */
export interface Ordered {
  readonly codes: readonly number[];
  readonly kinds: number;
}

export function ordered(values: readonly number[]): Ordered {
  const different = [...new Set(values)].toSorted((a, b) => a - b);
  const codeOf = new Map(different.map((value, code) => [value, code]));
  return { codes: values.map((value) => codeOf.get(value) ?? 0), kinds: different.length };
}

/** Ranks from 1; equal values share the mean of the ranks they span (mid-ranks). */
export function midRanks(values: readonly number[]): number[] {
  return midRanksOf(ordered(values), [...values.keys()]);
}

/** The same of some rows, which may come several times, by counting: a bootstrap ranks thousands of times. */
export function midRanksOf({ codes, kinds }: Ordered, rows: readonly number[]): number[] {
  const counts = new Uint32Array(kinds);
  for (const row of rows) {
    const code = codes[row] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const ranks = new Float64Array(kinds);
  let below = 0;
  for (let code = 0; code < kinds; code += 1) {
    const count = counts[code] ?? 0;
    ranks[code] = below + (count + 1) / 2;
    below += count;
  }
  return rows.map((row) => ranks[codes[row] ?? 0] ?? 0);
}

export function hasTies(values: readonly number[]): boolean {
  return new Set(values).size < values.length;
}
