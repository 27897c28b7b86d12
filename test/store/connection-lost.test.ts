import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { CodedError } from '../../src/errors.ts';
import { asStoreError } from '../../src/store/connection-lost.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { logLines } from '../support/log-lines.ts';

const withCode = (code: string) => Object.assign(new Error('what the driver says'), { code });

describe('the database is away', () => {
  test.each([
    ['nobody listens', 'ECONNREFUSED'],
    ['the connection was reset', 'ECONNRESET'],
    ['its name is known to nobody', 'ENOTFOUND'],
    ['connection_failure', '08006'],
    ['admin_shutdown', '57P01'],
    ['crash_shutdown', '57P02'],
    ['cannot_connect_now', '57P03'],
    ['too_many_connections', '53300'],
  ])('when %s (%s), and the code is told', (_why, code) => {
    const cause = withCode(code);
    expect(asStoreError(cause)).toMatchObject({ code: 'store/unavailable', detail: code, cause });
  });

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
  ])('when node-postgres says “%s”', (message) => {
    expect(asStoreError(new Error(message))).toMatchObject({
      code: 'store/unavailable',
      message: 'The database cannot be reached.',
    });
  });
});

describe('the database is not away', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase({ kind: 'memory' }, logLines().logger);
  }, 60_000);
  afterAll(() => database.close());

  test('when it refuses a statement', async () => {
    const thrown: unknown = await sql`select 1 / 0`.execute(database.sql).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: '22012' });
    expect(asStoreError(thrown)).toBe(thrown);
  });

  test.each([
    ['a statement took too long', withCode('57014')],
    ['two transactions waited for each other', withCode('40P01')],
    ['text of a statement says so', withCode('22P02')],
    ['something else is not there', withCode('ENOENT')],
    ['an error of ours has a code already', new CodedError('fhir/unavailable')],
    ['what was thrown is no error', 'Connection terminated'],
  ])('when %s', (_why, thrown) => {
    expect(asStoreError(thrown)).toBe(thrown);
  });
});
