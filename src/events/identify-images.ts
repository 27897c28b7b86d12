import type { ImagingStudy } from 'fhir/r4.js';
import type { FoundStudy } from '../dicom/image-source.ts';
import { namesLumbarSpine } from '../dicom/series-words.ts';
import { reason } from '../errors.ts';
import { isLumbarMri } from '../fhir/lumbar-mri.ts';
import { orderOf } from '../fhir/reported-mri.ts';
import { candidateOf, isImagingStudy } from '../fhir/study-candidate.ts';
import { identified, type IdentifiedPatient, messageFor, noneIfNotExposed, ownerPath } from './owner.ts';
import { patientOfImages, token } from './patient-of-images.ts';
import type { IdentifiedStudy, ImagesClue, RecordReader, Whereabouts } from './whereabouts.ts';

/** A study that is known by what the PACS calls it. */
export async function identifyImages(
  { studyInstanceUid, accessionNumber, patientId }: ImagesClue,
  whereabouts: Whereabouts,
): Promise<IdentifiedStudy> {
  const { site, record } = whereabouts;
  const named = await site.images.findStudies({
    ...(studyInstanceUid === undefined
      ? accessionNumber !== undefined && { accessionNumber }
      : { studyInstanceUid }),
    anyModality: true,
  });
  if (named.length === 0) return { reason: reason('study/not-found') };
  const [images, ...more] = named.filter(({ modalities }) => modalities.includes('MR'));
  if (!images) return { reason: reason('event/not-lumbar-mri') };
  if (more.length > 0) return { reason: reason('study/ambiguous') };
  if (images.patientId === undefined) return { reason: reason('event/patient-unknown') };
  if (patientId !== undefined && patientId !== images.patientId)
    return { reason: reason('study/patient-mismatch', 'patient identifier') };

  const pacsPatient = { patientId: images.patientId, issuer: images.issuerOfPatientId };
  const found = await patientOfImages(pacsPatient, site.patientIdSystems, record);
  if ('reason' in found) return found;
  const patient = identified(found.patient);
  if (!patient) return { reason: reason('event/patient-unknown') };
  const recorded = await inRecordOf(patient, images, record);
  if (recorded.some(({ status }) => status === 'entered-in-error'))
    return { reason: reason('event/withdrawn') };
  const lumbar =
    namesLumbarSpine(images.studyDescription) || recorded.some((study) => isLumbarMri(study, site.codes));
  if (!lumbar) return { reason: reason('event/not-lumbar-mri') };
  const [imagingStudy] = recorded.map((study) => candidateOf(study, '', true).imagingStudy);
  const order = recorded.map(orderOf).find((path) => path !== undefined);
  const target = {
    studyInstanceUid: images.studyInstanceUid,
    ...(imagingStudy && { imagingStudy }),
    order,
    accessionNumber: images.accessionNumber,
  };
  return { study: messageFor(whereabouts, patient, target), patient, onPacs: true };
}

async function inRecordOf(
  patient: IdentifiedPatient,
  { studyInstanceUid }: FoundStudy,
  record: RecordReader,
): Promise<ImagingStudy[]> {
  const identifier = token('urn:dicom:uid', `urn:oid:${studyInstanceUid}`);
  const query = `ImagingStudy?patient=${patient.id}&identifier=${identifier}&_count=10`;
  const { resources } = await record.search(query).catch(noneIfNotExposed);
  return resources
    .filter(isImagingStudy)
    .filter((study) => candidateOf(study, '', true).studyInstanceUid === studyInstanceUid)
    .filter((study) => ownerPath(study) === `Patient/${patient.id}`);
}
