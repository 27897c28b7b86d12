import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { UsedTokens } from '../../src/store/used-tokens.ts';
import { logLines } from '../support/log-lines.ts';

let database: Database;
let tokens: UsedTokens;
const later = new Date('2999-01-01T00:00:00Z');
const past = new Date('2001-01-01T00:00:00Z');

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  tokens = new UsedTokens(database.sql);
});
afterAll(() => database.close());

test('S7 a token is new once', async () => {
  expect(await tokens.seen('north', 'a', later)).toBe(false);
  expect(await tokens.seen('north', 'a', later)).toBe(true);
});

test('S7 tokens of another issuer, or with another jti, are other tokens', async () => {
  await tokens.seen('north', 'b', later);
  expect(await tokens.seen('south', 'b', later)).toBe(false);
  expect(await tokens.seen('north', 'c', later)).toBe(false);
});

test('S7 of two requests at once with one token, one is new', async () => {
  const seen = await Promise.all([tokens.seen('north', 'd', later), tokens.seen('north', 'd', later)]);
  expect(seen.filter(Boolean)).toHaveLength(1);
});

test('a token that has expired is forgotten', async () => {
  await tokens.seen('north', 'e', past);
  expect(await tokens.seen('north', 'e', later)).toBe(false);
  expect(await tokens.seen('north', 'e', later)).toBe(true);
});

test('now and then the rows of expired tokens are cleared away', async () => {
  await tokens.seen('north', 'f', past);
  await new UsedTokens(database.sql).seen('north', 'g', later);
  const rows = await database.sql.selectFrom('used_token').select('jti').where('jti', '=', 'f').execute();
  expect(rows).toEqual([]);
});
