/**
 * Two-sided p of Student's t with whole `degreesOfFreedom` ≥ 1: P(|T| ≥ |t|). Abramowitz and Stegun 26.7.3
 * and 26.7.4, finite sums, so exact but for rounding (absolute error below 1e−12). NaN for NaN.
 */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degreesOfFreedom));
  const inside =
    degreesOfFreedom % 2 === 0 ? insideEven(angle, degreesOfFreedom) : insideOdd(angle, degreesOfFreedom);
  return Math.min(1, Math.max(0, 1 - inside));
}

function insideEven(angle: number, degreesOfFreedom: number): number {
  return (
    Math.sin(angle) * series(Math.cos(angle) ** 2, 1, degreesOfFreedom / 2, (k) => (2 * k - 1) / (2 * k))
  );
}

function insideOdd(angle: number, degreesOfFreedom: number): number {
  const first = Math.cos(angle);
  const sum = series(first ** 2, first, (degreesOfFreedom - 1) / 2, (k) => (2 * k) / (2 * k + 1));
  return (2 / Math.PI) * (angle + Math.sin(angle) * sum);
}

/** `first` · (1 + f(1)x + f(1)f(2)x² + …), `terms` terms. */
function series(x: number, first: number, terms: number, factor: (k: number) => number): number {
  let term = first;
  let total = 0;
  for (let k = 1; k <= terms; k += 1) {
    total += term;
    term *= factor(k) * x;
  }
  return total;
}
