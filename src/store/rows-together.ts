const TOGETHER_MS = 50;
/** A statement has room for 65,535 values. */
const MOST_TOGETHER = 500;

interface Batch<Row> {
  readonly rows: Row[];
  readonly written: Promise<void>;
  readonly write: () => void;
}

/**
 * Rows that no answer waits for: those of a moment go to the database in one statement. At hundreds a second, a
 * statement and a commit for each would be most of what the database does.
 */
export class RowsTogether<Row> {
  readonly #insert: (rows: readonly Row[]) => Promise<void>;
  readonly #running = new Set<Promise<void>>();
  #batch: Batch<Row> | undefined;

  constructor(insert: (rows: readonly Row[]) => Promise<void>) {
    this.#insert = insert;
  }

  /** Resolves when the row is written with its batch, and rejects when that cannot be. */
  add(row: Row): Promise<void> {
    const { rows, written, write } = (this.#batch ??= this.#begin());
    rows.push(row);
    if (rows.length === MOST_TOGETHER) write();
    return written;
  }

  /** Writes at once what waits; resolves when all that was added is written, or failed. */
  async settled(): Promise<void> {
    this.#batch?.write();
    await Promise.allSettled(this.#running);
  }

  #begin(): Batch<Row> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const rows: Row[] = [];
    const write = () => {
      clearTimeout(timer);
      this.#batch = undefined;
      resolve();
    };
    const timer = setTimeout(write, TOGETHER_MS);
    const written = promise.then(() => this.#insert(rows));
    this.#running.add(written);
    void written.catch(() => {}).then(() => this.#running.delete(written));
    return { rows, written, write };
  }
}
