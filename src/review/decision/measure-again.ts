import { identityInRecord } from '../../analysis/identity-in-record.ts';
import { asCodedError } from '../../errors.ts';
import { readPatient } from '../../fhir/record.ts';
import type { MeasureStudy } from '../../jobs/messages.ts';
import type { Logger } from '../../logger.ts';
import { ownRecordOf, type SiteOf } from '../../site.ts';
import type { StoredMeasurement } from '../../store/measurements.ts';

/**
 * What has a study measured once more: whose images they must be is read from the record by our own access. Undefined
 * where there is none, or it fails: the next hook about the patient then measures.
 */
export async function measureAgain(
  { client, patientId, measurement, context }: StoredMeasurement,
  siteOf: SiteOf,
  logger: Logger,
): Promise<MeasureStudy | undefined> {
  const site = siteOf(client);
  const record = ownRecordOf(site, client);
  if (!record) return undefined;
  try {
    const resource = await record.read(`Patient/${patientId}`);
    const known = resource && readPatient(resource);
    if (!known || resource.resourceType !== 'Patient') return undefined;
    const patient = identityInRecord(resource, known, site.patientIdSystems);
    const { studyInstanceUid } = measurement.study;
    return { client, patientId, patient, studyInstanceUid, context };
  } catch (thrown) {
    logger.warn({ code: asCodedError(thrown).code }, 'the patient of a reviewed study could not be read');
    return undefined;
  }
}
