import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { CodedError } from '../errors.ts';
import { parseReference } from '../mscore/parse-reference.ts';
import { cohortDigest, referenceDigest } from '../mscore/reference-digest.ts';
import { type KnownReference, type Reference, statisticsOf } from '../mscore/reference.ts';
import { inTurn } from './in-turn.ts';
import {
  type Decision,
  driftOf,
  isRetirementOf,
  keysOf,
  type ReferenceEvent,
  type StoredReference,
} from './reference-events.ts';
import type { ReferenceTable, Schema } from './schema.ts';

/** Nobody notices, and at hundreds of hooks a second asking each time would be a quarter of all statements. */
const SAME_MS = 250;

/** The stored references as they were a moment ago at most. */
export function lately(stored: Pick<StoredReferences, 'newest'>): Pick<StoredReferences, 'newest'> {
  let read: { readonly at: number; readonly newest: Promise<readonly KnownReference[]> } | undefined;
  return {
    newest() {
      const now = performance.now();
      if (!read || now - read.at >= SAME_MS) {
        const asked = { at: now, newest: stored.newest() };
        read = asked;
        // What could not be read is asked for again.
        asked.newest.catch(() => {
          if (read === asked) read = undefined;
        });
      }
      return read.newest;
    },
  };
}

/** Reference cohorts of the scanners, and what was decided about them. Nothing is ever changed or removed. */
export class StoredReferences {
  readonly #database: Kysely<Schema>;
  #read: { readonly state: string; readonly newest: readonly KnownReference[] } | undefined;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /**
   * Adds the next version of an id; content that the newest version has already changes nothing.
   *
   * @throws CodedError `reference/serial-needed`, `reference/retired` when the newest version is that content, retired
   */
  async add(
    reference: Reference,
    { by, note }: { readonly by?: string | undefined; readonly note?: string | undefined } = {},
  ): Promise<{ readonly version: number; readonly added: boolean }> {
    // All hospitals of this database would see a cohort that names a model only.
    if (reference.scanner.serial === undefined) throw new CodedError('reference/serial-needed');
    const { id } = reference;
    const sha256 = referenceDigest(reference);
    return this.#database.transaction().execute(async (transaction) => {
      await inTurn(transaction, id);
      const newest = await this.get(id, undefined, transaction);
      if (newest?.sha256 === sha256) {
        const retired = (await this.events(transaction)).find(isRetirementOf(newest));
        if (retired) throw new CodedError('reference/retired', `${id} version ${newest.version}`);
        return { version: newest.version, added: false };
      }
      const version = (newest?.version ?? 0) + 1;
      const content = JSON.stringify(reference);
      const row = { id, version, sha256, cohort: cohortDigest(reference), content };
      await transaction
        .insertInto('reference')
        .values({ ...row, added_by: by ?? null, note: note ?? null })
        .execute();
      return { version, added: true };
    });
  }

  /** The statistics of the newest version of every id, latest added first, with what speaks against using it. */
  async newest(): Promise<readonly KnownReference[]> {
    const state = await this.#state();
    if (this.#read?.state !== state) this.#read = { state, newest: await this.#readNewest() };
    return this.#read.newest;
  }

  /** Rows only ever come: as long as there are as many, they are the same. */
  async #state(): Promise<string> {
    const { rows } = await sql<{ state: string }>`select concat(
      (select count(*) from reference), ' ', (select count(*) from reference_event)) as state`.execute(
      this.#database,
    );
    return rows[0]?.state ?? '';
  }

  async #readNewest(): Promise<KnownReference[]> {
    const rows = await this.#database
      .selectFrom('reference')
      .distinctOn('id')
      .selectAll()
      .orderBy('id')
      .orderBy('version', 'desc')
      .execute();
    const events = await this.events();
    return rows
      .map(toStored)
      .toSorted((a, b) => b.addedAt.getTime() - a.addedAt.getTime())
      .map((stored) => ({
        ...statisticsOf(stored.reference),
        version: stored.version,
        sha256: stored.sha256,
        retired: events.find(isRetirementOf(stored))?.happened_at.toISOString().slice(0, 10),
        drifted: driftOf(stored, events),
      }));
  }

  /** Every version, by id, newest first. */
  async all(): Promise<StoredReference[]> {
    const rows = await this.#database
      .selectFrom('reference')
      .selectAll()
      .orderBy('id')
      .orderBy('version', 'desc')
      .execute();
    return rows.map(toStored);
  }

  /** Undefined when it is not stored. @param version the newest without one */
  async get(
    id: string,
    version?: number,
    executor: Kysely<Schema> | Transaction<Schema> = this.#database,
  ): Promise<StoredReference | undefined> {
    const row = await executor
      .selectFrom('reference')
      .selectAll()
      .where('id', '=', id)
      .$if(version !== undefined, (query) => query.where('version', '=', version ?? 0))
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && toStored(row);
  }

  /** All that was decided, in order. */
  async events(executor: Kysely<Schema> | Transaction<Schema> = this.#database): Promise<ReferenceEvent[]> {
    return executor.selectFrom('reference_event').selectAll().orderBy('number').execute();
  }

  /**
   * Sets down that a version is not to be used any more; once.
   *
   * @throws CodedError `reference/not-stored`, `reference/retired` when it was before
   */
  async retire(id: string, version: number | undefined, { by, reason }: Decision): Promise<StoredReference> {
    const stored = await this.get(id, version);
    if (!stored) throw new CodedError('reference/not-stored');
    const { numInsertedOrUpdatedRows } = await this.#database
      .insertInto('reference_event')
      .values({ ...keysOf(stored), kind: 'retired', reason, after_exam: '0', decided_by: by ?? null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n)
      throw new CodedError('reference/retired', `${id} version ${stored.version}`);
    return stored;
  }
}

function toStored(row: Selectable<ReferenceTable>): StoredReference {
  return {
    reference: parseReference(row.content),
    version: row.version,
    sha256: row.sha256,
    cohort: row.cohort,
    addedAt: row.added_at,
    addedBy: row.added_by,
    note: row.note,
  };
}
