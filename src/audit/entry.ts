import { z } from 'zod';
import type { CallingClient } from '../calling-client.ts';
import { storable } from '../storable-text.ts';

const LONGEST_NAME = 500;

/** Cut rather than refused: what happened is set down in any case. */
const name = z.string().transform((text) => storable(text.slice(0, LONGEST_NAME)));

export const ACTIONS = [
  /** A record or what is kept of it was looked at, and nothing was decided. */
  'read-record',
  /** Images were fetched, and no number came of it. */
  'read-images',
  /** Images were fetched and measured; the outcome is the status. */
  'measured',
  /** A result was written into a record. */
  'published',
  /** A record was read for a hook, and cards were shown or not; the outcome is the recommendation. */
  'decided',
  /** A person looked at a finding and said what is to become of it. */
  'reviewed',
  /** A clinician's answer to a card came back. */
  'answered',
  'signed-in',
  /** Rows were written out of the database. */
  'exported',
  /** What decides – references, rules, jobs – was changed by a person. */
  'configured',
] as const;
export type AuditAction = (typeof ACTIONS)[number];

const actorSchema = z.strictObject({
  /** An EHR, this service by itself, somebody who signed in, or somebody at a terminal. */
  kind: z.enum(['client', 'service', 'person', 'command']),
  /** Issuer of the client, role of the service, subject of the person, words of the command. */
  name,
  /** Account that ran the command. */
  account: name.optional(),
});
export type Actor = z.infer<typeof actorSchema>;

/** One thing that happened, as it is kept: ids of ours and digests, nothing that names a patient. */
export const auditEntrySchema = z.strictObject({
  /** ISO date and time, UTC, milliseconds. */
  at: z.iso.datetime({ precision: 3 }),
  who: actorSchema,
  action: z.enum(ACTIONS),
  /** What came of it, in a word; a code of the error catalogue when it failed. */
  outcome: z.string().regex(/^[a-z0-9][a-z0-9/-]{0,79}$/),
  client: z.strictObject({ issuer: name, fhirServer: name }).optional(),
  /** HMAC-SHA-256 by the key of this database: the same patient of the same client has the same one. */
  patient: z.hex().length(64).optional(),
  /** HMAC-SHA-256 of the Study Instance UID. */
  study: z.hex().length(64).optional(),
  measurement: z.uuid().optional(),
  /** Of a page that shows several patients: each with the measurement that it was shown for. */
  listed: z.array(z.strictObject({ patient: z.hex().length(64), measurement: z.uuid() })).optional(),
  job: z.uuid().optional(),
  hookInstance: z.uuid().optional(),
  card: z.uuid().optional(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** What a room says that happened; patient and study are in clear here, and digests from the next step on. */
export interface AuditEvent extends Pick<
  AuditEntry,
  'who' | 'action' | 'outcome' | 'measurement' | 'job' | 'hookInstance' | 'card'
> {
  readonly client?: CallingClient | undefined;
  /** FHIR logical id. */
  readonly patientId?: string | undefined;
  readonly studyInstanceUid?: string | undefined;
  /** Patients of the client. */
  readonly listed?: readonly { readonly patientId: string; readonly measurement: string }[] | undefined;
}
