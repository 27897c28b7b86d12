import type { ExpressionBuilder, Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import type { StoredMeasurement, StudyKey } from './measurements.ts';

/** Why a study's result must not stand. */
export interface Withdrawal {
  /** What says so: `DiagnosticReport/id`, `ImagingStudy/id`, or `report` where an interface engine did. */
  readonly source: string;
  readonly withdrawnAt: Date;
}

/** In a query of measurements: whether anything withdraws the study from its patient. */
export function isWithdrawn(select: ExpressionBuilder<Schema, 'measurement'>) {
  return select.exists(
    select
      .selectFrom('withdrawal')
      .select('withdrawal.source')
      .whereRef('withdrawal.issuer', '=', 'measurement.issuer')
      .whereRef('withdrawal.fhir_server', '=', 'measurement.fhir_server')
      .whereRef('withdrawal.patient_id', '=', 'measurement.patient_id')
      .whereRef('withdrawal.study_instance_uid', '=', 'measurement.study_instance_uid'),
  );
}

/**
 * Studies that were entered in error for their patient: whatever was written about them into that patient's record must
 * be `entered-in-error` too, and nothing more is measured. A report that was merely cancelled is none: its images
 * are still what they are.
 */
export class Withdrawals {
  readonly #database: Kysely<Schema>;

  /** @param database also a transaction */
  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** Everything that withdraws the study from this patient, oldest first; empty while it stands. */
  async of(key: StudyKey): Promise<Withdrawal[]> {
    const rows = await this.#database
      .selectFrom('withdrawal')
      .select(['source', 'withdrawn_at'])
      .where('issuer', '=', key.client.issuer)
      .where('fhir_server', '=', key.client.fhirServer)
      .where('patient_id', '=', key.patientId)
      .where('study_instance_uid', '=', key.studyInstanceUid)
      .orderBy('withdrawn_at')
      .execute();
    return rows.map(({ source, withdrawn_at: withdrawnAt }) => ({ source, withdrawnAt }));
  }

  /** What withdrew the study of a result first; undefined while it stands. */
  async ofMeasurement({
    client,
    patientId,
    measurement,
  }: Pick<StoredMeasurement, 'client' | 'patientId' | 'measurement'>): Promise<Withdrawal | undefined> {
    const { studyInstanceUid } = measurement.study;
    return (await this.of({ client, patientId, studyInstanceUid }))[0];
  }

  /** Gives back whether that was not known before. */
  async add({ client, patientId, studyInstanceUid }: StudyKey, source: string): Promise<boolean> {
    const inserted = await this.#database
      .insertInto('withdrawal')
      .values({
        issuer: client.issuer,
        fhir_server: client.fhirServer,
        patient_id: patientId,
        study_instance_uid: studyInstanceUid,
        source,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return inserted.numInsertedOrUpdatedRows === 1n;
  }

  /**
   * What said it says otherwise now; and where a report of the study stands, no other report withdraws it any more.
   * Gives back whether anything had.
   */
  async lift(
    { client, patientId, studyInstanceUid }: StudyKey,
    { source, reported }: { readonly source: string; readonly reported: boolean },
  ): Promise<boolean> {
    const deleted = await this.#database
      .deleteFrom('withdrawal')
      .where('issuer', '=', client.issuer)
      .where('fhir_server', '=', client.fhirServer)
      .where('patient_id', '=', patientId)
      .where('study_instance_uid', '=', studyInstanceUid)
      .where((is) =>
        is.or([is('source', '=', source), ...(reported ? [is('source', 'not like', 'ImagingStudy/%')] : [])]),
      )
      .executeTakeFirst();
    return deleted.numDeletedRows > 0n;
  }
}
