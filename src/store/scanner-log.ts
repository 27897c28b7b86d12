import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { CodedError } from '../errors.ts';
import { ScannerWatch, type ScannerVerdict } from '../mscore/drift/scanner-watch.ts';
import { watchedSchema, type Watched, type WatchedEntry } from '../mscore/drift/watched.ts';
import { inTurn } from './in-turn.ts';
import { type Decision, isRetirementOf, keysOf, type StoredReference } from './reference-events.ts';
import { StoredReferences } from './references.ts';
import type { Schema } from './schema.ts';

/** What the charts said before an exam, and after it. */
export interface WatchedChange {
  readonly before: ScannerVerdict;
  readonly after: ScannerVerdict;
}

interface Logged {
  readonly number: number;
  readonly entry: WatchedEntry;
}

/** What exams and controls said about the scanners of stored references, each exam once, in the order in which it came. */
export class ScannerLog {
  readonly #database: Kysely<Schema>;
  readonly #references: StoredReferences;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
    this.#references = new StoredReferences(database);
  }

  /**
   * Writes down what an exam says. Workers take turns, so that each sees the exams of the others, and that the
   * scanner has drifted is set down once. Undefined when the exam was written down before, or the reference is not stored.
   */
  async record(
    transaction: Transaction<Schema>,
    { id, version }: { readonly id: string; readonly version: number },
    studyInstanceUid: string,
    entry: Watched,
  ): Promise<WatchedChange | undefined> {
    const stored = await this.#references.get(id, version, transaction);
    if (!stored) return undefined;
    const { cohort } = stored;
    await inTurn(transaction, cohort);
    const row = await transaction
      .insertInto('watched_exam')
      .values({ cohort, exam: digest(studyInstanceUid), entry: JSON.stringify(watchedSchema.parse(entry)) })
      .onConflict((conflict) => conflict.constraint('watched_exam_once').doNothing())
      .returning('number')
      .executeTakeFirst();
    if (!row) return undefined;
    const logged = await this.#logged(cohort, transaction);
    const watch = watchOf(
      stored,
      logged.filter(({ number }) => number !== Number(row.number)),
    );
    const before = watch.verdict;
    watch.follow(entry);
    const after = watch.verdict;
    if (after.state === 'drifted' && before.state !== 'drifted') {
      const { what, since } = after;
      await transaction
        .insertInto('reference_event')
        .values({
          ...keysOf(stored),
          kind: 'drifted',
          reason: what.join(', '),
          since: since ?? null,
          after_exam: row.number,
        })
        .execute();
    }
    return { before, after };
  }

  /**
   * A person found the scanner to be right as it is: the charts begin anew.
   *
   * @throws CodedError `reference/not-stored`, `reference/retired`
   */
  async keep(id: string, { by, reason }: Decision): Promise<StoredReference> {
    return this.#database.transaction().execute(async (transaction) => {
      const stored = await this.#references.get(id, undefined, transaction);
      if (!stored) throw new CodedError('reference/not-stored');
      const events = await this.#references.events(transaction);
      if (events.some(isRetirementOf(stored))) throw new CodedError('reference/retired', id);
      await inTurn(transaction, stored.cohort);
      const last = await transaction
        .selectFrom('watched_exam')
        .select(({ fn }) => fn.max('number').as('number'))
        .where('cohort', '=', stored.cohort)
        .executeTakeFirst();
      await transaction
        .insertInto('reference_event')
        .values({
          ...keysOf(stored),
          kind: 'kept',
          reason,
          after_exam: last?.number ?? '0',
          decided_by: by ?? null,
        })
        .execute();
      return stored;
    });
  }

  /** What the charts of a cohort say now, and how many exams and controls they were made of. */
  async standing(stored: StoredReference) {
    const logged = await this.#logged(stored.cohort, this.#database);
    const count = (kind: WatchedEntry['kind']) => logged.filter(({ entry }) => entry.kind === kind).length;
    return { ...watchOf(stored, logged).verdict, exams: count('exam'), controls: count('control') };
  }

  /** What exams and controls said about the scanner of a cohort, in order, and when somebody kept it as it is. */
  async entries(stored: StoredReference): Promise<WatchedEntry[]> {
    return (await this.#logged(stored.cohort, this.#database)).map(({ entry }) => entry);
  }

  async #logged(cohort: string, executor: Kysely<Schema> | Transaction<Schema>): Promise<Logged[]> {
    const exams = await executor
      .selectFrom('watched_exam')
      .select(['number', 'entry'])
      .where('cohort', '=', cohort)
      .orderBy('number')
      .execute();
    const kept = await executor
      .selectFrom('reference_event')
      .select('after_exam')
      .where('cohort', '=', cohort)
      .where('kind', '=', 'kept')
      .orderBy('number')
      .execute();
    // Sorting is stable: who kept a cohort after an exam stands behind it.
    return [
      ...exams.map(({ number, entry }) => ({ number: Number(number), entry: watchedSchema.parse(entry) })),
      ...kept.map(({ after_exam: number }) => ({ number: Number(number), entry: { kind: 'kept' } as const })),
    ].toSorted((a, b) => a.number - b.number);
  }
}

function watchOf({ reference }: StoredReference, logged: readonly Logged[]): ScannerWatch {
  const watch = new ScannerWatch(reference);
  for (const { entry } of logged) watch.follow(entry);
  return watch;
}

/** One exam is one row, whichever client asks for it and whatever measures it. */
function digest(studyInstanceUid: string): string {
  return createHash('sha256').update(studyInstanceUid).digest('hex');
}
