import { CodedError } from '../errors.ts';
import type { FhirReader } from './service.ts';

/**
 * A reader that asks for no more than was agreed upon: SMART scopes of either version, `patient/Type.read`,
 * `patient/*.rs`. Without scopes the FHIR server alone decides.
 *
 * Its methods raise `fhir/unauthorized` for what no scope covers, and what the reader raises.
 */
export function withinScopes(reader: FhirReader, scopes: readonly string[] | undefined): FhirReader {
  if (scopes === undefined) return reader;
  const allowed = scopes.map(parseScope);
  const check = (path: string, interaction: 'r' | 's'): void => {
    const type = /^[A-Za-z]+/.exec(path)?.[0] ?? '';
    const covered = allowed.some(
      (scope) => (scope.type === '*' || scope.type === type) && scope.interactions.includes(interaction),
    );
    if (!covered) throw new CodedError('fhir/unauthorized', `no scope for ${type}`);
  };
  return {
    async read(path) {
      check(path, 'r');
      return reader.read(path);
    },
    async search(query) {
      check(query, 's');
      return reader.search(query);
    },
  };
}

function parseScope(scope: string): { type: string; interactions: string } {
  const [, type = '', permission = ''] = /\/([^.]+)\.(.+)$/.exec(scope) ?? [];
  return { type, interactions: permission === 'read' || permission === '*' ? 'rs' : permission };
}
