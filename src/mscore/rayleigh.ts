/**
 * What magnitude air looks like when one coil measured it: Rayleigh distributed, with the noise σ of the
 * real and the imaginary channel as its only parameter (Gudbjartsson and Patz 1995, Magn Reson Med 34:910).
 */

/** SD / σ = √(2 − π/2). */
export const SD_OVER_SIGMA = Math.sqrt(2 - Math.PI / 2);

/** mean / SD, whatever σ is: √(π/2) / √(2 − π/2) = 1.913. */
export const MEAN_OVER_SD = Math.sqrt(Math.PI / 2) / SD_OVER_SIGMA;

const SKEWNESS = (2 * Math.sqrt(Math.PI) * (Math.PI - 3)) / (4 - Math.PI) ** 1.5;
const EXCESS_KURTOSIS = -(6 * Math.PI ** 2 - 24 * Math.PI + 16) / (4 - Math.PI) ** 2;

/**
 * Relative standard error of a sample SD of Rayleigh air times √n, by the delta method:
 * Var(ln s) = (κ + 2) / 4n with excess kurtosis κ. 0.75, against 0.71 for Gaussian values.
 */
const SD_ERROR = Math.sqrt((EXCESS_KURTOSIS + 2) / 4);

/** The same for mean/SD: Var(ln(m/s)) = (c² + (κ + 2)/4 − c·γ) / n with c = SD/mean and skewness γ. */
const SHAPE_ERROR = Math.sqrt(MEAN_OVER_SD ** -2 + SD_ERROR ** 2 - SKEWNESS / MEAN_OVER_SD);

/** Relative standard error of the SD of `n` independent air pixels: 7 % for 116, 2.4 % for 1000. */
export function relativeErrorOfSd(n: number): number {
  return SD_ERROR / Math.sqrt(n);
}

/** Relative standard error of mean/SD of `n` independent air pixels. */
export function relativeErrorOfMeanOverSd(n: number): number {
  return SHAPE_ERROR / Math.sqrt(n);
}

/** Share of zeros that rounding to integers alone leaves in air: P(r < ½) = 1 − exp(−0.125/σ²). */
export function expectedZeroFraction(sigma: number): number {
  return sigma > 0 ? -Math.expm1(-0.125 / sigma ** 2) : 0;
}
