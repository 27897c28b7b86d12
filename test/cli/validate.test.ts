import { copyFile, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Ended, runMscore } from '../support/run-mscore.ts';

const SEED = 'fixtures/mikulova-2025.csv';
const FEW = ['--resamples', '100'];
let files: Awaited<ReturnType<typeof mkdtempDisposable>>;

beforeAll(async () => {
  files = await mkdtempDisposable(join(tmpdir(), 'mscore-validate-'));
});
afterAll(() => files.remove());

async function file(name: string, content: string): Promise<string> {
  const path = join(files.path, name);
  await writeFile(path, content);
  return path;
}

const validate = (...args: string[]) => runMscore('validate', ...args);

describe('the table of the seed paper', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await validate(SEED);
  });

  test('is told as a page, with exit 0', () => {
    expect([ended.code, ended.err]).toEqual([0, '']);
    expect(ended.out).toMatch(/^The cohort: 5 patients$/m);
    expect(ended.out).toMatch(/^SNR–T +5 +−0\.359 .* 0\.633\* +0\.553 /m);
    expect(ended.out).toMatch(/Research use only, not for diagnosis\.\n$/);
  });

  test('is held against the paper beside it, pair by pair', () => {
    expect(ended.out).toMatch(/^SNR–BMD +−0\.300 +0\.68 +−0\.300 +−0\.557 +reproduces +Spearman, exact p$/m);
    expect(ended.out).toMatch(
      /^SNR–TBS +0\.82 +0\.089 +0\.700 +0\.417 +does not reproduce +Spearman is 0\.700/m,
    );
    expect(ended.out).toMatch(/^every T < −2\.5 +does not reproduce +not so in line 5$/m);
  });

  test('is not held against a paper that is not beside it', async () => {
    const alone = join(files.path, 'alone.csv');
    await copyFile(SEED, alone);
    const { code, out } = await validate(alone, ...FEW);
    expect(code).toBe(0);
    expect(out).not.toContain('reproduce');
    const named = await validate(alone, '--claims', 'fixtures/mikulova-2025.claims.json', ...FEW);
    expect(named.out).toContain('does not reproduce');
  });
});

describe('a cohort with both outcomes', () => {
  test('is told as one JSON object, and drawn as a page that needs nothing else', async () => {
    const report = join(files.path, 'report.html');
    const { code, out } = await validate(
      'fixtures/invented-cohort.csv',
      '--json',
      `--report=${report}`,
      '--prevalence=0.2',
      '--cutoff=bandirali-2015',
      '--cutoff=3',
      '--by=scanner',
      '--by=age:65',
      ...FEW,
    );
    expect(code).toBe(0);
    const cutoff = z.object({ label: z.string(), cutoff: z.number(), ppv: z.number().nullable() });
    const { discrimination, use } = z
      .object({ use: z.string(), discrimination: z.object({ cutoffs: z.array(cutoff) }) })
      .parse(JSON.parse(out));
    expect(use).toBe('Research use only, not for diagnosis.');
    expect(discrimination.cutoffs).toMatchObject([
      { label: 'Youden' },
      { label: 'specificity ≥ 90 %' },
      { label: 'Bandirali 2015, Eur Radiol 25:2951', cutoff: 5.5 },
      { label: 'given', cutoff: 3 },
    ]);
    const page = await readFile(report, 'utf8');
    expect(page.match(/<svg /g)).toHaveLength(7);
    expect(page).toContain('<title id="roc-title">ROC curve of M</title>');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  test('names are escaped wherever they come from', async () => {
    const rows = ['60,-3,<b>', '55,-1,<b>', '50,-2,<i>', '45,0,<i>'];
    const path = await file('<img>.csv', ['snr,t,site', ...rows, ''].join('\n'));
    const report = join(files.path, 'escaped.html');
    const { code } = await validate(path, '--by', 'site', '--report', report, ...FEW);
    expect(code).toBe(0);
    const page = await readFile(report, 'utf8');
    expect(page).toContain('&lt;img&gt;.csv');
    expect(page).not.toMatch(/<img|<b>|<i>/);
  });

  test('gets M from SNR with a reference', async () => {
    const path = await file('snr.csv', 'snr,t\n77.491,-2.6\n63.363,-2.7\n40,-1\n45,0\n');
    const { out } = await validate(path, '--reference', 'fixtures/references/mikulova-2025.json', ...FEW);
    expect(out).toContain('Score: M, from SNR and the reference mikulova-2025.');
  });
});

describe('a table that is not used ends with 2, its line, its code, and nothing written', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['a T-score in words', 'snr,t\n60,-2\n55,low\n50,0\n', /bad\.csv:3: t: .*\[cohort\/not-a-number\]/],
    [
      'decimal commas',
      'snr;t\n60;-2,5\n55;-1,0\n50;0,5\n',
      /bad\.csv:2: t: .*\[cohort\/decimal-comma\].*\n.*bad\.csv:3: t/,
    ],
    ['BMD in mg/cm²', 'snr,bmd\n60,763\n55,749\n50,900\n', /bad\.csv:2: bmd: .*mg\/cm².*\[cohort\/units\]/],
    [
      'a patient twice',
      'id,snr,t\na,60,-2\na,55,-1\nb,50,-2\n',
      /bad\.csv:3: .*as in line 2.*\[cohort\/duplicate-patient\]/,
    ],
    ['another encoding', Buffer.from('snr,t\n60,\xff\n', 'latin1'), /not UTF-8.*\[cohort\/not-csv\]/],
    ['too many bytes', 'x'.repeat(5_000_001), /\[cohort\/too-large\]/],
  ])('%s', async (_, content, said) => {
    const path = join(files.path, 'bad.csv');
    await writeFile(path, content);
    const report = join(files.path, 'never.html');
    const { code, out, err } = await validate(path, '--report', report);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(said);
    expect(err).not.toMatch(/\n +at /);
    expect(await readdir(files.path)).not.toContain('never.html');
  });

  test('twenty lines are enough', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `${60 + index},${700 + index}`);
    const { err } = await validate(await file('long.csv', ['snr,bmd', ...rows, ''].join('\n')));
    expect(err.split('\n')).toHaveLength(23);
    expect(err).toContain('… and 10 more\nNothing was computed or written.\n');
  });
});

describe('bad usage ends with 2', () => {
  test.each([
    ['no table', []],
    ['a table that is not there', ['none.csv']],
    ['an outcome that the table does not have', [SEED, '--outcome', 'fracture']],
    ['a prevalence in per cent', [SEED, '--prevalence', '20']],
    ['half a seed', [SEED, '--seed', '0.5']],
    ['a cut-off that is none', [SEED, '--cutoff', 'high']],
    ['a published study without a cut-off', [SEED, '--cutoff', 'kadri-2022-snr']],
    ['subgroups by a column that is not there', [SEED, '--by', 'site']],
    ['claims that are none', [SEED, '--claims', 'package.json']],
    ['a reference that is not there', [SEED, '--reference', 'none.json']],
  ])('%s', async (_, args) => {
    const { code, out, err } = await validate(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(/\n +at /);
  });
});

test('a report that cannot be written ends with 1', async () => {
  const { code, out, err } = await validate(
    SEED,
    '--report',
    join(files.path, 'nowhere', 'out.html'),
    ...FEW,
  );
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('[cli/unwritable]');
});

describe('mscore cutoffs', () => {
  test('lists what is published, with its source and a warning', async () => {
    const { code, out } = await runMscore('cutoffs');
    expect(code).toBe(0);
    expect(out).toMatch(/^bandirali-2015 +M +5\.5 +54\.0 % +90\.0 % +0\.844 +Bandirali 2015/m);
    expect(out).toContain('a site chooses its own');
    expect(out).toMatch(/Research use only, not for diagnosis\.\n$/);
  });

  test('is a JSON array too', async () => {
    const { out } = await runMscore('cutoffs', '--json');
    expect(z.array(z.object({ id: z.string() })).parse(JSON.parse(out))[0]?.id).toBe('bandirali-2015');
  });
});
