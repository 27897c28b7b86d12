import type { DiagnosticReport, ImagingStudy } from 'fhir/r4.js';
import type { ErrorCode } from '../errors.ts';
import type { Event, StudyEvent } from './event.ts';
import type { RecordReader, StudyClue } from './whereabouts.ts';

type Status = StudyEvent['status'];

/** What an event comes to, once the record was asked. */
export interface Told {
  readonly clue: StudyClue;
  readonly status: Status;
  /** What says so: `DiagnosticReport/id`, `ImagingStudy/id`, `report` (an interface engine) or `pacs`. */
  readonly source: string;
}

const REPORT: Readonly<Record<DiagnosticReport['status'], Status>> = {
  registered: 'unfinished',
  partial: 'unfinished',
  preliminary: 'unfinished',
  unknown: 'unfinished',
  final: 'reported',
  amended: 'reported',
  corrected: 'reported',
  appended: 'reported',
  cancelled: 'cancelled',
  'entered-in-error': 'entered-in-error',
};
const IMAGES: Readonly<Record<ImagingStudy['status'], Status>> = {
  registered: 'unfinished',
  available: 'made',
  unknown: 'made',
  cancelled: 'cancelled',
  'entered-in-error': 'entered-in-error',
};

/** Of a resource only what it says now counts: events come late, twice, and in another order. */
export async function whatIsTold(
  event: Event,
  record: Pick<RecordReader, 'read'>,
): Promise<Told | { readonly code: ErrorCode }> {
  if (event.about === 'study') {
    const source = event.status === 'made' ? 'pacs' : 'report';
    return { clue: event, status: event.status, source };
  }
  const source = `${event.type}/${event.id}`;
  const resource = await record.read(source);
  if (resource?.resourceType === 'DiagnosticReport')
    return { clue: { report: resource }, status: REPORT[resource.status] ?? 'unfinished', source };
  if (resource?.resourceType === 'ImagingStudy')
    return { clue: { imagingStudy: resource }, status: IMAGES[resource.status] ?? 'unfinished', source };
  return { code: 'event/resource-gone' };
}
