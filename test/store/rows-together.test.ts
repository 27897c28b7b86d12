import { expect, test } from '@jest/globals';
import { RowsTogether } from '../../src/store/rows-together.ts';

/** Keeps what was written in one go; a row `unreadable` makes the statement that it is in fail. */
function recording() {
  const statements: string[][] = [];
  const rows = new RowsTogether<string>(async (batch) => {
    if (batch.includes('unreadable')) throw new Error('the database says no');
    statements.push([...batch]);
  });
  return { rows, statements };
}

test('rows of a moment are one statement, in order, and each is told when it is written', async () => {
  const { rows, statements } = recording();
  await Promise.all([rows.add('a'), rows.add('b'), rows.add('c')]);
  expect(statements).toEqual([['a', 'b', 'c']]);
  await rows.add('d');
  expect(statements).toEqual([['a', 'b', 'c'], ['d']]);
});

test('many rows are several statements, and none is lost between two', async () => {
  const { rows, statements } = recording();
  const all = Array.from({ length: 1_234 }, (_, i) => String(i));
  for (const row of all) void rows.add(row);
  await rows.settled();
  expect(statements.flat()).toEqual(all);
  expect(statements.map(({ length }) => length)).toEqual([500, 500, 234]);
});

test('settling writes what waits at once', async () => {
  const { rows, statements } = recording();
  void rows.add('a');
  await rows.settled();
  expect(statements).toEqual([['a']]);
  await rows.settled();
  expect(statements).toHaveLength(1);
});

test('a statement that fails is told to all of its rows, and the next ones are written', async () => {
  const { rows, statements } = recording();
  const together = [rows.add('a'), rows.add('unreadable')];
  expect((await Promise.allSettled(together)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await rows.settled();
  await rows.add('b');
  expect(statements).toEqual([['b']]);
});
