import type { z } from 'zod';

/** A wrong setting as a sentence that names it; what stood there is not repeated, but for unknown names. */
export function sentence(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => (path ? `${path}.${key}` : key));
    return `There is no setting ${names.join(', ')}.`;
  }
  return `${path === '' ? 'The policy' : `The setting ${path}`} ${issue.message}.`;
}

/** What follows the name of the setting; zod asks for it unless the schema says its own. */
export function messageFor(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'is missing' : `must be ${TYPES[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values)}`;
  if (issue.code === 'too_small') return tooSmall(issue);
  if (issue.code === 'too_big') {
    return `must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`;
  }
  return 'is not valid';
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (origin === 'string' || origin === 'array') {
    if (minimum === 1) return 'must not be empty';
    return `must have at least ${minimum} ${origin === 'string' ? 'characters' : 'entries'}`;
  }
  return inclusive === false ? `must be above ${minimum}` : `must be at least ${minimum}`;
}

function oneOf(values: readonly unknown[]): string {
  const names = values.map(String);
  return names.length === 1 ? names.join() : `one of ${names.join(', ')}`;
}
