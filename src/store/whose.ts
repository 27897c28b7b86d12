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

/** Measurements whose study the record does not say to be entered in error. */
export function notWithdrawn(is: Of): Expression<SqlBool> {
  return is.not(
    is.exists(
      is
        .selectFrom('withdrawal')
        .select('withdrawal.source')
        .whereRef('withdrawal.issuer', '=', 'measurement.issuer')
        .whereRef('withdrawal.fhir_server', '=', 'measurement.fhir_server')
        .whereRef('withdrawal.patient_id', '=', 'measurement.patient_id')
        .whereRef('withdrawal.study_instance_uid', '=', 'measurement.study_instance_uid'),
    ),
  );
}
