import { z } from 'zod';

const positive = z.number().positive().finite();

/** What one exam of a patient says about the scanner, and nothing about the patient. */
const watchedExamSchema = z.object({
  kind: z.literal('exam'),
  /** ISO date of the acquisition, when the images say it. */
  acquired: z.string().optional(),
  /** Stored grey values. */
  airSd: positive,
  /** Only where the noise is that of air. */
  airMeanOverSd: positive.optional(),
  /** Independent pixels of air. */
  airN: positive,
  softwareVersions: z.string().optional(),
  coil: z.string().optional(),
});
export type WatchedExam = z.infer<typeof watchedExamSchema>;

/** The SNR of somebody, or something, that was measured to see whether the scanner is as it was. */
const controlExamSchema = z.object({
  kind: z.literal('control'),
  acquired: z.string().optional(),
  /** Who or what is measured again and again; without a name it is another woman like those of the cohort each time. */
  name: z.string().optional(),
  snr: positive,
});
export type ControlExam = z.infer<typeof controlExamSchema>;

export const watchedSchema = z.discriminatedUnion('kind', [watchedExamSchema, controlExamSchema]);
export type Watched = z.infer<typeof watchedSchema>;

/** A person looked at the scanner and found it to be right as it is. */
export interface KeptAsItIs {
  readonly kind: 'kept';
}

/** What happened to a cohort since it was added, in order. */
export type WatchedEntry = Watched | KeptAsItIs;
