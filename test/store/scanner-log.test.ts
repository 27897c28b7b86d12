import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Watched, WatchedExam } from '../../src/mscore/drift/watched.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { StoredReferences } from '../../src/store/references.ts';
import { ScannerLog } from '../../src/store/scanner-log.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { logLines } from '../support/log-lines.ts';
import { forgetReferences } from './forget-references.ts';

const air = { sd: { mean: 10, sd: 0.5 }, meanOverSd: { mean: 1.91, sd: 0.02 } };
const reference = siteReference({ air });
let database: Database;
let references: StoredReferences;
let log: ScannerLog;
let study = 0;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  references = new StoredReferences(database.sql);
  log = new ScannerLog(database.sql);
});
afterEach(() => forgetReferences(database.sql));
afterAll(() => database.close());

const exam = (airSd: number, changes: Partial<WatchedExam> = {}): WatchedExam => ({
  kind: 'exam',
  acquired: '2026-11-20',
  airSd,
  airMeanOverSd: 1.91,
  airN: 4000,
  ...changes,
});

function record(entry: Watched, { version = 1, uid = `1.2.${(study += 1)}` } = {}) {
  return database.sql
    .transaction()
    .execute((transaction) => log.record(transaction, { id: 'site', version }, uid, entry));
}

async function recordAll(entries: readonly Watched[], version = 1): Promise<void> {
  for (const entry of entries) await record(entry, { version });
}

async function standing() {
  const stored = await references.get('site');
  if (!stored) throw new RangeError('not stored');
  return log.standing(stored);
}

const steady = () => Array.from({ length: 5 }, () => exam(10));
const louder = () => Array.from({ length: 8 }, () => exam(13, { acquired: '2026-11-22' }));

describe('an exam', () => {
  test('is written down once, however often its study is measured', async () => {
    await references.add(reference);
    expect(await record(exam(10), { uid: '1.2.3' })).toMatchObject({ after: { state: 'ok' } });
    expect(await record(exam(99), { uid: '1.2.3' })).toBeUndefined();
    expect(await standing()).toMatchObject({ exams: 1, controls: 0 });
  });

  test('leaves no identifier behind', async () => {
    await references.add(reference);
    await record(exam(10), { uid: '1.2.840.999' });
    const rows = await database.sql.selectFrom('watched_exam').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('1.2.840.999');
  });

  test('of a reference that is not stored is passed over', async () => {
    expect(await record(exam(10))).toBeUndefined();
  });
});

describe('a scanner that changed', () => {
  test('is set down as drifted once, with what changed and since when', async () => {
    await references.add(reference);
    await recordAll([...steady(), ...louder()]);
    expect(await references.events()).toMatchObject([
      { kind: 'drifted', reason: expect.stringContaining('SD of the air 13.0 against'), since: '2026-11-22' },
    ]);
    expect(await references.newest()).toMatchObject([
      { drifted: { what: expect.stringContaining('(+30 %)'), since: '2026-11-22' } },
    ]);
  });

  test('by several workers at once too', async () => {
    await references.add(reference);
    await recordAll(steady());
    await Promise.all(louder().map((one) => record(one)));
    expect(await references.events()).toMatchObject([{ kind: 'drifted' }]);
    expect(await standing()).toMatchObject({ exams: 13, state: 'drifted' });
  });

  test('has changed for every cut-off of the cohort, and not for another cohort', async () => {
    await references.add(reference);
    await recordAll([...steady(), ...louder()]);
    await references.add({ ...reference, cutoff: { value: 5.5, source: 'Bandirali 2015' } });
    expect(await references.newest()).toMatchObject([{ version: 2, drifted: { since: '2026-11-22' } }]);
    await references.add({ ...reference, n: 41 });
    expect(await references.newest()).toMatchObject([{ version: 3, drifted: undefined }]);
    expect(await standing()).toMatchObject({ exams: 0 });
  });
});

describe('kept', () => {
  test('a cohort is used again, and later exams are held against what was kept', async () => {
    await references.add(reference);
    await recordAll([...steady(), ...louder()]);
    await log.keep('site', { reason: 'controls agree', by: 'Dr. Novak' });
    expect(await references.newest()).toMatchObject([{ drifted: undefined }]);
    await recordAll(louder());
    expect(await standing()).toMatchObject({ state: 'ok', exams: 21 });
    await recordAll(Array.from({ length: 14 }, () => exam(18)));
    expect((await references.events()).map(({ kind }) => kind)).toEqual(['drifted', 'kept', 'drifted']);
  });

  test('nothing can be that is not stored, or is retired', async () => {
    await expect(log.keep('site', { reason: 'x' })).rejects.toMatchObject({ code: 'reference/not-stored' });
    await references.add(reference);
    await references.retire('site', undefined, { reason: 'x' });
    await expect(log.keep('site', { reason: 'x' })).rejects.toMatchObject({ code: 'reference/retired' });
  });
});
