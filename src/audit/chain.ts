import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';

/** The last entry that was looked at or written: what the next one is chained to. */
export interface Head {
  /** From 1 on, without a gap. */
  readonly number: number;
  /** SHA-256 of the hash before and of the canonical form of number and entry (RFC 8785). */
  readonly hash: string;
}

export interface Chained<Entry> extends Head {
  readonly entry: Entry;
}

/** Before the first entry. */
export const BEGINNING: Head = { number: 0, hash: '0'.repeat(64) };

export interface Broken {
  /** The first entry that is not as it was written, or that is not there. */
  readonly number: number;
  readonly why: 'missing' | 'changed';
}

export type Verdict =
  { readonly whole: true; readonly head: Head } | { readonly whole: false; readonly broken: Broken };

/** The entry behind a head. */
export function chained<Entry>({ number: before, hash: previous }: Head, entry: Entry): Chained<Entry> {
  const number = before + 1;
  const hash = createHash('sha256')
    .update(`${previous}\n${canonicalJson({ number, entry })}`)
    .digest('hex');
  return { number, hash, entry };
}

/**
 * Walks the chain from its beginning; holds one entry at a time.
 *
 * That the newest entries were taken away cannot be seen in a chain: a head that was kept elsewhere shows it.
 *
 * @param entries by number, as they are found: one that was tampered with may be anything
 * @param kept a head from an earlier time, which must still be there
 */
export async function verifyChain(entries: AsyncIterable<Chained<unknown>>, kept?: Head): Promise<Verdict> {
  let head = BEGINNING;
  for await (const { number, hash, entry } of entries) {
    const expected = chained(head, entry);
    if (number !== expected.number) return broken(expected.number, 'missing');
    if (hash !== expected.hash) return broken(number, 'changed');
    if (number === kept?.number && hash !== kept.hash) return broken(number, 'changed');
    head = { number, hash };
  }
  if (kept && kept.number > head.number) return broken(head.number + 1, 'missing');
  return { whole: true, head };
}

function broken(number: number, why: Broken['why']): Verdict {
  return { whole: false, broken: { number, why } };
}
