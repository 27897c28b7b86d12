/**
 * The z that a standard normal variable exceeds with probability `upperTail` (0 < upperTail ≤ 0.5).
 * Abramowitz and Stegun 26.2.23; error below 4.5e−4, ample for the limits of a check.
 */
export function normalQuantile(upperTail: number): number {
  const t = Math.sqrt(-2 * Math.log(upperTail));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - numerator / denominator;
}

/** Smallest k with P(X ≤ k) ≥ `level` for X binomial(n, p): a count that chance alone rarely exceeds. */
export function binomialUpperBound(n: number, p: number, level: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return n;
  const logOdds = Math.log(p) - Math.log1p(-p);
  let logTerm = n * Math.log1p(-p);
  let cumulative = Math.exp(logTerm);
  let k = 0;
  while (cumulative < level && k < n) {
    logTerm += Math.log((n - k) / (k + 1)) + logOdds;
    k += 1;
    cumulative += Math.exp(logTerm);
  }
  return k;
}
