/** JSON with the keys of every object in order of their UTF-16 units, and nothing between them (RFC 8785). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? sortedKeys(part) : part,
  );
}

function sortedKeys(part: object): object {
  return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
