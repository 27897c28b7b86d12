import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/database.ts';
import { StoredReferences } from '../../src/store/references.ts';
import { ScannerLog } from '../../src/store/scanner-log.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { logLines } from '../support/log-lines.ts';
import { type Postgres, startPostgres } from './peers/postgres.ts';

let postgres: Postgres;
let workers: Database[];

/** Two processes on one PostgreSQL, as far as the database can tell. */
beforeAll(async () => {
  postgres = await startPostgres(8155);
  const { connectionString } = postgres;
  // One after the other: the first makes the tables.
  workers = [await openDatabase({ kind: 'postgres', connectionString }, logLines().logger)];
  workers.push(await openDatabase({ kind: 'postgres', connectionString }, logLines().logger));
});
afterAll(async () => {
  for (const one of workers) await one.close();
  await postgres.close();
});

function worker(index: number): Database {
  const one = workers[index % 2];
  if (!one) throw new RangeError('no worker');
  return one;
}

test('workers that add and watch at once leave every version, every exam and one drift behind', async () => {
  const air = { sd: { mean: 10, sd: 0.5 }, meanOverSd: { mean: 1.91, sd: 0.02 } };
  const references = new StoredReferences(worker(0).sql);
  await Promise.all(
    [30, 31, 32, 33].map((n, index) =>
      new StoredReferences(worker(index).sql).add(siteReference({ n, air })),
    ),
  );
  expect((await references.all()).map(({ version }) => version)).toEqual([4, 3, 2, 1]);

  const record = (index: number) => {
    const { sql } = worker(index);
    const exam = { kind: 'exam', airSd: 13, airMeanOverSd: 1.91, airN: 4000 } as const;
    return sql
      .transaction()
      .execute((transaction) =>
        new ScannerLog(sql).record(transaction, { id: 'site', version: 4 }, `1.2.${index % 30}`, exam),
      );
  };
  await Promise.all(Array.from({ length: 60 }, (_, index) => record(index)));
  const newest = await references.get('site');
  expect(newest && (await new ScannerLog(worker(1).sql).standing(newest))).toMatchObject({
    state: 'drifted',
    exams: 30,
  });
  expect(await references.events()).toMatchObject([{ kind: 'drifted', reference_version: 4 }]);
});
