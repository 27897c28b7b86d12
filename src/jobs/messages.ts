import { z } from 'zod';
import { patientIdentitySchema } from '../analysis/patient-identity.ts';
import { recordContextSchema } from '../store/measurements.ts';

const client = z.object({ issuer: z.string(), fhirServer: z.string() });

export const measureStudySchema = z.object({
  client,
  /** FHIR logical id. */
  patientId: z.string(),
  patient: patientIdentitySchema,
  studyInstanceUid: z.string(),
  context: recordContextSchema,
});
export type MeasureStudy = z.infer<typeof measureStudySchema>;

export const publishResultSchema = z.object({ measurementId: z.uuid() });
export type PublishResult = z.infer<typeof publishResultSchema>;

export const readEventSchema = z.object({ eventId: z.uuid() });
export type ReadEvent = z.infer<typeof readEventSchema>;

export const readChangesSchema = z.object({ client });
export type ReadChanges = z.infer<typeof readChangesSchema>;
