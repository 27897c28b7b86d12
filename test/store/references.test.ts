import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { lately, StoredReferences } from '../../src/store/references.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { logLines } from '../support/log-lines.ts';
import { forgetReferences } from './forget-references.ts';

const cutoff = { value: 5.5, source: 'Bandirali 2015' };
let database: Database;
let references: StoredReferences;

beforeAll(async () => {
  database = await openDatabase({ kind: 'memory' }, logLines().logger);
  references = new StoredReferences(database.sql);
});
afterEach(() => forgetReferences(database.sql));
afterAll(() => database.close());

describe('adding', () => {
  test('makes version 1 of a new id, kept with who added it and why', async () => {
    const added = await references.add(siteReference(), { by: 'Dr. Novak', note: 'first cohort' });
    expect(added).toEqual({ version: 1, added: true });
    expect(await references.get('site')).toMatchObject({
      reference: siteReference(),
      version: 1,
      addedBy: 'Dr. Novak',
      note: 'first cohort',
      addedAt: expect.any(Date),
    });
  });

  test('the same content again changes nothing', async () => {
    await references.add(siteReference());
    expect(await references.add(siteReference(), { note: 'again' })).toEqual({ version: 1, added: false });
    expect(await references.all()).toHaveLength(1);
  });

  test('another content of the same id makes the next version, and the old one stays as it was', async () => {
    await references.add(siteReference());
    expect(await references.add(siteReference({ cutoff }))).toEqual({ version: 2, added: true });
    expect(await references.add(siteReference())).toEqual({ version: 3, added: true });
    expect((await references.get('site', 1))?.reference.cutoff).toBeNull();
    expect((await references.get('site', 2))?.reference.cutoff).toEqual(cutoff);
    expect((await references.newest()).map(({ version }) => version)).toEqual([3]);
  });

  test('by several at once makes one version of each content', async () => {
    const contents = [30, 31, 32, 30, 31].map((n) => siteReference({ n }));
    await Promise.all(contents.map((content) => references.add(content)));
    const versions = (await references.all()).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => versions.length - index));
  });

  test('of a cohort that names no serial number is refused: it could fit another hospital’s scanner', async () => {
    const { serial: _, ...scanner } = siteReference().scanner;
    await expect(references.add(siteReference({ scanner }))).rejects.toMatchObject({
      code: 'reference/serial-needed',
    });
  });

  test('of content that was retired is refused, that of another content is not', async () => {
    await references.add(siteReference());
    await references.retire('site', undefined, { reason: 'wrong coil' });
    await expect(references.add(siteReference())).rejects.toMatchObject({ code: 'reference/retired' });
    expect(await references.add(siteReference({ n: 41 }))).toEqual({ version: 2, added: true });
    expect(await references.newest()).toMatchObject([{ version: 2, retired: undefined }]);
  });
});

describe('retiring', () => {
  test('is a dated fact about the newest version, or about the one that is named', async () => {
    await references.add(siteReference());
    await references.add(siteReference({ cutoff }));
    await references.retire('site', 1, { reason: 'never used' });
    expect(await references.newest()).toMatchObject([{ version: 2, retired: undefined }]);
    await references.retire('site', undefined, { reason: 'new scanner', by: 'Dr. Novak' });
    expect(await references.newest()).toMatchObject([
      { version: 2, retired: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) },
    ]);
    expect(await references.events()).toMatchObject([
      { kind: 'retired', reference_version: 1 },
      { kind: 'retired', reference_version: 2, reason: 'new scanner', decided_by: 'Dr. Novak' },
    ]);
  });

  test('can be done once', async () => {
    await references.add(siteReference());
    await references.retire('site', undefined, { reason: 'first' });
    await expect(references.retire('site', undefined, { reason: 'second' })).rejects.toMatchObject({
      code: 'reference/retired',
    });
    expect(await references.events()).toHaveLength(1);
  });

  test('needs something that is stored', async () => {
    await references.add(siteReference());
    for (const [id, version] of [
      ['nobody', undefined],
      ['site', 2],
    ] as const) {
      await expect(references.retire(id, version, { reason: 'x' })).rejects.toMatchObject({
        code: 'reference/not-stored',
      });
    }
  });
});

test('the newest of every id are given, latest added first, with version and digest', async () => {
  await references.add(siteReference({ id: 'b' }));
  await references.add(siteReference({ id: 'a' }));
  expect(await references.newest()).toMatchObject([
    { id: 'a', version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), drifted: undefined },
    { id: 'b', version: 1 },
  ]);
});

test('single exams of a cohort stay where they are: hooks get its statistics', async () => {
  const exams = siteReference({ n: 2, snr: { mean: 50, sd: 5 }, examSnrs: [46.4645, 53.5355] });
  await references.add(exams);
  expect((await references.get('site'))?.reference).toEqual(exams);
  const [known] = await references.newest();
  expect(known).toMatchObject({ id: 'site', n: 2, snr: exams.snr });
  expect(known).not.toHaveProperty('examSnrs');
});

test.each([
  ['content', sql`update reference set content = '{}'`],
  ['a row', sql`delete from reference`],
  ['a decision', sql`update reference_event set reason = 'other'`],
])('the database itself refuses to change %s', async (_what, statement) => {
  await references.add(siteReference());
  await references.retire('site', undefined, { reason: 'x' });
  await expect(statement.execute(database.sql)).rejects.toThrow('never changed');
});

describe('what sites know of the stored references', () => {
  const one = [{ ...siteReference(), version: 1, sha256: '' }];

  test('is asked for once by all who ask at the same moment, and anew later', async () => {
    let asked = 0;
    const recent = lately({
      newest: async () => {
        asked += 1;
        return one;
      },
    });
    expect(await Promise.all([recent.newest(), recent.newest(), recent.newest()])).toEqual([one, one, one]);
    expect(asked).toBe(1);
    await pause(300);
    await recent.newest();
    expect(asked).toBe(2);
  });

  test('is asked for again at once when it could not be read', async () => {
    const answers = [Promise.reject(new Error('the database is away')), Promise.resolve(one)];
    const recent = lately({ newest: () => answers.shift() ?? Promise.resolve([]) });
    await expect(recent.newest()).rejects.toThrow('away');
    expect(await recent.newest()).toEqual(one);
  });
});
