const MAX_TEXT = 140;
const MAX_ITEMS = 2;
const MAX_DEPTH = 7;

/** JSON as much of it as a reader wants to see; what was left out is an ellipsis. */
export function shorten(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT).trimEnd()} …` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item: unknown) => shorten(item, depth + 1));
    return value.length > MAX_ITEMS ? [...items, `… ${value.length - MAX_ITEMS} more`] : items;
  }
  const entries = Object.entries(value).map(([name, held]): [string, unknown] => [
    name,
    // What was prefetched was seen when it was read.
    name === 'prefetch' && depth === 0 ? summaries(held) : shorten(held, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

function summaries(prefetch: unknown): unknown {
  const entries = Object.entries(prefetch ?? {}).map(([key, held]) => [key, `… ${summary(held)}`]);
  return Object.fromEntries(entries);
}

/** What a body is, in a word or two: the type of a FHIR resource, else just JSON. */
export function summary(resource: unknown): string {
  if (typeof resource !== 'object' || resource === null) return 'JSON';
  const type = 'resourceType' in resource ? String(resource.resourceType) : 'JSON';
  if (type !== 'Bundle') return type;
  const entries = 'entry' in resource && Array.isArray(resource.entry) ? resource.entry.length : 0;
  return `Bundle of ${entries}`;
}
