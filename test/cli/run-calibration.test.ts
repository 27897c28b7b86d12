import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MeasureOne } from '../../src/calibration/study.ts';
import { type CalibrateOptions, runCalibration } from '../../src/cli/run-calibration.ts';
import { CodedError } from '../../src/errors.ts';
import { LEVELS } from '../../src/mscore/levels.ts';
import { parseReference } from '../../src/mscore/parse-reference.ts';
import { measuredStudy } from '../calibration/measured-study.ts';

let files: Awaited<ReturnType<typeof mkdtempDisposable>>;
beforeEach(async () => {
  files = await mkdtempDisposable(join(tmpdir(), 'mscore-calibrate-'));
});
afterEach(() => files.remove());

const inside = (name: string) => join(files.path, name);

/** Folders `novak-1`, `novak-2`, …; what is in them is up to `measureOne`. */
async function folders(n: number): Promise<string[]> {
  const paths = Array.from({ length: n }, (_, index) => inside(`novak-${index + 1}`));
  await Promise.all(paths.map((path) => mkdir(path)));
  return paths;
}

/** Every study is that of a young woman with the number of its folder. */
const young: MeasureOne = async ({ location }) => measuredStudy(numberOf(location));

const fifthDamaged: MeasureOne = async (study, progress) => {
  if (numberOf(study.location) === 5) throw new CodedError('dicom/truncated');
  return young(study, progress);
};

const youngUpTo19: MeasureOne = async (study, progress) => {
  if (numberOf(study.location) <= 19) return young(study, progress);
  const patient = { id: undefined, issuerOfPatientId: undefined, birthDate: '19500101', sex: 'F' };
  return measuredStudy(numberOf(study.location), { patient });
};

const neverAsked: MeasureOne = async () => {
  throw new Error('measured');
};

function numberOf(location: string): number {
  return Number(/\d+$/.exec(basename(location))?.[0]);
}

/** What lies beside the studies. */
const beside = async () => (await readdir(files.path)).filter((name) => !name.startsWith('novak'));

async function run(
  locations: readonly string[],
  { measureOne = young, ...options }: Partial<CalibrateOptions> & { measureOne?: MeasureOne } = {},
) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCalibration(
    locations,
    { out: inside('reference.json'), ages: { min: 20, max: 40 }, levels: LEVELS, ...options },
    {
      measureOne,
      now: () => new Date('2026-11-24T12:00:00Z'),
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
    },
  );
  return { code, out: out.join(''), err: err.join('') };
}

describe('thirty studies', () => {
  test('become a reference and a page, one line each on the way', async () => {
    const report = inside('report.html');
    const { code, out, err } = await run(await folders(30), { report, cutoff: 'bandirali-2015' });
    expect(code).toBe(0);
    expect(parseReference(await readFile(inside('reference.json'), 'utf8'))).toMatchObject({
      id: 'hitachi-oasis-1.2t-2026-11-24',
      n: 30,
      ages: { min: 24, max: 24 },
      cutoff: { value: 5.5, source: 'Bandirali 2015, Eur Radiol 25:2951' },
      createdAt: '2026-11-24',
    });
    expect(await readFile(report, 'utf8')).toContain(
      '<h1>Reference cohort hitachi-oasis-1.2t-2026-11-24</h1>',
    );
    expect(err.split('\n')).toHaveLength(31);
    expect(err).toMatch(/^1\/30 exam 1: SNR 40\.5\n/);
    expect(out).toContain('30 of 30 exams count, aged 24 to 24.');
    expect(out).toMatch(/Research use only, not for diagnosis\.\n$/);
  });

  test('are told as one JSON object, without folders, patients or study UIDs', async () => {
    const report = inside('report.html');
    const { out, err } = await run(await folders(30), { json: true, report });
    expect(JSON.parse(out)).toMatchObject({
      reference: { n: 30 },
      exams: { length: 30, 0: { exam: 'exam 1', age: 24 } },
      leftOut: [],
      limits: [],
    });
    const written = [
      out,
      err,
      await readFile(report, 'utf8'),
      await readFile(inside('reference.json'), 'utf8'),
    ];
    expect(written.join('')).not.toMatch(/novak|1\.2\.3\.\d/i);
  });

  test('are named by the manifest, with what it knows', async () => {
    await folders(30);
    const rows = Array.from({ length: 30 }, (_, i) => `novak-${i + 1},W${i + 1},${22 + (i % 5)}`);
    await writeFile(inside('manifest.csv'), ['study,id,age', ...rows, ''].join('\n'));
    const { code, err } = await run([inside('manifest.csv')]);
    expect(code).toBe(0);
    expect(err).toContain('7/30 W7: SNR 43.5\n');
    expect(parseReference(await readFile(inside('reference.json'), 'utf8')).ages).toEqual({
      min: 22,
      max: 26,
    });
  });
});

test('a study that is refused is said when it is measured, and in the reference', async () => {
  const { code, err, out } = await run(await folders(30), { measureOne: fifthDamaged });
  expect(code).toBe(0);
  expect(err).toContain('5/30 exam 5: left out: The DICOM file ends too early. [dicom/truncated]\n');
  expect(out).toContain('29 of 30 exams count');
  expect(parseReference(await readFile(inside('reference.json'), 'utf8')).leftOut).toEqual([
    { exam: 'exam 5', reason: 'The DICOM file ends too early. [dicom/truncated]' },
  ]);
});

describe('nothing is written', () => {
  test('when too few are left; who and why is said', async () => {
    const { code, out, err } = await run(await folders(25), {
      measureOne: youngUpTo19,
      report: inside('report.html'),
    });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/exam 25 .*76 years, not 20 to 40/);
    expect(err).toContain('(19 of 25, 20 are needed) [calibrate/too-few]');
    expect(await beside()).toEqual([]);
  });

  test('when too few are given, and none is measured', async () => {
    await expect(run(await folders(19), { measureOne: neverAsked })).rejects.toMatchObject({
      code: 'calibrate/too-few',
      kind: 'request',
    });
  });

  test('over a reference that is there, unless that is wanted', async () => {
    const studies = await folders(20);
    await writeFile(inside('reference.json'), 'mine');
    await expect(run(studies)).rejects.toMatchObject({ code: 'calibrate/exists', kind: 'request' });
    expect(await readFile(inside('reference.json'), 'utf8')).toBe('mine');
    expect((await run(studies, { force: true })).code).toBe(0);
    expect(parseReference(await readFile(inside('reference.json'), 'utf8')).n).toBe(20);
  });

  test('from a manifest with anything wrong in it, which is said by line', async () => {
    await folders(30);
    const rows = Array.from({ length: 30 }, (_, i) => `novak-${i + 1},${i === 3 ? 'young' : 24},`);
    rows[6] = 'novak-7000,24,';
    rows[7] = 'novak-8,24,none.json';
    await writeFile(inside('manifest.csv'), ['study,age,rois', ...rows, ''].join('\n'));
    const first = await run([inside('manifest.csv')]);
    expect([first.code, first.out]).toEqual([2, '']);
    expect(first.err).toMatch(/manifest\.csv:5: age: .*\[cohort\/not-a-number\]/);
    rows[3] = 'novak-4,24,';
    await writeFile(inside('manifest.csv'), ['study,age,rois', ...rows, ''].join('\n'));
    const { err } = await run([inside('manifest.csv')]);
    expect(err).toMatch(/manifest\.csv:8: study: .*\[manifest\/study-missing\]/);
    expect(err).toMatch(/manifest\.csv:9: rois: .*\[manifest\/rois-missing\]/);
    expect(await beside()).toEqual(['manifest.csv']);
  });

  test('from a manifest whose second acquisitions are not there', async () => {
    await folders(20);
    const rows = Array.from(
      { length: 20 },
      (_, i) => `novak-${i + 1},${i === 4 ? 'gone' : `novak-${i + 1}`}`,
    );
    await writeFile(inside('manifest.csv'), ['study,second', ...rows, ''].join('\n'));
    const { code, err } = await run([inside('manifest.csv')], { measureOne: neverAsked });
    expect(code).toBe(2);
    expect(err).toMatch(/manifest\.csv:6: second: .*\[manifest\/study-missing\]/);
  });

  test.each<[string, () => string[], Partial<CalibrateOptions>, string]>([
    ['a folder that is not there', () => [inside('none')], {}, 'cli/usage'],
    ['the URL of no study', () => ['https://pacs.example.org/dicom-web'], {}, 'cli/usage'],
    ['a cut-off that is none', () => [files.path], { cutoff: 'high' }, 'cli/usage'],
    ['an output in no folder', () => [files.path], { out: '/nowhere/at/all.json' }, 'cli/unwritable'],
  ])('with %s', async (_, locations, options, code) => {
    await expect(run(locations(), options)).rejects.toMatchObject({ code });
  });
});

test('on a terminal a line moves while images are read', async () => {
  const written: string[] = [];
  await runCalibration(
    await folders(20),
    { out: inside('reference.json'), ages: { min: 20, max: 40 }, levels: LEVELS },
    {
      measureOne: async (study, progress) => {
        progress?.(3, 11);
        return young(study, progress);
      },
      now: () => new Date('2026-11-24T12:00:00Z'),
      stdout: { write: () => true },
      stderr: { isTTY: true, write: (text) => written.push(text) },
    },
  );
  expect(written[0]).toMatch(/1\/20 reading images 3\/11$/);
  expect(written[1]).toMatch(/1\/20 exam 1: SNR 40\.5\n$/);
});
