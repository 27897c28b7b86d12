import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import type { AuditEvent } from '../audit/entry.ts';
import type { AuditTrail } from '../audit/trail.ts';
import { asCodedError } from '../errors.ts';
import { part, referenceTo, relativeReference } from '../fhir/resource-parts.ts';
import type { RecordReader } from './whereabouts.ts';

/** Who reads, for whom, and what about. */
export type Reading = Pick<AuditEvent, 'who' | 'client' | 'job' | 'studyInstanceUid'>;

/**
 * Reads a record, and sets down whose it was and what came of it: an entry for each patient of whom anything was read, also
 * when nothing came of it or it failed half-way. Of whom nothing was read there is none.
 */
export async function auditedReading<Result>(
  record: RecordReader,
  audit: AuditTrail,
  reading: Reading,
  read: (record: RecordReader) => Promise<Result>,
  outcomeOf: (result: Result) => AuditEvent['outcome'],
): Promise<Result> {
  const patients = new Set<string>();
  const note = (outcome: AuditEvent['outcome']) => {
    for (const patientId of patients) audit.note({ ...reading, action: 'read-record', patientId, outcome });
  };
  try {
    const result = await read(watched(record, patients));
    note(outcomeOf(result));
    return result;
  } catch (thrown) {
    note(asCodedError(thrown).code);
    throw thrown;
  }
}

/** @param patients is given the id of whomever a resource is about that is read */
function watched(record: RecordReader, patients: Set<string>): RecordReader {
  const see = (resource: FhirResource) => {
    const patientId = patientIdOf(resource);
    if (patientId !== undefined) patients.add(patientId);
  };
  return {
    read: async (path) => {
      const resource = await record.read(path);
      if (resource) see(resource);
      return resource;
    },
    search: async (query) => {
      const found = await record.search(query);
      for (const resource of found.resources) see(resource);
      return found;
    },
  };
}

const ownedSchema = z.object({ subject: part.reference });

function patientIdOf(resource: FhirResource): string | undefined {
  const path =
    resource.resourceType === 'Patient'
      ? referenceTo(resource)
      : relativeReference(ownedSchema.parse(resource).subject);
  const [type, id] = path?.split('/') ?? [];
  return type === 'Patient' ? id : undefined;
}
