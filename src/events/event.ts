import { z } from 'zod';
import { digest } from '../digest.ts';
import { isDicomId } from '../fhir/dicom-text.ts';
import { FHIR_ID } from '../fhir-id.ts';
import { storable } from '../storable-text.ts';

/** What an event says happened to an examination; `made` when only the images are told of. */
const STATUSES = ['made', 'unfinished', 'reported', 'cancelled', 'entered-in-error'] as const;

/** DICOM UID, PS3.5 9.1. */
export const studyUid = z.string().regex(/^(?=.{1,64}$)[0-9]+(\.[0-9]+)*$/, { error: 'must be a DICOM UID' });
/** AccessionNumber or PatientID as they may be asked for on a PACS. */
export const dicomId = z.string().trim().refine(isDicomId, { error: 'must be an id that DICOM can hold' });
/** What tells one version from the next; only ever compared. */
export const version = z.string().max(200).transform(storable);

/** A report or an imaging study of the record was written; what it says now is read there. */
export const resourceEventSchema = z.object({
  about: z.literal('resource'),
  type: z.enum(['DiagnosticReport', 'ImagingStudy']),
  id: z.string().regex(FHIR_ID),
  version: version.optional(),
});

/** A study was made or reported, told by somebody who does not speak FHIR. */
const studyEventSchema = z.object({
  about: z.literal('study'),
  status: z.enum(STATUSES),
  studyInstanceUid: studyUid.optional(),
  accessionNumber: dicomId.optional(),
  /** PatientID; compared with the PACS's where it is told. */
  patientId: dicomId.optional(),
  version: version.optional(),
});

export const eventSchema = z.discriminatedUnion('about', [resourceEventSchema, studyEventSchema]);
export type Event = z.infer<typeof eventSchema>;
export type StudyEvent = z.infer<typeof studyEventSchema>;
export type ResourceEvent = z.infer<typeof resourceEventSchema>;

/** What one message of a client holds. */
export interface Notice {
  readonly events: readonly Event[];
  /** Something changed, and the message does not say what. */
  readonly changes: boolean;
  /** What a topic-based subscription counts. */
  readonly counted?: Counted | undefined;
}

export interface Counted {
  /** The subscription, as the server calls it. */
  readonly subscription: string;
  /** Its first message: counting begins here. */
  readonly begins: boolean;
  /** Numbers of the events in this message. */
  readonly numbers: readonly number[];
  /** How many there were since the subscription started. */
  readonly total: number | undefined;
}

/** Events with the same subject are about the same thing; with the same content, one repeats the other. */
export interface EventDigests {
  readonly subject: string;
  readonly content: string;
}

/** Digests, so that no identifier stands in an index. */
export function digestsOf(event: Event): EventDigests {
  const subject =
    event.about === 'resource'
      ? [event.type, event.id]
      : [event.about, event.studyInstanceUid, event.accessionNumber];
  return { subject: digest(subject), content: digest(sorted(event)) };
}

function sorted(event: Event): unknown {
  return Object.entries(event)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
