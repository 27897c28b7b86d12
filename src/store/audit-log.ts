import { createHmac } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { BEGINNING, chained, type Chained, type Head } from '../audit/chain.ts';
import { auditEntrySchema, type AuditEntry, type AuditEvent } from '../audit/entry.ts';
import type { AuditTrail } from '../audit/trail.ts';
import { logFields } from '../log-fields.ts';
import type { Logger } from '../logger.ts';
import { uuidOf } from '../observability/work.ts';
import { inTurn } from './in-turn.ts';
import type { AuditEntryTable, Schema } from './schema.ts';

/** What hooks leave behind is written together, so that writers on many machines seldom wait for each other. */
const TOGETHER_MS = 250;
const MOST_TOGETHER = 500;
const AGAIN_MS = 5_000;
/** Beyond that the log takes what the database does not. */
const MOST_WAITING = 20_000;
const PAGE = 1_000;

/**
 * The audit trail: who had what done, when, and what came of it. Rows are chained and never changed; all processes
 * on this database write one chain, one after the other.
 */
export class AuditLog implements AuditTrail {
  readonly #database: Kysely<Schema>;
  readonly #key: string;
  readonly #logger: Logger;
  #waiting: AuditEntry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(database: Kysely<Schema>, key: string, logger: Logger) {
    this.#database = database;
    this.#key = key;
    this.#logger = logger;
  }

  static async open(database: Kysely<Schema>, logger: Logger): Promise<AuditLog> {
    const { key } = await database.selectFrom('audit_key').select('key').executeTakeFirstOrThrow();
    return new AuditLog(database, key, logger);
  }

  /**
   * Writes down what is done in a transaction, as the last thing in it: it is written if the rest is, and others wait
   * for their turn until the transaction ends.
   */
  append(transaction: Transaction<Schema>, event: AuditEvent): Promise<void> {
    return write(transaction, [this.#entryOf(event)]);
  }

  note(event: AuditEvent): void {
    this.#waiting.push(this.#entryOf(event));
    if (this.#waiting.length > MOST_WAITING) this.#handToLog(this.#waiting.splice(0, MOST_TOGETHER));
    this.#writeIn(TOGETHER_MS);
  }

  /** Resolves when all that was noted is written, or told in the log. */
  async settled(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writeWaiting();
    clearTimeout(this.#timer);
    this.#handToLog(this.#waiting.splice(0));
  }

  /**
   * The entries as they are found, by number, a few at a time.
   *
   * @param until the first moment that is left out
   */
  async *rows({ from, until }: { from?: Date; until?: Date } = {}): AsyncGenerator<Chained<unknown>> {
    let last = '0';
    for (;;) {
      const page = await this.#database
        .selectFrom('audit_entry')
        .selectAll()
        .where('number', '>', last)
        .where((is) =>
          is.and([...(from ? [is('at', '>=', from)] : []), ...(until ? [is('at', '<', until)] : [])]),
        )
        .orderBy('number')
        .limit(PAGE)
        .execute();
      yield* page.map(toChained);
      last = page.at(-1)?.number ?? last;
      if (page.length < PAGE) return;
    }
  }

  #entryOf(happened: AuditEvent): AuditEntry {
    const { client, patientId, studyInstanceUid, listed, hookInstance, card, ...event } = happened;
    return auditEntrySchema.parse({
      at: new Date().toISOString(),
      ...event,
      ...(client && { client: { issuer: client.issuer, fhirServer: client.fhirServer } }),
      ...(client && patientId !== undefined && { patient: this.#digest(client, patientId) }),
      ...(studyInstanceUid !== undefined && { study: this.#digest(studyInstanceUid) }),
      ...(client &&
        listed && {
          listed: listed.map((one) => ({
            patient: this.#digest(client, one.patientId),
            measurement: one.measurement,
          })),
        }),
      // Feedback names cards as the client likes, too.
      hookInstance: hookInstance && uuidOf(hookInstance),
      card: card && uuidOf(card),
    });
  }

  #writeIn(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#writeWaiting();
    }, milliseconds).unref();
  }

  #writeWaiting(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeInBatches());
    return this.#writing;
  }

  async #writeInBatches(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_TOGETHER);
      try {
        await this.#database.transaction().execute((transaction) => write(transaction, batch));
      } catch (thrown) {
        this.#logger.error(logFields(thrown), 'the audit trail could not be written, and is tried again');
        this.#waiting.unshift(...batch);
        this.#writeIn(AGAIN_MS);
        return;
      }
    }
  }

  #handToLog(entries: readonly AuditEntry[]): void {
    for (const entry of entries)
      this.#logger.error({ entry }, 'an audit entry that the database did not take');
  }

  #digest(...parts: readonly (string | object)[]): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(parts)).digest('hex');
  }
}

async function write(transaction: Transaction<Schema>, entries: readonly AuditEntry[]): Promise<void> {
  await inTurn(transaction, 'audit_entry');
  const rows: Chained<AuditEntry>[] = [];
  let head = await headOf(transaction);
  for (const entry of entries) {
    const row = chained(head, entry);
    rows.push(row);
    head = row;
  }
  await transaction.insertInto('audit_entry').values(rows.map(toRow)).execute();
}

async function headOf(executor: Transaction<Schema>): Promise<Head> {
  const row = await executor
    .selectFrom('audit_entry')
    .select(['number', 'hash'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { number: Number(row.number), hash: row.hash } : BEGINNING;
}

function toRow({ number, hash, entry: { at, ...entry } }: Chained<AuditEntry>) {
  return { number, hash, at: new Date(at), entry: JSON.stringify(entry) };
}

function toChained({ number, hash, at, entry }: Selectable<AuditEntryTable>): Chained<object> {
  return { number: Number(number), hash, entry: { ...entry, at: at.toISOString() } };
}
