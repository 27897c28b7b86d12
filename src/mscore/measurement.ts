import { z } from 'zod';
import { catalogue, type ErrorCode } from '../error-catalogue.ts';
import { levelSchema } from './levels.ts';
import { noiseMethodSchema } from './noise-method.ts';

/** Numbers with their ROIs, or coded reasons why there are none: what is stored, printed and published. */

const errorCodeSchema = z.custom<ErrorCode>((value) => typeof value === 'string' && value in catalogue);
const codedReasonSchema = z.object({ code: errorCodeSchema, text: z.string(), remedy: z.string() });

const point = z.tuple([z.number(), z.number()]);

/** A closed outline on one image; pixel coordinates as [column, row], centre of the first pixel = [0, 0]. */
const outlineSchema = z.object({
  sopInstanceUid: z.string(),
  frameNumber: z.number().int().positive(),
  polygon: z.array(point).min(3),
});
export type Outline = z.infer<typeof outlineSchema>;

/** The four corners of a vertebral body seen from the side, pixel coordinates. */
const bodyCornersSchema = z.object({
  anteriorSuperior: point,
  posteriorSuperior: point,
  posteriorInferior: point,
  anteriorInferior: point,
});
export type BodyCorners = Readonly<z.infer<typeof bodyCornersSchema>>;

const noiseCheckSchema = z.object({
  /** What was looked at, e.g. `pixels`, `sd`, `distinct-values`, `zero-fraction`, `mean-over-sd`. */
  check: z.string(),
  value: z.number(),
  limits: z.object({ min: z.number().optional(), max: z.number().optional() }),
  passed: z.boolean(),
});
export type NoiseCheck = z.infer<typeof noiseCheckSchema>;

const levelMeasurementSchema = z.object({
  level: levelSchema,
  /** SOP Instance UID and frame of the image that the ROI lies on are in `roi`. */
  slice: z.number().int().describe('InstanceNumber, or the frame number of a multi-frame image'),
  roi: outlineSchema,
  /** Outline of the whole body, when it is known. */
  body: outlineSchema.optional(),
  /** Its corners, and how sure the model is of the level's name (0 to 1, calibrated), when a model found it. */
  corners: bodyCornersSchema.optional(),
  confidence: z.number().min(0).max(1).optional(),
  /** Stored grey values. */
  mean: z.number(),
  sd: z.number(),
  n: z.number().int(),
  /** Null in a refused measurement: where the ROI sat is shown, a ratio to bad noise is not. */
  snr: z.number().nullable(),
});
export type LevelMeasurement = z.infer<typeof levelMeasurementSchema>;

const interval95 = z.tuple([z.number(), z.number()]);

const mscoreSchema = z.object({
  value: z.number(),
  interval95,
  reference: z.string().describe('id of the reference cohort'),
  /** Which of its contents: the version of a stored reference, and the SHA-256 of any. */
  referenceVersion: z.number().int().optional(),
  referenceSha256: z.string().optional(),
  /** The cut-off that the site chose with this reference; null when it chose none. */
  cutoff: z.object({ value: z.number(), source: z.string() }).nullable(),
  /** Young healthy women in the reference cohort. */
  referenceN: z.number().int(),
  /** Who they were, in the reference's own words. */
  population: z.string().optional(),
  /** Levels that the SNR was averaged over: the same as in the reference cohort. */
  levels: z.array(levelSchema).optional(),
});
export type Mscore = z.infer<typeof mscoreSchema>;

export const measurementSchema = z.object({
  study: z.object({
    studyInstanceUid: z.string(),
    accessionNumber: z.string().optional(),
    /** ISO date of the acquisition, when the images say it. */
    acquired: z.string().optional(),
    source: z.string(),
  }),
  series: z.object({
    chosen: z
      .object({ seriesInstanceUid: z.string(), number: z.number().optional(), description: z.string() })
      .nullable(),
    reasons: z.array(z.string()),
    rejected: z.array(
      z.object({
        seriesInstanceUid: z.string(),
        number: z.number().optional(),
        description: z.string(),
        reasons: z.array(z.string()),
      }),
    ),
  }),
  /** Who or what marked the levels: `roi-file`, `reviewer`, `dicom-sr`, `dicom-seg`, `model`. */
  roiSource: z.string().nullable(),
  levels: z.array(levelMeasurementSchema),
  /** Vertebrae that were found and are not measured: neighbours, and levels that were left out. */
  others: z.array(z.object({ name: z.string(), body: outlineSchema })).optional(),
  noise: z
    .object({
      method: noiseMethodSchema,
      /** Stored grey values, as are the SNRs' signals. */
      sd: z.number(),
      /** Of the air; or of the second acquisition less the first; 0 where the noise was declared. */
      mean: z.number(),
      /** Pixels that were looked at; 0 where the noise was declared. */
      n: z.number().int(),
      /** Standard error of the SD over the SD. */
      relativeError: z.number().optional(),
      /** Where a declared SD is from, in the site's words. */
      source: z.string().optional(),
      /** The series that was the second acquisition. */
      secondSeriesInstanceUid: z.string().optional(),
      /** Independent pixels that say as much as these n. */
      effectiveN: z.number().optional(),
      /** Coils, combined by sum of squares, whose air looks most like this one; 1 is Rayleigh. */
      coils: z.number().int().optional(),
      /** Where the noise was measured: in air, or in the bodies. */
      rois: z.array(outlineSchema),
      checks: z.array(noiseCheckSchema),
    })
    .nullable(),
  /** Mean SNR over the levels. */
  snr: z.number().nullable(),
  mscore: mscoreSchema.nullable(),
  /** Vertebral bone quality: median body signal over CSF signal; null without CSF that looks like it. */
  vbq: z
    .object({
      value: z.number(),
      csf: outlineSchema,
      n: z.number().int(),
      /** The body that the fluid lies behind. */
      fluidBehind: levelSchema.optional(),
    })
    .nullable(),
  status: z.enum(['measured', 'limited', 'refused']),
  refusals: z.array(codedReasonSchema),
  limits: z.array(codedReasonSchema),
  algorithm: z.object({ name: z.string(), version: z.string(), weightsSha256: z.string().nullable() }),
  /** Milliseconds by stage. */
  timings: z.record(z.string(), z.number()),
});

export type Measurement = z.infer<typeof measurementSchema>;

/** What a card and a decision say of a measurement: no outlines, which are most of it, and no checks. */
export const measurementSummarySchema = measurementSchema
  .pick({ study: true, snr: true, mscore: true, status: true, refusals: true, limits: true, algorithm: true })
  .extend({
    series: measurementSchema.shape.series.pick({ chosen: true }),
    levels: z.array(levelMeasurementSchema.pick({ level: true, snr: true })),
    vbq: measurementSchema.shape.vbq.unwrap().pick({ value: true, fluidBehind: true }).nullable(),
  });
export type MeasurementSummary = z.infer<typeof measurementSummarySchema>;
