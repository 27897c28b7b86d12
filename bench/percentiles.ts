/** Milliseconds at p50, p95 and p99 of some runs, nearest rank. */
export function percentiles(milliseconds: readonly number[]): { p50: number; p95: number; p99: number } {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** `p50 12.3 ms · p95 … · p99 …`. */
export function percentileText(milliseconds: readonly number[]): string {
  const found = Object.entries(percentiles(milliseconds));
  return found.map(([name, value]) => `${name} ${value.toFixed(1)} ms`).join(' · ');
}
