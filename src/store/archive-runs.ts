import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Selectable } from 'kysely';
import { z } from 'zod';
import type { ArchiveRun, ArchiveSpan, OutcomeCount, StudyOutcome } from '../archive/archive-run.ts';
import { inTurn } from './in-turn.ts';
import type { ArchiveRunTable, Schema } from './schema.ts';

/** Screenings of archives: which studies there are, and what became of each, so that one can go on where it stopped. */
export class ArchiveRuns {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** The last run over this span, or a new one. @param anew a new one in any case */
  async begin(span: ArchiveSpan, anew: boolean): Promise<ArchiveRun> {
    const { client, from, to } = span;
    const name = JSON.stringify(['archive_run', client.issuer, client.fhirServer, from, to]);
    const row = await this.#database.transaction().execute(async (transaction) => {
      await inTurn(transaction, name);
      const last = await transaction
        .selectFrom('archive_run')
        .selectAll()
        .where('issuer', '=', client.issuer)
        .where('fhir_server', '=', client.fhirServer)
        .where('from_day', '=', from)
        .where('to_day', '=', to)
        .orderBy('started_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (last && !anew) return last;
      return transaction
        .insertInto('archive_run')
        .values({
          id: randomUUID(),
          issuer: client.issuer,
          fhir_server: client.fhirServer,
          from_day: from,
          to_day: to,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    });
    return toRun(row);
  }

  /** Sets down which studies a day has. @param isOver no more can come, so that it is not asked for again */
  async list(
    runId: string,
    day: string,
    studyInstanceUids: readonly string[],
    isOver: boolean,
  ): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (let i = 0; i < studyInstanceUids.length; i += 1_000) {
        await transaction
          .insertInto('archive_study')
          .values(
            studyInstanceUids
              .slice(i, i + 1_000)
              .map((uid) => ({ run_id: runId, study_instance_uid: uid, study_day: day })),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
      if (!isOver) return;
      await transaction
        .updateTable('archive_run')
        .set({ listed_until: day })
        .where('id', '=', runId)
        .execute();
    });
  }

  /** Those that nothing is known of yet, the newest first. */
  async left(runId: string): Promise<string[]> {
    const rows = await this.#database
      .selectFrom('archive_study')
      .select('study_instance_uid')
      .where('run_id', '=', runId)
      .where('outcome', 'is', null)
      .orderBy('study_day', 'desc')
      .orderBy('study_instance_uid')
      .execute();
    return rows.map((row) => row.study_instance_uid);
  }

  async set(runId: string, studyInstanceUid: string, outcome: StudyOutcome): Promise<void> {
    await this.#database
      .updateTable('archive_study')
      .set({
        outcome: outcome.outcome,
        codes: JSON.stringify(outcome.codes),
        flagged: 'flagged' in outcome && outcome.flagged,
      })
      .where('run_id', '=', runId)
      .where('study_instance_uid', '=', studyInstanceUid)
      .execute();
  }

  /** Has what failed tried once more. */
  async forgetFailures(runId: string): Promise<void> {
    await this.#database
      .updateTable('archive_study')
      .set({ outcome: null, codes: '[]' })
      .where('run_id', '=', runId)
      .where('outcome', '=', 'failed')
      .execute();
  }

  async finish(runId: string): Promise<void> {
    await this.#database
      .updateTable('archive_run')
      .set({ finished_at: sql`now()` })
      .where('id', '=', runId)
      .execute();
  }

  /** How many studies were listed, and how many are left. */
  async progress(runId: string): Promise<{ readonly seen: number; readonly left: number }> {
    const row = await this.#database
      .selectFrom('archive_study')
      .select((select) => [
        select.fn.countAll<string>().as('seen'),
        select.fn.countAll<string>().filterWhere('outcome', 'is', null).as('left'),
      ])
      .where('run_id', '=', runId)
      .executeTakeFirstOrThrow();
    return { seen: Number(row.seen), left: Number(row.left) };
  }

  async counts(runId: string): Promise<OutcomeCount[]> {
    const rows = await this.#database
      .selectFrom('archive_study')
      .select(['outcome', 'codes', 'flagged'])
      .select((select) => select.fn.countAll<string>().as('studies'))
      .where('run_id', '=', runId)
      .where('outcome', 'is not', null)
      .groupBy(['outcome', 'codes', 'flagged'])
      .execute();
    return rows.flatMap(({ outcome, codes, flagged, studies }) =>
      outcome === null
        ? []
        : { outcome, codes: z.array(z.string()).parse(codes), flagged, studies: Number(studies) },
    );
  }
}

function toRun(row: Selectable<ArchiveRunTable>): ArchiveRun {
  return {
    id: row.id,
    client: { issuer: row.issuer, fhirServer: row.fhir_server },
    from: row.from_day,
    to: row.to_day,
    listedUntil: row.listed_until ?? undefined,
    startedAt: row.started_at,
    finishedAt: row.finished_at ?? undefined,
  };
}
