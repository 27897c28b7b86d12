import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { BEGINNING, chained, type Chained, verifyChain } from '../../src/audit/chain.ts';

const entriesArbitrary = fc.array(fc.record({ outcome: fc.string(), what: fc.string() }), { minLength: 2 });

function chainOf(entries: readonly object[]): Chained<object>[] {
  const rows: Chained<object>[] = [];
  for (const entry of entries) rows.push(chained(rows.at(-1) ?? BEGINNING, entry));
  return rows;
}

async function* from<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

const verify = (rows: readonly Chained<unknown>[], kept?: { number: number; hash: string }) =>
  verifyChain(from(rows), kept);

describe('a chain', () => {
  test('that nobody touched is whole, and its head is told', async () => {
    await fc.assert(
      fc.asyncProperty(entriesArbitrary, async (entries) => {
        const rows = chainOf(entries);
        const { number, hash } = rows.at(-1) ?? BEGINNING;
        expect(await verify(rows)).toEqual({ whole: true, head: { number, hash } });
      }),
    );
  });

  test('without entries is whole', async () => {
    expect(await verify([])).toEqual({ whole: true, head: BEGINNING });
  });

  test('does not depend on the order of keys', () => {
    expect(chained(BEGINNING, { a: 1, b: 'é' }).hash).toBe(chained(BEGINNING, { b: 'é', a: 1 }).hash);
  });

  test('breaks at the first entry whose words were changed', async () => {
    await fc.assert(
      fc.asyncProperty(entriesArbitrary, fc.nat(), async (entries, nth) => {
        const rows = chainOf(entries);
        const at = nth % rows.length;
        const tampered = rows.map((row, index) =>
          index === at ? { ...row, entry: { ...row.entry, outcome: 'x'.repeat(40) } } : row,
        );
        expect(await verify(tampered)).toEqual({ whole: false, broken: { number: at + 1, why: 'changed' } });
      }),
    );
  });

  test('breaks behind an entry that was written anew with a hash of its own', async () => {
    const [first, second, third] = chainOf([{ a: 1 }, { a: 2 }, { a: 3 }]);
    if (!first || !second || !third) throw new Error('three entries');
    const forged = chained(first, { a: 4 });
    expect(await verify([first, forged, third])).toEqual({
      whole: false,
      broken: { number: 3, why: 'changed' },
    });
  });

  test('breaks where an entry is missing', async () => {
    const [, second, third] = chainOf([{ a: 1 }, { a: 2 }, { a: 3 }]);
    const [first] = chainOf([{ a: 1 }]);
    if (!first || !second || !third) throw new Error('three entries');
    expect(await verify([first, third])).toMatchObject({ broken: { number: 2, why: 'missing' } });
    expect(await verify([second, third])).toMatchObject({ broken: { number: 1, why: 'missing' } });
  });
});

describe('against a head that was kept elsewhere', () => {
  const rows = chainOf([{ a: 1 }, { a: 2 }, { a: 3 }]);
  const [, second, third] = rows;
  if (!second || !third) throw new Error('three entries');

  test('a chain that went on since is whole', async () => {
    expect(await verify(rows, second)).toMatchObject({ whole: true, head: { number: 3 } });
  });

  test('a chain whose newest entries were taken away is not', async () => {
    expect(await verify(rows.slice(0, 2), third)).toEqual({
      whole: false,
      broken: { number: 3, why: 'missing' },
    });
  });

  test('a chain that was written anew from the beginning is not', async () => {
    const anew = chainOf([{ a: 9 }, { a: 2 }, { a: 3 }, { a: 4 }]);
    expect(await verify(anew, second)).toEqual({ whole: false, broken: { number: 2, why: 'changed' } });
  });
});
