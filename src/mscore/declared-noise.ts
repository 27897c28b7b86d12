import { z } from 'zod';
import { reason } from '../errors.ts';
import { valuesOf, type AirPlace } from './air-place.ts';
import { sum } from './arithmetic.ts';
import { checkClipping } from './difference-checks.ts';
import { judge } from './judged-check.ts';
import { checkSd } from './noise-checks.ts';
import { type NoiseMeasurement, refusalsOf, refusedNoise } from './noise.ts';
import { differencesFrom, type ExamProtocol } from './reference-differences.ts';
import { referenceSchema } from './reference.ts';
import { spreadOf } from './roi-statistics.ts';

/**
 * Relative standard error of a declared SD that says none. What a site measures from day to day varies by about as
 * much; a number without any uncertainty would be worse.
 */
const ASSUMED_ERROR = 0.05;
/**
 * In a ROI there are noise and texture, so its SD is at least that of the noise; twofold interpolation takes up to half of it
 * away.
 */
const LEAST_OF_DECLARED = 0.5;

/** An SD of the noise that a site answers for, measured elsewhere: in a test object, by a service engineer, long ago. */
export const declaredNoiseSchema = z.strictObject({
  /** Stored grey values, of images as they come from the PACS. */
  sd: z.number().positive().max(1e5),
  /** Who measured it, how and when. */
  source: z.string().trim().min(1).max(300),
  /** Standard error over the SD, e.g. 0.03. */
  relativeError: z.number().positive().max(0.5).optional(),
  /** What it holds for, compared as a reference cohort is. */
  scanner: referenceSchema.shape.scanner,
  protocol: referenceSchema.shape.protocol,
});
/** Without scanner and protocol it was declared for the very study that is measured. */
export type DeclaredNoise = Omit<z.infer<typeof declaredNoiseSchema>, 'scanner' | 'protocol'> &
  Partial<Pick<z.infer<typeof declaredNoiseSchema>, 'scanner' | 'protocol'>>;

/** The first declaration for the scanner and protocol of an exam; undefined when the site made none. */
export function declaredFor(
  exam: ExamProtocol,
  declared: readonly DeclaredNoise[],
): DeclaredNoise | undefined {
  return declared.find(({ scanner, protocol }) => {
    if (!scanner || !protocol) return true;
    const differing = differencesFrom({ scanner, protocol, noiseMethod: exam.noiseMethod }, exam);
    return differing.scanner.length + differing.protocol.length === 0;
  });
}

/**
 * The noise that a site declared for an exam, with what the images can say against it: grey values too coarse for such
 * an SD, clipped signal, and bodies smoother than that noise would leave them. Whether the noise of these very images
 * is what it is said to be cannot be known: limit `noise/declared`, always. Nothing about air is asked.
 *
 * @param places the ROIs that are measured
 */
export function declaredNoise(
  declared: DeclaredNoise | undefined,
  places: readonly AirPlace[],
): NoiseMeasurement {
  const filled = places.filter(({ inside }) => inside.includes(1));
  if (!declared) return refusedNoise(reason('noise/not-declared'));
  const { sd, source, relativeError } = declared;
  const assumed = relativeError === undefined ? `, ${100 * ASSUMED_ERROR} % of uncertainty assumed` : '';
  const judged = [
    checkSd({ sd }),
    ...(filled.length > 0 ? [checkClipping(filled), checkTexture(filled, sd)] : []),
  ];
  return {
    mean: 0,
    n: 0,
    effectiveN: 0,
    coils: 0,
    sd,
    relativeError: relativeError ?? ASSUMED_ERROR,
    checks: judged.map(({ result }) => result),
    refusals: refusalsOf(judged),
    limits: [reason('noise/declared', `SD ${sd}, ${source}${assumed}`)],
  };
}

function checkTexture(places: readonly AirPlace[], declared: number) {
  const rois = places.map((place) => spreadOf(valuesOf(place)));
  const freedom = sum(rois.map(({ n }) => n - 1));
  const sd = freedom > 0 ? Math.sqrt(sum(rois.map((roi) => roi.sd ** 2 * (roi.n - 1))) / freedom) : declared;
  return judge('roi-sd-over-declared', sd / declared, { min: LEAST_OF_DECLARED }, 'noise/declared-unlike');
}
