/**
 * Magnitude air of several coils combined by sum of squares: the square root of χ² with two degrees of
 * freedom for each (Constantinides 1997, Magn Reson Med 38:852). One coil: Rayleigh. σ is that of the real
 * and the imaginary channel of each coil.
 */

const MOST_COILS = 64;

/** mean/SD of the air of so many coils: 1.913, 2.758, 3.937, … */
export function chiMeanOverSd(coils: number): number {
  const mean = chiMeanOverSigma(coils);
  return mean / Math.sqrt(2 * coils - mean ** 2);
}

/** SD/σ: 0.655, 0.682, 0.695, … towards 0.707. */
export function chiSdOverSigma(coils: number): number {
  return Math.sqrt(2 * coils - chiMeanOverSigma(coils) ** 2);
}

/** √2 · Γ(n + ½) / Γ(n), by the ratio of neighbours, which needs no Γ. */
function chiMeanOverSigma(coils: number): number {
  let mean = Math.sqrt(Math.PI / 2);
  for (let n = 1; n < coils; n += 1) mean *= (n + 0.5) / n;
  return mean;
}

/** The number of coils whose air has the mean/SD nearest to this one, in the logarithm; 1 to 64. */
export function coilsOf(meanOverSd: number): number {
  let best = 1;
  for (let coils = 2; coils <= MOST_COILS; coils += 1) {
    const distance = (n: number) => Math.abs(Math.log(meanOverSd / chiMeanOverSd(n)));
    if (distance(coils) >= distance(best)) break;
    best = coils;
  }
  return best;
}

/** Probability density of the air of so many coils at `value`, both in units of σ. */
export function chiDensity(coils: number, value: number): number {
  if (value <= 0) return 0;
  let logGamma = 0;
  for (let n = 1; n < coils; n += 1) logGamma += Math.log(n);
  return Math.exp((2 * coils - 1) * Math.log(value) - value ** 2 / 2 - (coils - 1) * Math.LN2 - logGamma);
}
