import type { DiagnosticReport, ImagingStudy } from 'fhir/r4.js';
import { findStudy } from '../analysis/find-study.ts';
import { reason } from '../errors.ts';
import { readReportedStudies } from '../fhir/imaging-studies.ts';
import { isLumbarMri } from '../fhir/lumbar-mri.ts';
import { recordQueries } from '../fhir/record-queries.ts';
import { lumbarMriOf, orderOf } from '../fhir/reported-mri.ts';
import { candidateOf, type StudyCandidate } from '../fhir/study-candidate.ts';
import { identifyImages } from './identify-images.ts';
import { type IdentifiedPatient, messageFor, noneIfNotExposed, ownerOf } from './owner.ts';
import type { IdentifiedStudy, StudyClue, Whereabouts } from './whereabouts.ts';

/**
 * Which lumbar MRI that is, and whose: the message that has it measured, or why there is none.
 * - `event/not-lumbar-mri`, `event/patient-unknown`, `event/patient-ambiguous`, `study/ambiguous`,
 *   `study/patient-mismatch`: so it stays until somebody changes the record;
 * - `study/not-found`: the PACS does not have it, or not yet.
 *
 * @throws CodedError `fhir/…`, `pacs/…`, and `request/patient-mismatch` when the record mixes two patients
 */
export async function identifyStudy(clue: StudyClue, whereabouts: Whereabouts): Promise<IdentifiedStudy> {
  if ('report' in clue) return ofReport(clue.report, whereabouts);
  if ('imagingStudy' in clue) return ofImagingStudy(clue.imagingStudy, whereabouts);
  return identifyImages(clue, whereabouts);
}

async function ofReport(report: DiagnosticReport, whereabouts: Whereabouts): Promise<IdentifiedStudy> {
  const { record, site } = whereabouts;
  const patient = await ownerOf(report, record);
  if (!patient) return { reason: reason('event/patient-unknown') };
  const query = recordQueries.imagingStudies.replace('{{context.patientId}}', patient.id);
  const inRecord = await record.search(query).catch(noneIfNotExposed);
  const choice = await readReportedStudies(report, inRecord.resources, patient.id, record, site.codes);
  const recorded = lumbarMriOf(report, choice.candidates, site.codes);
  if (!recorded) return { reason: reason('event/not-lumbar-mri') };
  return ofRecord(patient, recorded, orderOf(report), whereabouts);
}

async function ofImagingStudy(study: ImagingStudy, whereabouts: Whereabouts): Promise<IdentifiedStudy> {
  const { record, site } = whereabouts;
  if (!isLumbarMri(study, site.codes)) return { reason: reason('event/not-lumbar-mri') };
  const patient = await ownerOf(study, record);
  if (!patient) return { reason: reason('event/patient-unknown') };
  const candidate = candidateOf(study, 'the event names it', true);
  return ofRecord(patient, [candidate], orderOf(study), whereabouts);
}

/** A study that the record names. */
async function ofRecord(
  patient: IdentifiedPatient,
  recorded: readonly StudyCandidate[],
  order: string | undefined,
  whereabouts: Whereabouts,
): Promise<IdentifiedStudy> {
  const { site } = whereabouts;
  const clues = { recorded, anyLumbar: false, patientIds: [] };
  const { target, missing } = await findStudy(clues, site.findStudyBy, site.images);
  if (!target) return { reason: missing };
  const onPacs = target.via !== 'imaging-study';
  return {
    study: messageFor(whereabouts, patient, {
      ...target,
      order: target.order ?? order,
      accessionNumber: target.accessionNumber,
    }),
    patient,
    onPacs,
  };
}
