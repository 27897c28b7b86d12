import type { Patient } from 'fhir/r4.js';
import type { CallingClient } from '../../calling-client.ts';
import { asCodedError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { ownRecordOf, type SiteOf } from '../../site.ts';

/** Who somebody is, in the words of the EHR's record; never stored. */
export interface PatientWords {
  readonly name: string;
  readonly birthDate: string | undefined;
}

/** Reads names; undefined for whoever cannot be read. */
export type NamesOf = (
  client: CallingClient,
  patientIds: readonly string[],
) => Promise<ReadonlyMap<string, PatientWords>>;

/**
 * Names by our own credentials, where results are written anyway: one search for a page of the list. Where that is not
 * allowed or takes too long, ids do.
 */
export function readNames(siteOf: SiteOf, logger: Logger): NamesOf {
  return async (client, patientIds) => {
    const record = ownRecordOf(siteOf(client), client);
    if (!record || patientIds.length === 0) return new Map();
    const query = `Patient?_id=${patientIds.map(encodeURIComponent).join(',')}&_elements=name,birthDate&_count=${patientIds.length}`;
    try {
      const { resources } = await record.search(query);
      const patients = resources.filter((one): one is Patient => one.resourceType === 'Patient');
      return new Map(patients.flatMap((patient) => (patient.id ? [[patient.id, wordsOf(patient)]] : [])));
    } catch (thrown) {
      logger.warn({ code: asCodedError(thrown).code }, 'names of patients could not be read');
      return new Map();
    }
  };
}

function wordsOf({ name, birthDate }: Patient): PatientWords {
  const used = name?.find(({ use }) => use === 'official') ?? name?.[0];
  const text = used?.text ?? [used?.given?.join(' '), used?.family].filter(Boolean).join(' ');
  return { name: text, birthDate };
}
