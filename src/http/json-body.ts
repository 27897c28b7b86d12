import { json, type Request, type Response } from 'express';
import { CodedError } from '../errors.ts';

/** FHIR resources nest far less; deeper JSON is meant to exhaust the stack of whoever walks it. */
const MAX_DEPTH = 100;
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/**
 * Reads bodies of at most `limitBytes` (after unpacking) that are JSON in UTF-8; undefined where there is none.
 *
 * The returned function raises `request/media-type`, `request/malformed`, and what express throws.
 *
 * @param types media types that are JSON
 */
export function jsonBodies(
  limitBytes: number,
  types: readonly string[] = ['application/json'],
): (request: Request, response: Response) => Promise<unknown> {
  const type = [...types];
  const parse = json({ limit: limitBytes, type });
  return async (request, response) => {
    if (saysEmpty(request)) return undefined;
    const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
    // The parser takes UTF-16 and UTF-32 too; CDS Hooks does not (2.0.1, "HTTP Endpoint"), nor does FHIR (R4 2.6.0.1).
    if (request.is(type) === false || charset.toLowerCase() !== 'utf-8') {
      throw new CodedError('request/media-type');
    }
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
    });
    const body: unknown = request.body;
    refuseHostile(body);
    return body;
  };
}

/** How a POST says that it has no body; the parser would make it an empty object. */
function saysEmpty({ headers }: Request): boolean {
  return headers['content-length'] === '0';
}

/** Walks without recursion, as the depth is what is in question. */
function refuseHostile(body: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value: body, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) throw new CodedError('request/malformed', 'nested too deep');
    if (Object.hasOwn(value, '__proto__'))
      throw new CodedError('request/malformed', 'a field named __proto__');
    for (const child of Object.values(value)) open.push({ value: child, depth: depth + 1 });
  }
}
