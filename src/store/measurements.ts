import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { z } from 'zod';
import type { CallingClient } from '../calling-client.ts';
import { NOT_WRITABLE, type NotWritable } from '../fhir/not-writable.ts';
import {
  measurementSchema,
  measurementSummarySchema,
  type Measurement,
  type MeasurementSummary,
} from '../mscore/measurement.ts';
import type { MeasurementTable, Schema } from './schema.ts';
import { isWithdrawn } from './withdrawals.ts';

/** References in the EHR's record that a published result points to. */
export const recordContextSchema = z.object({
  imagingStudy: z.string().optional().describe('`ImagingStudy/id`'),
  order: z.string().optional().describe('`ServiceRequest/id` that the study was made for'),
  accessionNumber: z.string().optional().describe('as the ImagingStudy says it'),
});
export type RecordContext = z.infer<typeof recordContextSchema>;

/** What hooks ask for, many times a second: a tenth of the whole. */
export interface StoredSummary {
  readonly id: string;
  readonly measurement: MeasurementSummary;
  readonly published: MeasurementTable['published'];
  /** `Observation/id` of the M-score in the EHR's record, once it was written there. */
  readonly observation: string | undefined;
  /** Why it cannot be written, when it was `refused`. */
  readonly notWritable: NotWritable | undefined;
}

/** What a hook must know beside it, asked for in the same statement. */
export interface FoundSummary extends StoredSummary {
  /** Whether the record says that the study was entered in error for this patient. */
  readonly withdrawn: boolean;
  /** Digest of which images there were (`analysis/images-digest.ts`); null when nobody knows. */
  readonly images: string | null;
  /** Whether any reviewer decided on it, when its numbers were these or others. */
  readonly reviewed: boolean;
}

export interface StoredMeasurement extends StoredSummary {
  readonly client: CallingClient;
  readonly patientId: string;
  /** Whether the images were shown to be this patient's. */
  readonly verified: boolean;
  readonly measurement: Measurement;
  readonly context: RecordContext;
}

const publicationSchema = z
  .object({
    observation: z.string().optional(),
    code: z.enum(NOT_WRITABLE).optional().catch(undefined),
  })
  .nullable();

/** Which study of which patient of which client. */
export interface StudyKey {
  readonly client: CallingClient;
  readonly patientId: string;
  readonly studyInstanceUid: string;
}

/** What one run of the pipeline leaves behind. */
export interface MeasuredResult {
  readonly measurement: Measurement;
  /** Digest of what it rests on (`analysis/inputs.ts`). */
  readonly inputs: string;
  /** Digest of which images there were (`analysis/images-digest.ts`); undefined when the study was not there. */
  readonly images: string | undefined;
  /** Whether the images were shown to be this patient's. */
  readonly verified: boolean;
  /** When a refusal is worth another look at the PACS; undefined when only other inputs would change it. */
  readonly retryAfter: Date | undefined;
  readonly context: RecordContext;
  readonly published: 'off' | 'pending';
}

const SUMMARY_COLUMNS = ['id', 'summary', 'published', 'publication'] as const;

type Executor = Kysely<Schema> | Transaction<Schema>;

export class Measurements {
  readonly #database: Executor;
  readonly #algorithm: string;

  /** @param algorithm `name version` of what measures now; results of others are not found */
  constructor(database: Executor, algorithm: string) {
    this.#database = database;
    this.#algorithm = algorithm;
  }

  /** The same repository inside a transaction. */
  within(transaction: Transaction<Schema>): Measurements {
    return new Measurements(transaction, this.#algorithm);
  }

  /** The result of the study, if it rests on these inputs and is not due for another look. */
  async find(key: StudyKey, inputs: string): Promise<FoundSummary | undefined> {
    const row = await this.#rowsOf(key)
      .where('inputs', '=', inputs)
      .where((is) => is.or([is('retry_after', 'is', null), is('retry_after', '>', new Date())]))
      .select([...SUMMARY_COLUMNS, 'images'])
      .select((select) => [
        isWithdrawn(select).as('withdrawn'),
        select
          .exists(select.selectFrom('review').whereRef('review.measurement_id', '=', 'measurement.id'))
          .as('reviewed'),
      ])
      .executeTakeFirst();
    return (
      row && {
        ...toSummary(row),
        images: row.images,
        withdrawn: Boolean(row.withdrawn),
        reviewed: Boolean(row.reviewed),
      }
    );
  }

  /** The id of the reference that the study was compared with last, whatever else it rested on; the patient's own images first. */
  async referenceOf(key: StudyKey): Promise<string | undefined> {
    const rows = await this.#rowsOf(key).select(SUMMARY_COLUMNS).orderBy('verified', 'desc').execute();
    return rows.map(toSummary).find(({ measurement }) => measurement.mscore)?.measurement.mscore?.reference;
  }

  /**
   * What this algorithm measured of a patient's own images, each study once, the earliest first; nothing of studies that were
   * entered in error.
   */
  async ofPatient({
    client,
    patientId,
  }: Pick<StudyKey, 'client' | 'patientId'>): Promise<StoredMeasurement[]> {
    const rows = await this.#database
      .selectFrom('measurement')
      .selectAll()
      .where('issuer', '=', client.issuer)
      .where('fhir_server', '=', client.fhirServer)
      .where('patient_id', '=', patientId)
      .where('algorithm', '=', this.#algorithm)
      .where('verified', '=', true)
      .where((is) => is.not(isWithdrawn(is)))
      .orderBy('created_at')
      .execute();
    return rows.map(toStored);
  }

  /** Ids and patients of every result of a study that this client has, by any algorithm. */
  async ofStudy(
    { issuer, fhirServer }: CallingClient,
    studyInstanceUid: string,
  ): Promise<{ id: string; patientId: string; published: MeasurementTable['published'] }[]> {
    return this.#database
      .selectFrom('measurement')
      .select(['id', 'patient_id as patientId', 'published'])
      .where('issuer', '=', issuer)
      .where('fhir_server', '=', fhirServer)
      .where('study_instance_uid', '=', studyInstanceUid)
      .execute();
  }

  async get(id: string): Promise<StoredMeasurement | undefined> {
    const row = await this.#database
      .selectFrom('measurement')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toStored(row);
  }

  /** Which FHIR servers of a client there is a result for. */
  async fhirServersOf(issuer: string): Promise<string[]> {
    const rows = await this.#database
      .selectFrom('measurement')
      .select('fhir_server')
      .distinct()
      .where('issuer', '=', issuer)
      .execute();
    return rows.map(({ fhir_server }) => fhir_server);
  }

  /** Stores the result of a study; measuring it again with the same algorithm replaces the numbers. */
  async save(
    key: StudyKey,
    { measurement, inputs, images, verified, retryAfter, context, published }: MeasuredResult,
  ): Promise<string> {
    // As it will be read: what cannot be read again must not be stored.
    measurementSchema.parse(measurement);
    const summary = measurementSummarySchema.parse(measurement);
    const values = {
      status: measurement.status,
      inputs,
      images: images ?? null,
      retry_after: retryAfter ?? null,
      measurement: JSON.stringify(measurement),
      summary: JSON.stringify(summary),
      context: JSON.stringify(context),
      published,
    };
    const row = await this.#database
      .insertInto('measurement')
      .values({
        id: randomUUID(),
        issuer: key.client.issuer,
        fhir_server: key.client.fhirServer,
        patient_id: key.patientId,
        study_instance_uid: key.studyInstanceUid,
        algorithm: this.#algorithm,
        verified,
        ...values,
      })
      .onConflict((conflict) =>
        conflict.constraint('measurement_once_per_study').doUpdateSet({
          ...values,
          // Who asks now need not know the order that was known before.
          context: sql`measurement.context || excluded.context`,
          updated_at: sql`now()`,
        }),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  /** Whether a version of the algorithm that is not this result's, but the present one, has measured the study. */
  async isSuperseded({ id, client, patientId, measurement }: StoredMeasurement): Promise<boolean> {
    const { studyInstanceUid } = measurement.study;
    const current = await this.#rowsOf({ client, patientId, studyInstanceUid })
      .where('published', '!=', 'off')
      .select('id')
      .execute();
    return current.length > 0 && current.every((row) => row.id !== id);
  }

  /** What is written in the record is not what it should be any more; a job is on its way. */
  async markPending(id: string): Promise<void> {
    await this.#database
      .updateTable('measurement')
      .set({ published: 'pending', updated_at: sql`now()` })
      .where('id', '=', id)
      .execute();
  }

  /** Keeps which order the study was made for. */
  async linkOrder(id: string, order: string): Promise<void> {
    await this.#database
      .updateTable('measurement')
      .set({ context: sql`context || ${JSON.stringify({ order })}::jsonb` })
      .where('id', '=', id)
      .execute();
  }

  async markPublished(id: string, state: 'done' | 'failed' | 'refused', publication: object): Promise<void> {
    await this.#database
      .updateTable('measurement')
      .set({
        published: state,
        // A failure does not forget what an earlier success wrote.
        publication: sql`coalesce(publication, '{}'::jsonb) || ${JSON.stringify(publication)}::jsonb`,
        updated_at: sql`now()`,
      })
      .where('id', '=', id)
      .execute();
  }

  #rowsOf({ client, patientId, studyInstanceUid }: StudyKey) {
    return this.#database
      .selectFrom('measurement')
      .where('issuer', '=', client.issuer)
      .where('fhir_server', '=', client.fhirServer)
      .where('patient_id', '=', patientId)
      .where('study_instance_uid', '=', studyInstanceUid)
      .where('algorithm', '=', this.#algorithm);
  }
}

function toStored(row: Selectable<MeasurementTable>): StoredMeasurement {
  return {
    ...toSummary(row),
    client: { issuer: row.issuer, fhirServer: row.fhir_server },
    patientId: row.patient_id,
    verified: row.verified,
    measurement: measurementSchema.parse(row.measurement),
    context: recordContextSchema.parse(row.context),
  };
}

type SummaryRow = Pick<Selectable<MeasurementTable>, (typeof SUMMARY_COLUMNS)[number]>;

function toSummary({ id, summary, published, publication }: SummaryRow): StoredSummary {
  const written = publicationSchema.parse(publication);
  return {
    id,
    measurement: measurementSummarySchema.parse(summary),
    published,
    observation: written?.observation,
    notWritable: published === 'refused' ? written?.code : undefined,
  };
}
