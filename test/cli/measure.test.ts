import { copyFile, mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decode } from 'fast-png';
import { phantomReference } from '../../fixtures/phantom/reference.ts';
import { measurementSchema } from '../../src/mscore/measurement.ts';
import { readWeights } from '../../src/spine/model/weights.ts';
import { type PhantomFolder, phantomFolder } from '../support/phantom-folder.ts';
import { runMscore } from '../support/run-mscore.ts';

const AMPLE_MS = 60_000;
let phantom: PhantomFolder;
let files: Awaited<ReturnType<typeof mkdtempDisposable>>;
let reference: string;

beforeAll(async () => {
  [phantom, files] = await Promise.all([phantomFolder(), mkdtempDisposable(join(tmpdir(), 'mscore-cli-'))]);
  reference = await file('reference.json', JSON.stringify(phantomReference(30)));
}, AMPLE_MS);
afterAll(async () => {
  await phantom[Symbol.asyncDispose]();
  await files.remove();
});

async function file(name: string, content: string): Promise<string> {
  const path = join(files.path, name);
  await writeFile(path, content);
  return path;
}

async function folder(name: string, content?: string): Promise<string> {
  const path = join(files.path, name);
  await mkdir(path);
  if (content !== undefined) await writeFile(join(path, 'image.dcm'), content);
  return path;
}

const measure = (...args: string[]) => runMscore('measure', ...args);

describe('a study that can be measured', () => {
  test(
    'is told as a page, with exit 0',
    async () => {
      const { code, out, err } = await measure(phantom.path, '--reference', reference);
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/Series 3 “T1 SE SAG” chosen: /);
      expect(out).toMatch(/not 2 “T2 TSE SAG”: /);
      for (const level of ['L1', 'L2', 'L3', 'L4', 'mean'])
        expect(out).toMatch(new RegExp(`^${level} .*[0-9]$`, 'm'));
      expect(out).toMatch(/^M-score \d+\.\d \(95 % .* to .*\), SNR \d/m);
      expect(out).toMatch(/^VBQ \d/m);
      expect(out).toMatch(/Research use only, not for diagnosis\.\n$/);
    },
    AMPLE_MS,
  );

  test(
    'is told as one JSON object, and drawn',
    async () => {
      const picture = join(files.path, 'out.png');
      const { code, out } = await measure(
        phantom.path,
        '--reference',
        reference,
        '--json',
        '--picture',
        picture,
      );
      expect(code).toBe(0);
      const measurement = measurementSchema.parse(JSON.parse(out));
      expect(measurement).toMatchObject({
        status: 'measured',
        mscore: { reference: phantomReference(30).id },
      });
      expect(decode(await readFile(picture)).height).toBeGreaterThan(300);
    },
    AMPLE_MS,
  );
});

describe('a study without a ROI file', () => {
  let unmarked: string;
  beforeAll(async () => {
    unmarked = await folder('unmarked');
    const images = (await readdir(phantom.path)).filter((name) => name.endsWith('.dcm'));
    await Promise.all(images.map((name) => copyFile(join(phantom.path, name), join(unmarked, name))));
  });

  test(
    'is measured where the model finds the levels, with the weights in its algorithm',
    async () => {
      const { code, out, err } = await measure(unmarked, '--reference', reference, '--json');
      expect([code, err]).toEqual([0, '']);
      const measurement = measurementSchema.parse(JSON.parse(out));
      const { sha256 } = await readWeights('model/vertebra-localiser.json');
      expect(measurement).toMatchObject({
        roiSource: 'model',
        algorithm: { name: 'mscore', weightsSha256: sha256 },
        mscore: { reference: phantomReference(30).id },
      });
      expect([...new Set(measurement.levels.map(({ level }) => level))]).toEqual(['L1', 'L2', 'L3', 'L4']);
      expect(Math.abs((measurement.noise?.sd ?? 0) / phantom.truth.airSd - 1)).toBeLessThan(0.03);
      expect(Math.abs((measurement.snr ?? 0) / (phantom.truth.snr ?? 0) - 1)).toBeLessThan(0.1);
    },
    AMPLE_MS,
  );

  test(
    'is measured where a ROI file says that is named, and no model is asked',
    async () => {
      const rois = join(phantom.path, 'rois.json');
      const { code, out } = await measure(unmarked, '--rois', rois, '--reference', reference, '--json');
      expect(code).toBe(0);
      expect(measurementSchema.parse(JSON.parse(out))).toMatchObject({
        roiSource: 'roi-file',
        algorithm: { weightsSha256: null },
      });
    },
    AMPLE_MS,
  );

  test(
    'is refused with 3 without a reference cohort, and its levels are shown',
    async () => {
      const { code, out } = await measure(unmarked, '--json');
      expect(code).toBe(3);
      const { roiSource, levels, mscore } = measurementSchema.parse(JSON.parse(out));
      expect([roiSource, mscore]).toEqual(['model', null]);
      expect(levels.length).toBeGreaterThanOrEqual(4);
    },
    AMPLE_MS,
  );
});

describe('a study that gets no number', () => {
  test(
    'ends with 3, the reason and what to do',
    async () => {
      const { code, out, err } = await measure(phantom.path);
      expect([code, err]).toEqual([3, '']);
      expect(out).toContain(
        'refused: There is no reference cohort at this site. [reference/none] Give a reference cohort',
      );
    },
    AMPLE_MS,
  );

  test(
    'is a JSON object too, and a picture',
    async () => {
      const picture = join(files.path, 'refused.png');
      const { code, out } = await measure(phantom.path, '--json', '--picture', picture);
      expect(code).toBe(3);
      expect(measurementSchema.parse(JSON.parse(out))).toMatchObject({ status: 'refused', mscore: null });
      expect(decode(await readFile(picture)).height).toBeGreaterThan(300);
    },
    AMPLE_MS,
  );

  test(
    'because the ROI file is not valid, says which field',
    async () => {
      const rois = await file(
        'bad-rois.json',
        '{ "format": "mscore-rois/1", "levels": [{ "level": "L9" }] }',
      );
      const { code, out } = await measure(phantom.path, '--rois', rois, '--reference', reference);
      expect(code).toBe(3);
      expect(out).toMatch(/levels\.0\.level: .*\[spine\/roi-file-invalid\]/);
    },
    AMPLE_MS,
  );
});

describe('bad usage ends with 2', () => {
  test.each([
    ['no study', []],
    ['an unknown option', ['.', '--fast']],
    ['two studies', ['a', 'b']],
    ['a URL of no study', ['https://pacs.example.org/dicom-web']],
    ['a ROI file that is not there', ['.', '--rois', 'none.json']],
    ['a reference that is not there', ['.', '--reference', 'none.json']],
    ['a URL of a series', ['https://pacs.example.org/dicom-web/studies/1.2/series/3']],
  ])(
    '%s',
    async (_what, args) => {
      const { code, out, err } = await measure(...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).not.toMatch(/\n +at /);
    },
    AMPLE_MS,
  );
});

describe('a fault ends with 1, its code, and no stack', () => {
  test.each<[string, () => Promise<string[]>, string]>([
    ['no such folder', async () => [join(files.path, 'nowhere')], 'study/not-found'],
    ['an empty folder', async () => [await folder('empty')], 'study/not-found'],
    ['a file that is not DICOM', async () => [await folder('text', 'Dear colleague')], 'dicom/not-dicom'],
    [
      'a reference that is not valid',
      async () => [phantom.path, '--reference', await file('bad.json', '{ "id": 7 }')],
      'reference/invalid',
    ],
    ['a PACS that is away', async () => ['http://127.0.0.1:1/dicom-web/studies/1.2.3'], 'pacs/unavailable'],
  ])(
    '%s',
    async (_what, args, code) => {
      const ended = await measure(...(await args()));
      expect([ended.code, ended.out]).toEqual([1, '']);
      expect(ended.err).toContain(`[${code}]`);
      expect(ended.err).not.toMatch(/\n +at /);
    },
    AMPLE_MS,
  );
});

test('--help tells the exit status', async () => {
  const { code, out } = await measure('--help');
  expect(code).toBe(0);
  expect(out).toContain('Exit status: 0 measured or limited, 3 refused, 2 bad usage, 1 fault.');
});
