import { z } from 'zod';
import { checkedBody } from '../http/checked-body.ts';
import { dicomId, type Notice, type StudyEvent, studyUid, version } from './event.ts';

/** Words of FHIR (DiagnosticReportStatus) and letters of HL7 v2 (tables 0123 and, for W, 0085). */
const STATUS_WORDS: Readonly<Record<string, StudyEvent['status']>> = {
  final: 'reported',
  f: 'reported',
  amended: 'reported',
  corrected: 'reported',
  c: 'reported',
  appended: 'reported',
  a: 'unfinished',
  preliminary: 'unfinished',
  p: 'unfinished',
  partial: 'unfinished',
  registered: 'unfinished',
  r: 'unfinished',
  s: 'unfinished',
  i: 'unfinished',
  o: 'unfinished',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  x: 'cancelled',
  'entered-in-error': 'entered-in-error',
  w: 'entered-in-error',
};

const status = z.string().transform((word, context): StudyEvent['status'] => {
  const key = word.trim().toLowerCase();
  const known = Object.hasOwn(STATUS_WORDS, key) ? STATUS_WORDS[key] : undefined;
  if (known) return known;
  context.addIssue({ code: 'custom', message: `must be one of ${Object.keys(STATUS_WORDS).join(', ')}` });
  return z.NEVER;
});

/** Interface engines fill in every field of their template, with nothing where they know nothing. */
const blank = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : (value ?? undefined)),
    schema.optional(),
  );

const named = { error: 'must name the study: studyUid or accession' };

const reportSchema = z
  .object({ accession: blank(dicomId), studyUid: blank(studyUid), patient: blank(dicomId), status })
  .refine(({ accession, studyUid: uid }) => accession !== undefined || uid !== undefined, named);

const pacsSchema = z.object({
  studyUid,
  accession: blank(dicomId),
  patient: blank(dicomId),
  version: blank(version),
});

/**
 * `{accession, studyUid, patient, status}` of an interface engine; `patient` is the PatientID as the PACS has it.
 *
 * @throws CodedError `request/malformed`
 */
export function parseReportNotice(body: unknown): Notice {
  const { accession, studyUid: uid, patient, status: told } = checkedBody(reportSchema, body);
  return notice({
    about: 'study',
    status: told,
    accessionNumber: accession,
    studyInstanceUid: uid,
    patientId: patient,
  });
}

/**
 * `{studyUid, accession, patient, version}` of a PACS whose study is complete. With another `version`, e.g. when it
 * was last changed, it is looked at again.
 *
 * @throws CodedError `request/malformed`
 */
export function parsePacsNotice(body: unknown): Notice {
  const { studyUid: uid, accession, patient, version: changed } = checkedBody(pacsSchema, body);
  return notice({
    about: 'study',
    status: 'made',
    studyInstanceUid: uid,
    accessionNumber: accession,
    patientId: patient,
    version: changed,
  });
}

function notice(event: StudyEvent): Notice {
  return { events: [event], changes: false };
}
