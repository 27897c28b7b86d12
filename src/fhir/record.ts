import type { FhirResource, ServiceRequest } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError } from '../errors.ts';
import type { PatientRecord } from '../screening/record.ts';
import { matchCodedOrText } from './code-match.ts';
import { type CodeLists, defaultCodeLists } from './codes.ts';
import { dexaHistory } from './dexa-history.ts';
import { assertSamePatient } from './patient-match.ts';
import { RECORD_KEYS, type RecordKey } from './record-queries.ts';
import { dateOnly, part } from './resource-parts.ts';
import { suppressors } from './suppressors.ts';

/** What stands behind each prefetch key; a key that could not be read at all is left out. */
export type RecordResources = {
  readonly [key in RecordKey]?:
    { readonly resources: readonly FhirResource[]; readonly complete: boolean } | undefined;
};

export interface RecordOptions {
  /** `context.patientId` of the hook. */
  readonly patientId: string;
  /** Orders that are being written right now (order-select, order-sign): a DXA among them is ordered. */
  readonly draftOrders?: readonly FhirResource[] | undefined;
  readonly lists?: CodeLists | undefined;
}

const patientSchema = z.object({
  resourceType: z.literal('Patient'),
  gender: z.enum(['female', 'male', 'other', 'unknown']).catch('unknown'),
  birthDate: part.text,
  deceasedBoolean: part.flag,
  deceasedDateTime: part.text,
});

/**
 * The patient's record as the decision needs it. Odd resources are read as far as they go. Raises
 * `request/patient-mismatch` when any resource belongs to another patient, and `request/prefetch-missing`
 * without the Patient itself.
 */
export function buildRecord(resources: RecordResources, options: RecordOptions): PatientRecord {
  const lists = options.lists ?? defaultCodeLists;
  const all = RECORD_KEYS.flatMap((key) => resources[key]?.resources ?? []);
  assertSamePatient([...all, ...(options.draftOrders ?? [])], options.patientId);
  const patient = all.map(readPatient).find((found) => found !== undefined);
  if (!patient) throw new CodedError('request/prefetch-missing', 'patient');
  return {
    ...patient,
    dexaHistory: dexaHistory(all, lists),
    dexaOrdered: isDexaOrdered(resources.orders?.resources ?? [], options.draftOrders ?? [], lists),
    suppressors: suppressors(all, lists),
    incomplete: RECORD_KEYS.filter((key) => resources[key]?.complete !== true),
  };
}

export type ReadPatient = Pick<PatientRecord, 'sex' | 'birthDate' | 'deceased'>;

/** Undefined for any other resource. */
export function readPatient(resource: FhirResource): ReadPatient | undefined {
  const patient = patientSchema.safeParse(resource).data;
  if (!patient) return undefined;
  return {
    sex: patient.gender,
    birthDate: dateOnly(patient.birthDate),
    deceased: patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined,
  };
}

const orderSchema = z.object({
  resourceType: z.literal('ServiceRequest'),
  status: part.text,
  intent: part.text,
  doNotPerform: part.flag,
  code: part.concept,
});
const OPEN: ReadonlySet<string> = new Set<ServiceRequest['status']>(['active', 'on-hold']);
const CALLED_OFF: ReadonlySet<string> = new Set<ServiceRequest['status']>(['revoked', 'entered-in-error']);

/** Stored orders count while they are open; a stored draft or proposal is nobody's order yet. */
function isDexaOrdered(
  stored: readonly FhirResource[],
  drafts: readonly FhirResource[],
  lists: CodeLists,
): boolean {
  const dexaOrders = (orders: readonly FhirResource[]): z.infer<typeof orderSchema>[] =>
    orders
      .flatMap((order) => orderSchema.safeParse(order).data ?? [])
      .filter(
        (order) => order.doNotPerform !== true && matchCodedOrText(order.code, lists.dexa) !== undefined,
      );
  return (
    dexaOrders(stored).some(({ status, intent }) => OPEN.has(status ?? '') && intent !== 'proposal') ||
    dexaOrders(drafts).some(({ status }) => !CALLED_OFF.has(status ?? ''))
  );
}
