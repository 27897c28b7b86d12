import { mkdtempDisposable, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../src/store/database.ts';
import { UsedTokens } from '../../src/store/used-tokens.ts';
import { logLines } from '../support/log-lines.ts';

const later = new Date('2999-01-01T00:00:00Z');
const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), 'mscore-store-'));

test('migrations bring an empty database to all tables', async () => {
  const database = await openDatabase({ kind: 'memory' }, logLines().logger);
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1
  `.execute(database.sql);
  expect(rows.map(({ name }) => name).filter((name) => !name.startsWith('kysely_'))).toEqual([
    'archive_run',
    'archive_study',
    'audit_entry',
    'audit_key',
    'card',
    'decision',
    'event',
    'expected_study',
    'feedback',
    'measurement',
    'record_seen',
    'reference',
    'reference_event',
    'review',
    'review_claim',
    'review_session',
    'reviewed_roi',
    'subscription_count',
    'used_token',
    'watched_exam',
    'withdrawal',
  ]);
  await database.close();
});

describe('a data folder', () => {
  test('keeps its rows until the next start, is locked meanwhile, and is for its owner’s eyes only', async () => {
    await using parent = await temporaryFolder();
    const folder = join(parent.path, 'data');
    const first = await openDatabase({ kind: 'folder', folder }, logLines().logger);
    await new UsedTokens(first.sql).seen('north', 'a', later);
    await expect(openDatabase({ kind: 'folder', folder }, logLines().logger)).rejects.toMatchObject({
      code: 'store/unavailable',
    });
    await first.close();
    expect((await stat(folder)).mode & 0o077).toBe(0);

    const second = await openDatabase({ kind: 'folder', folder }, logLines().logger);
    expect(await new UsedTokens(second.sql).seen('north', 'a', later)).toBe(true);
    await second.close();
    expect(await readdir(parent.path)).toEqual(['data']);
  }, 60_000);

  test('that cannot be made is not left locked', async () => {
    await using parent = await temporaryFolder();
    const folder = join(parent.path, 'data');
    await writeFile(folder, 'a file, not a folder');
    await expect(openDatabase({ kind: 'folder', folder }, logLines().logger)).rejects.toMatchObject({
      code: 'store/unavailable',
    });
    expect(await readdir(parent.path)).toEqual(['data']);
  });
});

test('a PostgreSQL that is away is told as such, without its password', async () => {
  const connectionString = 'postgres://mscore:hunter2@127.0.0.1:1/mscore';
  const opening = openDatabase({ kind: 'postgres', connectionString }, logLines().logger);
  await expect(opening).rejects.toMatchObject({
    code: 'store/unavailable',
    message: expect.not.stringContaining('hunter2'),
  });
});
