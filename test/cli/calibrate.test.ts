import { mkdir, mkdtempDisposable, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type PhantomFolder, phantomFolder } from '../support/phantom-folder.ts';
import { runMscore } from '../support/run-mscore.ts';

const AMPLE_MS = 120_000;
let files: Awaited<ReturnType<typeof mkdtempDisposable>>;

beforeAll(async () => {
  files = await mkdtempDisposable(join(tmpdir(), 'mscore-calibrate-'));
});
afterAll(() => files.remove());

const calibrate = (...args: string[]) => runMscore('calibrate', ...args);

describe('real studies', () => {
  let phantoms: PhantomFolder[];
  beforeAll(async () => {
    phantoms = await Promise.all([
      phantomFolder('--age', '24', '--marrow-fat', '0.3'),
      phantomFolder('--age', '64'),
    ]);
  }, AMPLE_MS);
  afterAll(async () => {
    for (const phantom of phantoms) await phantom[Symbol.asyncDispose]();
  });

  test(
    'are measured, and too few that count write nothing: 2, who and why',
    async () => {
      const cohort = join(files.path, 'cohort');
      await mkdir(cohort);
      const [young = '', old = ''] = phantoms.map(({ path }) => path);
      for (const [name, target] of [
        ['01', young],
        ['02', young],
        ['03', old],
      ] as const) {
        await symlink(target, join(cohort, name));
      }
      for (let number = 4; number <= 20; number += 1) await mkdir(join(cohort, String(number)));
      const out = join(files.path, 'reference.json');
      const ended = await calibrate(cohort, '--out', out, '--report', join(files.path, 'report.html'));
      expect([ended.code, ended.out]).toEqual([2, '']);
      expect(ended.err).toMatch(/^1\/20 exam 1: SNR 4\d\.\d$/m);
      expect(ended.err).toMatch(/^3\/20 exam 3: left out: .*64 years, not 20 to 40.*\[calibrate\/age\]$/m);
      expect(ended.err).toMatch(/^4\/20 exam 4: left out: .*\[study\/not-found\]$/m);
      expect(ended.err).toMatch(/^exam 2 .*as exam 1.*\[calibrate\/same-woman\]$/m);
      expect(ended.err).toContain('(1 of 20, 20 are needed) [calibrate/too-few]');
      expect(await readdir(files.path)).toEqual(['cohort']);
    },
    AMPLE_MS,
  );
});

describe('bad usage ends with 2', () => {
  test.each([
    ['no study', []],
    ['a study that is not there', ['nowhere']],
    ['ages that are none', ['.', '--ages', '40-20']],
    ['one level', ['.', '--levels', 'L3']],
    ['an id with a path', ['.', '--id', '../site']],
    ['too few studies', ['docs', '--out', join(tmpdir(), 'mscore-never.json')]],
  ])(
    '%s',
    async (_, args) => {
      const { code, out, err } = await calibrate(...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).not.toMatch(/\n +at /);
    },
    AMPLE_MS,
  );
});

test(
  '--help tells the exit status and the defaults',
  async () => {
    const { code, out } = await calibrate('--help');
    expect(code).toBe(0);
    expect(out).toContain('(default: 20-40)');
    expect(out).toContain('(default: L1-L4)');
    expect(out).toContain('Exit status: 0 written');
  },
  AMPLE_MS,
);
