import { z } from 'zod';
import { declaredNoiseSchema } from '../../mscore/declared-noise.ts';
import { measurementSchema } from '../../mscore/measurement.ts';
import { referenceSchema } from '../../mscore/reference.ts';
import { LANGUAGES } from '../../screening/policy.ts';

const cutoffSchema = z.object({ value: z.number(), source: z.string() });

/** A `KnownReference`, without the lists of its exams. */
const knownReferenceSchema = referenceSchema.omit({ leftOut: true, examSnrs: true }).extend({
  version: z.number().optional(),
  sha256: z.string().optional(),
  retired: z.string().optional(),
  drifted: z.object({ what: z.string(), since: z.string().optional() }).optional(),
});

/** What the page knows when it opens: all that the server measures with, beside the images. */
export const studyDocumentSchema = z.object({
  measurementId: z.string(),
  /** Of the numbers that are shown: an edit of others is out of date. */
  version: z.string(),
  language: z.enum(LANGUAGES),
  measurement: measurementSchema,
  references: z.array(knownReferenceSchema),
  /** Of the policy; it goes before the cut-off of the cohort. */
  cutoff: cutoffSchema.nullable(),
  noise: z.discriminatedUnion('method', [
    z.object({ method: z.literal('air-sd') }),
    z.object({ method: z.literal('difference') }),
    z.object({
      method: z.literal('declared'),
      declared: z.array(declaredNoiseSchema.partial({ scanner: true, protocol: true })),
    }),
  ]),
  /** Address of the list of images; null where there are none to show. */
  images: z.string().nullable(),
});
export type StudyDocument = z.infer<typeof studyDocumentSchema>;
