/** Choice elements that we read or write: at most one of their types may be present. */
const CHOICES = [
  'value',
  'effective',
  'onset',
  'performed',
  'medication',
  'deceased',
  'occurred',
  'occurrence',
];

/**
 * What FHIR's JSON forbids and validators let pass: null, empty strings, arrays and objects, two types of one
 * choice, a coding without system or code, and a `#id` that nothing contained answers.
 */
export function shapeErrors(resource: object): string[] {
  const contained = new Set(idsOfContained(resource));
  const errors: string[] = [];
  walk(resource, '', (value, path) => {
    if (value === null) errors.push(`shape: ${path} is null`);
    if (value === '') errors.push(`shape: ${path} is an empty string`);
    if (Array.isArray(value) && value.length === 0) errors.push(`shape: ${path} is an empty array`);
    if (!isObject(value)) return;
    const keys = Object.keys(value);
    if (keys.length === 0) errors.push(`shape: ${path} is an empty object`);
    for (const choice of CHOICES) {
      const present = keys.filter((key) => new RegExp(`^${choice}[A-Z]`).test(key));
      if (present.length > 1) errors.push(`shape: ${path} has ${present.join(' and ')}`);
    }
    if (/\.(coding|security|tag)\.\d+$/.test(path) && !(keys.includes('system') && keys.includes('code'))) {
      errors.push(`shape: ${path} lacks system or code`);
    }
    const { reference } = value;
    if (typeof reference === 'string' && reference.startsWith('#') && !contained.has(reference.slice(1))) {
      errors.push(`shape: ${path} refers to ${reference}, which is not contained`);
    }
  });
  return errors;
}

function walk(value: unknown, path: string, visit: (value: unknown, path: string) => void): void {
  visit(value, path);
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) walk(child, `${path}.${key}`, visit);
}

function idsOfContained(resource: object): unknown[] {
  const contained = 'contained' in resource && Array.isArray(resource.contained) ? resource.contained : [];
  return contained.map((one: unknown) => (isObject(one) ? one['id'] : undefined));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
