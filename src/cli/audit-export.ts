import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Chained } from '../audit/chain.ts';
import { auditEntrySchema } from '../audit/entry.ts';
import { CodedError } from '../errors.ts';
import { auditEvent } from '../fhir/audit-event.ts';

export type ExportFormat = 'fhir' | 'jsonl';

/**
 * Writes entries to standard output, as many at a time as it takes.
 *
 * @throws CodedError `audit/broken` at an entry that cannot be read as one
 */
export async function printExport(
  rows: AsyncIterable<Chained<unknown>>,
  format: ExportFormat,
): Promise<void> {
  const text = format === 'fhir' ? bundle(rows) : lines(rows);
  await pipeline(Readable.from(text), process.stdout, { end: false });
}

/** With number and hash, and whatever an entry holds: the chain can be checked from these lines alone. */
async function* lines(rows: AsyncIterable<Chained<unknown>>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

async function* bundle(rows: AsyncIterable<Chained<unknown>>): AsyncGenerator<string> {
  yield '{"resourceType":"Bundle","type":"collection"';
  let before = ',"entry":[\n';
  for await (const row of rows) {
    const entry = auditEntrySchema.safeParse(row.entry);
    if (!entry.success) throw new CodedError('audit/broken', `entry ${row.number}`);
    yield before + JSON.stringify(auditEvent({ ...row, entry: entry.data }));
    before = ',\n';
  }
  // FHIR knows no empty array.
  yield before === ',\n' ? '\n]}\n' : '}\n';
}
