import { mkdir, mkdtempDisposable, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type PhantomFolder, phantomFolder } from '../support/phantom-folder.ts';
import { runMscore } from '../support/run-mscore.ts';

/** Every command starts a process and the embedded database. */
const AMPLE_MS = 180_000;
const FILE = 'fixtures/references/phantom-young.json';
let files: Awaited<ReturnType<typeof mkdtempDisposable>>;
let config: string;

beforeAll(async () => {
  files = await mkdtempDisposable(join(tmpdir(), 'mscore-reference-'));
  await mkdir(join(files.path, 'references'));
  config = join(files.path, 'mscore.json');
  const site = {
    pacs: { dicomweb: 'http://127.0.0.1:9/dicom-web' },
    patientIdSystems: [{ system: 'urn:oid:2.999' }],
    references: 'references',
  };
  await writeFile(
    config,
    JSON.stringify({ publicUrl: 'http://127.0.0.1', dataFolder: 'db', open: { site } }),
  );
});
beforeEach(() => rm(join(files.path, 'db'), { recursive: true, force: true }));
afterAll(() => files.remove());

const reference = (...args: string[]) => runMscore('reference', ...args, '--config', config);

async function listed(...args: string[]): Promise<unknown> {
  return JSON.parse((await reference('list', '--json', ...args)).out);
}

test(
  'a reference is added, listed, given another cut-off, and retired; its versions stay',
  async () => {
    const added = await reference('add', FILE, '--note', 'thirty phantoms', '--by', 'Dr. Novak');
    expect([added.code, added.out]).toEqual([
      0,
      expect.stringContaining('phantom-young version 1 is stored, and used from now on. Cut-off 5.5'),
    ]);
    expect((await reference('add', FILE)).out).toContain('nothing was changed');
    const other = await reference('add', FILE, '--cutoff', 'shayganfar-2019', '--json');
    expect(JSON.parse(other.out)).toEqual({
      id: 'phantom-young',
      version: 2,
      added: true,
      cutoff: { value: 2.05, source: 'Shayganfar 2019, Br J Radiol 92:20180774' },
    });

    const { out } = await reference('list', '--all');
    expect(out).toMatch(/^phantom-young version 2\n {2}status {3}current since \d{4}-\d\d-\d\d$/m);
    expect(out).toMatch(/^ {2}cohort {3}n = 31, SNR 42\.88, SD 2\.80$/m);
    expect(out).toMatch(/^phantom-young version 1\n {2}status {3}superseded since .*: by version 2$/m);
    const shown = await reference('show', 'phantom-young', '--version', '1');
    expect(JSON.parse(shown.out)).toEqual(JSON.parse(await readFile(FILE, 'utf8')));

    expect((await reference('retire', 'phantom-young', '--reason', 'new coil')).code).toBe(0);
    expect((await reference('list')).out).toContain('None is in use');
    expect(await listed('--all')).toMatchObject([
      { id: 'phantom-young', version: 2, status: 'retired', why: 'new coil' },
      { id: 'phantom-young', version: 1, status: 'superseded', addedBy: 'Dr. Novak' },
    ]);
  },
  AMPLE_MS,
);

describe('a control', () => {
  let phantom: PhantomFolder;
  beforeAll(async () => {
    phantom = await phantomFolder('--age', '24', '--marrow-fat', '0.3');
  }, AMPLE_MS);
  afterAll(async () => {
    await phantom[Symbol.asyncDispose]();
  });

  test(
    'is measured as patients are, and written down once',
    async () => {
      await reference('add', FILE);
      const check = (...args: string[]) => reference('check', 'phantom-young', phantom.path, ...args);
      const first = await check('--json');
      expect([first.code, JSON.parse(first.out)]).toEqual([
        0,
        expect.objectContaining({
          version: 1,
          recorded: true,
          scanner: expect.objectContaining({ state: 'ok', controls: 1, exams: 0 }),
        }),
      ]);
      expect((await check()).out).toContain('written down before');
      expect(await listed()).toMatchObject([{ status: 'current', watched: { controls: 1 } }]);
    },
    AMPLE_MS,
  );

  test(
    'of another scanner is refused with what differs: 3, and nothing is written down',
    async () => {
      const elsewhere = JSON.parse(await readFile(FILE, 'utf8'));
      elsewhere.scanner.serial = 'PW-000-0002';
      const file = join(files.path, 'elsewhere.json');
      await writeFile(file, JSON.stringify(elsewhere));
      await reference('add', file);
      const { code, out } = await reference('check', 'phantom-young', phantom.path);
      expect([code, out]).toEqual([
        3,
        expect.stringContaining('serial number PW-000-0002 against PW-000-0001'),
      ]);
      expect(await listed()).toMatchObject([{ watched: { controls: 0 } }]);
    },
    AMPLE_MS,
  );
});

describe('what cannot be done is said with a code', () => {
  test.each([
    ['an id that nobody stored', 2, 'reference/not-stored', ['retire', 'nobody', '--reason', 'x']],
    [
      'a cohort without serial number',
      2,
      'reference/serial-needed',
      ['add', 'fixtures/references/mikulova-2025.json'],
    ],
    ['a cut-off that is none of the M-score', 2, 'cli/usage', ['add', FILE, '--cutoff', 'atik-2022']],
    ['a file that is not there', 2, 'cli/usage', ['add', 'nowhere.json']],
    ['a file that is no reference', 1, 'reference/invalid', ['add', 'package.json']],
  ])('%s', async (_what, status, code, args) => {
    const ended = await reference(...args);
    expect([ended.code, ended.err]).toEqual([status, expect.stringContaining(`[${code}]`)]);
  });

  test('retiring without a reason', async () => {
    const ended = await reference('retire', 'x');
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining('--reason')]);
  });

  test('an embedded database that a running process has', async () => {
    await writeFile(join(files.path, 'db.lock'), `${process.pid} 1`);
    const ended = await reference('list');
    await rm(join(files.path, 'db.lock'));
    expect([ended.code, ended.err]).toEqual([
      1,
      expect.stringContaining(`process ${process.pid} uses this data folder) [store/unavailable]`),
    ]);
  });
});
