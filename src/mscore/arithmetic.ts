export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** NaN for no values. */
export function average(values: readonly number[]): number {
  return sum(values) / values.length;
}
