import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { Schema } from './schema.ts';

type Of = ExpressionBuilder<Schema, 'measurement'>;

/** Measurements of these clients, of which there is at least one. */
export function ofClients(clients: readonly CallingClient[]): (is: Of) => Expression<SqlBool> {
  return (is) =>
    is.or(
      clients.map(({ issuer, fhirServer }) =>
        is.and([is('issuer', '=', issuer), is('fhir_server', '=', fhirServer)]),
      ),
    );
}
