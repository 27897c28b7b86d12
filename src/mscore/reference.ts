import { z } from 'zod';
import { levelSchema } from './levels.ts';
import { noiseMethodSchema } from './noise-method.ts';

const positive = z.number().positive().finite();
/** SNRs lie between 1 and 1000; far beyond that (a z-score divides by the SD) numbers turn infinite. */
const ratio = z.number().min(1e-6).max(1e6);
const airMeanSd = z.strictObject({ mean: positive, sd: z.number().nonnegative().finite() });
const meanSd = z.object({ mean: ratio, sd: ratio });
/** Cohorts have 20 to 131 women; a list of more says nothing that mean and SD do not. */
export const MOST_EXAM_SNRS = 1000;

/**
 * Statistics of young healthy women on one scanner and protocol (design, "Contracts").
 * SNRs are plain ratios: mean signal over SD of the noise by `noiseMethod`; of air without a Rayleigh factor
 * (Bandirali 2015).
 */
export const referenceSchema = z.strictObject({
  id: z.string().min(1).max(100),
  scanner: z.strictObject({
    manufacturer: z.string().min(1),
    model: z.string().min(1),
    serial: z.string().min(1).optional(),
    /** Tesla. */
    fieldStrength: positive,
    coil: z.string().min(1).optional(),
    softwareVersions: z.string().min(1).optional(),
  }),
  protocol: z.strictObject({
    /** ScanningSequence (0018,0020), its values joined by a backslash. */
    sequence: z.string().min(1),
    /** Milliseconds. */
    repetitionTime: positive,
    echoTime: positive,
    echoTrainLength: z.number().int().positive().optional(),
    /** Millimetres. */
    sliceThickness: positive.optional(),
    pixelSpacing: positive.optional(),
  }),
  noiseMethod: noiseMethodSchema,
  /** mean/SD of the cohort's air, when it is not that of one coil (Rayleigh 1.913). */
  noiseShape: z.strictObject({ meanOverSd: positive, tolerance: positive }).optional(),
  /** "L1-L4", or the levels that the cohort was measured on, joined by commas. */
  levels: z.string().regex(/^(L1-L4|L[1-4](,L[1-4]){1,3})$/),
  n: z.number().int().min(2),
  snr: meanSd,
  perLevel: z.partialRecord(levelSchema, meanSd).optional(),
  /** SNR of every exam that counts, ascending, so that no place in it is anybody's; what a histogram is made of. */
  examSnrs: z.array(ratio).max(MOST_EXAM_SNRS).optional(),
  cutoff: z.strictObject({ value: z.number().finite(), source: z.string().min(1) }).nullable(),
  population: z.string().min(1),
  createdAt: z.iso.date().or(z.iso.datetime({ offset: true })),
  /** Youngest and oldest woman in whole years, of those whose age is known. */
  ages: z.strictObject({ min: z.number().int(), max: z.number().int() }).optional(),
  /** The cohort's air, exam by exam: SD in stored grey values, and mean/SD. What later exams can be held against. */
  air: z.strictObject({ sd: airMeanSd, meanOverSd: airMeanSd }).optional(),
  /** SD of the cohort's noise, exam by exam, where it is not that of air; stored grey values. */
  noiseSd: airMeanSd.optional(),
  /** Exams that were measured and do not count; named by a code of the site or by number. */
  leftOut: z
    .array(z.strictObject({ exam: z.string().min(1).max(100), reason: z.string().min(1) }))
    .optional(),
  /** What measured the cohort. */
  algorithm: z
    .strictObject({ name: z.string(), version: z.string(), weightsSha256: z.string().nullable() })
    .optional(),
});

export type Reference = z.infer<typeof referenceSchema>;

/** A reference as people name it: a stored one with its version. */
export function versionedName(id: string, version: number | undefined): string {
  return version === undefined ? id : `${id} version ${version}`;
}

/** What an exam is compared with: without the cohort's single exams, which only the page of its scanner shows. */
export type ReferenceStatistics = Omit<Reference, 'examSnrs'>;

/** As hooks and the review's viewer have it, which read it often. */
export function statisticsOf({ examSnrs: _examSnrs, ...statistics }: Reference): ReferenceStatistics {
  return statistics;
}

/** A reference as a site has it: its statistics, which one it is, and whether it may still be used. */
export interface KnownReference extends ReferenceStatistics {
  /** Of a stored one: adding the same id again makes the next version. */
  readonly version?: number | undefined;
  /** SHA-256 of the content (`referenceDigest`). */
  readonly sha256?: string | undefined;
  /** ISO date when a person retired it: it fits nothing any more. */
  readonly retired?: string | undefined;
  /** The scanner changed: it fits exams of before only. */
  readonly drifted?:
    | {
        readonly what: string;
        /** ISO date of the first exam after the change. */ readonly since?: string | undefined;
      }
    | undefined;
}
