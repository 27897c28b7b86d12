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

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
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

/**
 * The value that χ² with `freedom` degrees of freedom does not exceed with probability `level` (0.5 to 1).
 * Wilson and Hilferty 1931; within 2 % for the upper per mille of 3 degrees and more.
 */
export function chiSquareQuantile(level: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + normalQuantile(1 - level) * Math.sqrt(spread)) ** 3;
}

/**
 * Student's t that is exceeded with probability `upperTail`, for 1 degree of freedom and more. Exact for 1
 * and 2, else the expansion of Fisher and Cornish 1960 (Abramowitz and Stegun 26.7.5): within 1 % at 2.5 %.
 */
export function studentQuantile(upperTail: number, freedom: number): number {
  if (freedom < 1.5) return 1 / Math.tan(Math.PI * upperTail);
  if (freedom < 2.5) return (1 - 2 * upperTail) / Math.sqrt(2 * upperTail * (1 - upperTail));
  const z = normalQuantile(upperTail);
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((t, term, i) => t + term / freedom ** (i + 1), z);
}
