import { expect } from '@jest/globals';
import { validateResource } from '@medplum/core';
import { loadR4Definitions } from '../../fixtures/fhir-sandbox/definitions.ts';
import { brokenInvariants } from './fhir/invariants.ts';
import { schemaErrors } from './fhir/json-schema.ts';
import { shapeErrors } from './fhir/shape.ts';

/**
 * Everything that is wrong with an R4 resource, as far as can be known offline: Medplum's validator, HL7's JSON
 * schema, HL7's FHIRPath invariants, and the slips that all of them let pass.
 */
export function fhirErrors(resource: object): string[] {
  loadR4Definitions();
  return [
    ...shapeErrors(resource),
    ...schemaErrors(resource),
    ...medplumErrors(resource),
    ...brokenInvariants(resource),
  ];
}

export function expectValidFhir(resource: object | undefined): void {
  expect(resource).toBeDefined();
  expect(fhirErrors(resource ?? {})).toEqual([]);
}

/** It throws on the first errors, and returns warnings. */
function medplumErrors(resource: object): string[] {
  try {
    // Medplum's own types differ from @types/fhir in details; the validator looks at the value only.
    validateResource(JSON.parse(JSON.stringify(resource)));
    return [];
  } catch (thrown) {
    return [`medplum: ${thrown instanceof Error ? thrown.message : String(thrown)}`];
  }
}
