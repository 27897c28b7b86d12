import { sql, type Kysely } from 'kysely';
import type { CallingClient } from '../calling-client.ts';
import { measurementSummarySchema, type MeasurementSummary } from '../mscore/measurement.ts';
import { factsSchema } from '../screening/facts.ts';
import type { Facts } from '../screening/facts.ts';
import type { Recommendation } from '../screening/recommendation.ts';
import type { Shown } from '../decisions/decision.ts';
import type { Schema } from './schema.ts';
import { ofClients } from './whose.ts';
import { isWithdrawn } from './withdrawals.ts';

/** The summary of a measurement, and whose it is. */
export interface ListedMeasurement extends MeasurementSummary {
  readonly id: string;
  readonly client: CallingClient;
  readonly patientId: string;
  readonly measuredAt: Date;
  /** Whether the record says that the study was entered in error for this patient. */
  readonly withdrawn: boolean;
}

/** What the last hook about a measurement knew and did, and what the clinician did with its card. */
export interface LastHook {
  readonly decidedAt: Date;
  /** Null when it cannot be read any more. */
  readonly facts: Facts | null;
  readonly kind: Recommendation['kind'] | null;
  readonly shown: Shown;
  readonly outcome: 'accepted' | 'overridden' | null;
}

/** Whose measurements, as `access.ts` has it. */
export interface Seen {
  readonly clients: readonly CallingClient[];
  readonly patient?: string | undefined;
}

const ACCESSION_NUMBER = sql<string | null>`measurement.summary #>> '{study,accessionNumber}'`;
/** A list of more is nobody's work any more; what is older is found by its study page. */
const NEWEST = 5000;

export class Worklist {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /**
   * The newest measurement of every study that could be a finding: a number, or a refusal; newest first.
   *
   * @param identifier of patient or study, whole – none is guessed from a part –, where only those are looked for
   */
  async candidates({ clients, patient }: Seen, identifier?: string): Promise<ListedMeasurement[]> {
    if (clients.length === 0) return [];
    const rows = await this.#database
      .selectFrom('measurement')
      .select(['id', 'issuer', 'fhir_server', 'patient_id', 'study_instance_uid', 'created_at', 'summary'])
      .select((select) => isWithdrawn(select).as('withdrawn'))
      // Of images that may be somebody else's nothing goes into the record, and nobody is asked.
      .where('verified', '=', true)
      .where(ofClients(clients))
      .$if(patient !== undefined, (query) => query.where('patient_id', '=', patient ?? ''))
      .$if(identifier !== undefined, (query) =>
        query.where((is) =>
          is.or([
            is('patient_id', '=', identifier ?? ''),
            is('study_instance_uid', '=', identifier ?? ''),
            is(ACCESSION_NUMBER, '=', identifier ?? ''),
          ]),
        ),
      )
      .orderBy('created_at', 'desc')
      .limit(NEWEST)
      .execute();
    const newest = new Map(
      rows.toReversed().map((row) => {
        const { issuer, fhir_server, patient_id, study_instance_uid: study } = row;
        return [JSON.stringify([issuer, fhir_server, patient_id, study]), row];
      }),
    );
    return [...newest.values()]
      .flatMap((row) => {
        const summary = measurementSummarySchema.safeParse(row.summary);
        if (!summary.success) return [];
        const client = { issuer: row.issuer, fhirServer: row.fhir_server };
        const { id, patient_id: patientId, created_at: measuredAt } = row;
        return [{ ...summary.data, id, client, patientId, measuredAt, withdrawn: Boolean(row.withdrawn) }];
      })
      .toSorted((a, b) => b.measuredAt.getTime() - a.measuredAt.getTime());
  }

  /** The last hook that was answered with each of these measurements, by their ids. */
  async lastHooks(measurementIds: readonly string[]): Promise<ReadonlyMap<string, LastHook>> {
    if (measurementIds.length === 0) return new Map();
    const rows = await this.#database
      .selectFrom('decision')
      .leftJoin('feedback', (join) =>
        join
          .onRef('feedback.card_uuid', '=', 'decision.card_uuid')
          .onRef('feedback.issuer', '=', 'decision.issuer'),
      )
      .distinctOn('decision.measurement_id')
      .select(['decision.measurement_id as id', 'decision.decided_at', 'decision.facts'])
      .select(['decision.kind', 'decision.shown', 'feedback.outcome'])
      .where('decision.measurement_id', 'in', measurementIds)
      .orderBy('decision.measurement_id')
      .orderBy('decision.decided_at', 'desc')
      .orderBy('feedback.outcome_timestamp', (order) => order.desc().nullsLast())
      .execute();
    return new Map(
      rows.flatMap(({ id, decided_at: decidedAt, facts, ...hook }) =>
        id === null
          ? []
          : [[id, { ...hook, decidedAt, facts: factsSchema.safeParse(facts).data ?? null }] as const],
      ),
    );
  }

  /** Changes whenever the list of somebody could look different: results, decisions, who has what, and what cards were shown and answered. */
  async stamp({ clients }: Seen): Promise<string> {
    const issuers = clients.map(({ issuer }) => issuer);
    if (issuers.length === 0) return '';
    const { rows } = await sql<{ stamp: string }>`select concat_ws(' ',
      (select max(updated_at) from measurement where issuer in (${sql.join(issuers)})),
      (select concat(count(*), max(number)) from review where issuer in (${sql.join(issuers)})),
      (select concat(count(*), max(claimed_at)) from review_claim where issuer in (${sql.join(issuers)})),
      (select concat(count(*), max(withdrawn_at)) from withdrawal where issuer in (${sql.join(issuers)})),
      (select max(decided_at) from decision
        where measurement_id is not null and shown <> 'nothing' and issuer in (${sql.join(issuers)})),
      (select max(received_at) from feedback where issuer in (${sql.join(issuers)}))
    ) as stamp`.execute(this.#database);
    return rows[0]?.stamp ?? '';
  }
}
