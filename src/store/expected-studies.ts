import type { Kysely } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import type { OrderIdentifier } from '../fhir/order-of-study.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import type { Schema } from './schema.ts';
import type { StoredMeasurement } from './measurements.ts';
import { DAY_MS } from '../iso-day.ts';

/** An MRI that was ordered is made within weeks; one that is made a year later is another one. */
const KEEP_DAYS = 365;
export interface OrderedStudy {
  readonly client: CallingClient;
  readonly patientId: string;
  readonly identifiers: readonly OrderIdentifier[];
}

/**
 * Lumbar MRIs that were ordered, by the identifiers of their orders: a study that is measured later, from an event or
 * an archive that knows nothing of the order, is linked to it by its accession number.
 */
export class ExpectedStudies {
  readonly #database: Kysely<Schema>;
  readonly #logger: Logger;

  constructor(database: Kysely<Schema>, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  /** Remembers the identifiers; a failure is told in the log and costs nobody an answer. */
  async expect({ client, patientId, identifiers }: OrderedStudy, now: Date = new Date()): Promise<void> {
    if (identifiers.length === 0) return;
    const rows = identifiers.map(({ system, value }) => ({
      issuer: client.issuer,
      fhir_server: client.fhirServer,
      patient_id: patientId,
      identifier_system: system,
      identifier_value: value,
      expected_at: now,
    }));
    try {
      await this.#forget(now);
      await this.#database
        .insertInto('expected_study')
        .values(rows)
        .onConflict((conflict) =>
          conflict.constraint('expected_study_once').doUpdateSet({ expected_at: now }),
        )
        .execute();
    } catch (thrown) {
      this.#logger.error(logFields(thrown), 'an ordered study could not be remembered');
    }
  }

  /** Identifiers of orders, of this very patient and client, that the study names as its accession number. */
  async find(
    study: Pick<StoredMeasurement, 'client' | 'patientId' | 'measurement' | 'context'>,
  ): Promise<OrderIdentifier[]> {
    const { client, patientId, measurement, context } = study;
    const accessions = [measurement.study.accessionNumber, context.accessionNumber]
      .flatMap((number) => number ?? [])
      .map((number) => number.trim());
    if (accessions.length === 0) return [];
    return this.#database
      .selectFrom('expected_study')
      .select(['identifier_system as system', 'identifier_value as value'])
      .where('issuer', '=', client.issuer)
      .where('fhir_server', '=', client.fhirServer)
      .where('patient_id', '=', patientId)
      .where('identifier_value', 'in', accessions)
      .execute();
  }

  async #forget(now: Date): Promise<void> {
    const before = new Date(now.getTime() - KEEP_DAYS * DAY_MS);
    await this.#database.deleteFrom('expected_study').where('expected_at', '<', before).execute();
  }
}
