import { z } from 'zod';

/** A search of reports or of imaging studies, as `criteria` of an R4 Subscription has it. */
const criterion = z.string().regex(/^(DiagnosticReport|ImagingStudy)\?[\x21-\x7e]{1,300}$/, {
  error: 'must be a search of DiagnosticReport or ImagingStudy, such as ImagingStudy?modality=MR',
});

/** How a client tells us that a study was made or reported. */
export const eventsSchema = z.strictObject({
  /** File with the secret that its events carry as bearer token; at least 24 characters. */
  tokenFile: z.string(),
  /**
   * Which reports and studies a Subscription is about, and which are looked for when something may have been missed:
   * at the start, and where a notification says no more than that something changed. Nothing is looked for without any.
   */
  criteria: z
    .array(criterion)
    .max(10)
    .default(['DiagnosticReport?category=RAD,LP29684-5', 'ImagingStudy?modality=MR']),
});
