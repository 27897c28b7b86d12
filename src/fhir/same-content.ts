import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { relativeReference } from './resource-parts.ts';

/** What changes with every writing, or is the server's. */
const NOT_CONTENT: ReadonlySet<string> = new Set([
  'id',
  'meta',
  'text',
  'status',
  'issued',
  'recorded',
  'lastModified',
]);

const objectSchema = z.record(z.string(), z.unknown());

/**
 * Whether what is there says all that ours says, and no other value in its place. What a server adds is no difference,
 * nor is an absolute reference where ours is relative; a list must be as long as ours.
 */
export function sameContent(existing: FhirResource, ours: FhirResource): boolean {
  const content = objectSchema.parse(ours);
  const there = objectSchema.parse(existing);
  const ownKeys = Object.keys(content).filter((key) => !NOT_CONTENT.has(key));
  const gone = VALUES.some((key) => there[key] !== undefined && content[key] === undefined);
  return !gone && ownKeys.every((key) => holds(there[key], content[key], key));
}

/** Without one of these in ours, what is there still says it. */
const VALUES = ['valueQuantity', 'dataAbsentReason', 'interpretation', 'component', 'hasMember', 'basedOn'];

function holds(there: unknown, ours: unknown, key: string): boolean {
  if (Array.isArray(ours)) {
    return (
      Array.isArray(there) &&
      there.length === ours.length &&
      ours.every((one, index) => holds(there[index], one, key))
    );
  }
  const object = objectSchema.safeParse(ours);
  if (object.success) {
    const other = objectSchema.safeParse(there).data;
    return (
      other !== undefined && Object.entries(object.data).every(([name, one]) => holds(other[name], one, name))
    );
  }
  return there === ours || (key === 'reference' && isSameReference(there, ours));
}

function isSameReference(there: unknown, ours: unknown): boolean {
  if (typeof there !== 'string' || typeof ours !== 'string') return false;
  const path = relativeReference({ reference: there });
  return path !== undefined && path === relativeReference({ reference: ours });
}
