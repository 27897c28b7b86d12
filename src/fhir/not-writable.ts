import type { ErrorCode } from '../errors.ts';

/** Why a result cannot be written as things are: trying again does not help before a person has done something. */
export const NOT_WRITABLE = [
  'fhir/not-taken',
  'fhir/multiple-matches',
  'fhir/other-patient',
  'fhir/other-server',
] as const satisfies readonly ErrorCode[];
export type NotWritable = (typeof NOT_WRITABLE)[number];
