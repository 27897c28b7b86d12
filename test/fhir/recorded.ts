import { readFileSync } from 'node:fs';
import type { FhirResource } from 'fhir/r4.js';
import { bundleSchema, clinicalResources } from '../../src/fhir/bundle.ts';
import { resourceSchema } from '../../src/fhir-resource.ts';

/** A recorded message (fixtures/fhir), as text. */
export function recordedText(situation: string): string {
  return readFileSync(new URL(`../../fixtures/fhir/${situation}.json`, import.meta.url), 'utf8');
}

export function recorded(situation: string): FhirResource {
  return resourceSchema.parse(JSON.parse(recordedText(situation)));
}

/** The clinical resources of a recorded Bundle. */
export function recordedEntries(situation: string): FhirResource[] {
  return clinicalResources(bundleSchema.parse(JSON.parse(recordedText(situation))));
}
