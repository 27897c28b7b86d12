import { SYSTEMS } from './code-systems.ts';
import { type CodeLists, defaultCodeLists } from './codes.ts';

/** What we read of a patient's record, by prefetch key. */
export const RECORD_KEYS = [
  'patient',
  'conditions',
  'medications',
  'medicationStatements',
  'dexaObservations',
  'reports',
  'procedures',
  'orders',
  'imagingStudies',
] as const;
export type RecordKey = (typeof RECORD_KEYS)[number];

/**
 * The prefetch templates of our CDS services (CDS Hooks 2.0.1, "Prefetch template"): reads and type searches
 * with equality, `_count` and `_sort` only. Newest first, so that what a bound cuts off is old.
 *
 * `dexaObservations` asks by code, the codes of the study and panel included. A search by `code` does not look
 * at components and `combo-code` is rarely supported: a DXA panel under a local code that has its LOINC codes
 * only in components is found once the site lists that code. LOINC codes go without their system, which keeps
 * the URL short; their shape is unlike any other's. `reports` holds DXA reports and the reported MRI.
 */
export function recordQueriesFor(lists: CodeLists): Record<RecordKey, string> {
  const patient = 'patient={{context.patientId}}';
  const observed = [...lists.dexa.tokens.filter(isLoinc), ...lists.dexaValues.map(({ token }) => token)];
  const codes = [...new Set(observed)]
    .map((token) => (isLoinc(token) ? token.split('|')[1] : token))
    .join(',');
  return {
    patient: 'Patient/{{context.patientId}}',
    conditions: `Condition?${patient}&_count=200`,
    medications: `MedicationRequest?${patient}&_sort=-authoredon&_count=200`,
    medicationStatements: `MedicationStatement?${patient}&_sort=-effective&_count=200`,
    dexaObservations: `Observation?${patient}&code=${codes}&_sort=-date&_count=100`,
    reports: `DiagnosticReport?${patient}&_sort=-date&_count=100`,
    procedures: `Procedure?${patient}&_sort=-date&_count=200`,
    orders: `ServiceRequest?${patient}&_sort=-authored&_count=100`,
    imagingStudies: `ImagingStudy?${patient}&_sort=-started&_count=50`,
  };
}

/** The templates with the default code lists. */
export const recordQueries: Readonly<Record<RecordKey, string>> = recordQueriesFor(defaultCodeLists);

function isLoinc(token: string): boolean {
  return token.startsWith(`${SYSTEMS.loinc}|`) && !token.endsWith('*');
}
