/**
 * What the EHR's record says that matters for the decision; built by `fhir/record.ts`, read by
 * `recommend.ts`. Dates are ISO `YYYY-MM-DD` (or shorter, as FHIR allows).
 */
export interface PatientRecord {
  readonly sex: 'female' | 'male' | 'other' | 'unknown';
  /** Absent when the record has no usable birth date. */
  readonly birthDate: string | undefined;
  readonly deceased: boolean;
  /** Everything that shows a DEXA was made, newest first. */
  readonly dexaHistory: readonly DexaEvidence[];
  /** A DEXA that is ordered and not yet done. */
  readonly dexaOrdered: boolean;
  /** Conditions and drugs that make a DEXA suggestion pointless or wrong. */
  readonly suppressors: readonly Suppressor[];
  /** What could not be read completely, e.g. `medications`; empty when the record is whole. */
  readonly incomplete: readonly string[];
}

export interface DexaEvidence {
  readonly date: string | undefined;
  readonly kind: 'observation' | 'report' | 'procedure';
  readonly values: readonly DexaValue[];
}

export interface DexaValue {
  readonly site: 'lumbar-spine' | 'femur' | 'femoral-neck' | 'hip' | 'forearm' | 'unspecified';
  readonly quantity: 't-score' | 'z-score' | 'bmd';
  /** BMD in g/cm²; T and Z without unit. */
  readonly value: number;
}

export const SUPPRESSOR_KINDS = [
  'known-osteoporosis',
  'osteoporotic-fracture',
  'bone-drug',
  'pregnancy',
  'premenopausal',
  'hospice',
  'marrow-disease',
  'spinal-metastasis',
  'spinal-trauma',
  'instrumentation',
] as const;
export type SuppressorKind = (typeof SUPPRESSOR_KINDS)[number];

export interface Suppressor {
  readonly kind: SuppressorKind;
  /** The code that matched, as `system|code`, or `text` when only a text stem matched. */
  readonly matched: string;
  /** Of the onset, or the last time that a drug was taken or ordered, as far as it is known. */
  readonly date: string | undefined;
  /** Whether it still holds as the record has it: a drug that was not stopped, a problem that is not resolved. */
  readonly current: boolean;
}
