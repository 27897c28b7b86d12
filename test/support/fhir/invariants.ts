import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { evalFhirPathTyped, toTypedValue } from '@medplum/core';
import { z } from 'zod';

/** Types whose invariants we check. */
export const CHECKED_TYPES = [
  'Observation',
  'Device',
  'Provenance',
  'ServiceRequest',
  'Task',
  'OperationOutcome',
] as const;

/** Invariants that Medplum's FHIRPath engine does not evaluate as HL7 wrote them; `shape.ts` has their substance. */
export const NOT_EVALUATED: Readonly<Record<string, string>> = {
  'ele-1': 'needs children() and hasValue() of an element: an empty element is caught as an empty object',
  'dom-3': 'needs descendants() and as(canonical): unused contained resources are not caught',
};

const definitionSchema = z.object({
  snapshot: z.object({
    element: z.array(
      z.object({
        path: z.string(),
        constraint: z
          .array(z.object({ key: z.string(), severity: z.string(), expression: z.string().optional() }))
          .optional(),
      }),
    ),
  }),
});

export interface Invariant {
  readonly key: string;
  /** Element that it is about, e.g. `Observation.referenceRange`. */
  readonly path: string;
  readonly expression: string;
}

/** HL7's error-level invariants of one resource type, without those that cannot be evaluated. */
export function invariantsOf(type: string): Invariant[] {
  const { resolve } = createRequire(import.meta.url);
  const file = resolve(`hl7.fhir.r4.examples/StructureDefinition-${type}.json`);
  const { element } = definitionSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).snapshot;
  return element.flatMap(({ path, constraint = [] }) =>
    constraint.flatMap(({ key, severity, expression }) =>
      severity === 'error' && expression !== undefined && !Object.hasOwn(NOT_EVALUATED, key)
        ? [{ key, path, expression }]
        : [],
    ),
  );
}

/** The invariants that the resource breaks; empty for types that are not checked. */
export function brokenInvariants(resource: object): string[] {
  const type = CHECKED_TYPES.find(
    (checked) => 'resourceType' in resource && resource.resourceType === checked,
  );
  if (!type) return [];
  return invariantsOf(type).flatMap(({ key, path, expression }) =>
    nodesAt(resource, path.split('.').slice(1)).every((node) => holds(expression, node, resource))
      ? []
      : [`invariant: ${key} at ${path}`],
  );
}

function holds(expression: string, node: unknown, resource: object): boolean {
  const root = toTypedValue(resource);
  const variables = { '%resource': root, '%context': toTypedValue(node) };
  const result = evalFhirPathTyped(expression, [toTypedValue(node)], variables);
  return result.length === 1 && result[0]?.value === true;
}

/** Every node at a path; `value[x]` stands for whichever type is there. */
function nodesAt(node: unknown, [step, ...rest]: readonly string[]): unknown[] {
  if (Array.isArray(node))
    return node.flatMap((one) => nodesAt(one, step === undefined ? [] : [step, ...rest]));
  if (step === undefined) return [node];
  if (typeof node !== 'object' || node === null) return [];
  const choice = step.endsWith('[x]') ? step.slice(0, -3) : undefined;
  return Object.entries(node)
    .filter(([key]) => (choice === undefined ? key === step : key.startsWith(choice)))
    .flatMap(([, child]) => nodesAt(child, rest));
}
