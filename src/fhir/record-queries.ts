import { SYSTEMS } from './code-systems.ts';
import { defaultCodeLists } from './codes.ts';

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

const PATIENT = 'patient={{context.patientId}}';

/**
 * The prefetch templates of our CDS services (CDS Hooks 2.0.1, "Prefetch template"): reads and type searches
 * with equality, `_count` and `_sort` only. Newest first, so that what a bound cuts off is old.
 *
 * `dexaObservations` asks by code, the codes of the study and panel included. A search by `code` does not look
 * at components and `combo-code` is rarely supported: a DXA panel under a local code is not found, but its
 * report, procedure or study is, by its words. LOINC codes go without their system, which keeps the URL short;
 * their shape is unlike any other's. `reports` holds DXA reports and the reported MRI.
 */
export const recordQueries: Readonly<Record<RecordKey, string>> = {
  patient: 'Patient/{{context.patientId}}',
  conditions: `Condition?${PATIENT}&_count=200`,
  medications: `MedicationRequest?${PATIENT}&_sort=-authoredon&_count=200`,
  medicationStatements: `MedicationStatement?${PATIENT}&_sort=-effective&_count=200`,
  dexaObservations: `Observation?${PATIENT}&code=${dexaLoincCodes()}&_sort=-date&_count=100`,
  reports: `DiagnosticReport?${PATIENT}&_sort=-date&_count=100`,
  procedures: `Procedure?${PATIENT}&_sort=-date&_count=200`,
  orders: `ServiceRequest?${PATIENT}&_sort=-authored&_count=100`,
  imagingStudies: `ImagingStudy?${PATIENT}&_sort=-started&_count=50`,
};

function dexaLoincCodes(): string {
  const loinc = `${SYSTEMS.loinc}|`;
  const tokens = defaultCodeLists.dexa.tokens.filter((token) => token.startsWith(loinc));
  return [...new Set(tokens)].map((token) => token.slice(loinc.length)).join(',');
}
