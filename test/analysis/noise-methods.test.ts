import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { phantomReference } from '../../fixtures/phantom/reference.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { generatePhantomStudy, type PhantomStudy } from '../../fixtures/phantom/study.ts';
import { measureStudy } from '../../src/analysis/measure-study.ts';
import type { NoiseChoice } from '../../src/analysis/noise-choice.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { FolderSource } from '../../src/dicom/folder-source.ts';
import type { NoiseMethod } from '../../src/mscore/noise-method.ts';
import { RoiFileLocaliser } from '../../src/spine/roi-file-localiser.ts';

const AMPLE_MS = 120_000;
let files: Awaited<ReturnType<typeof mkdtempDisposable>>;
let study: PhantomStudy;
const decoder = new PixelDecoder();

beforeAll(async () => {
  files = await mkdtempDisposable(join(tmpdir(), 'mscore-twice-'));
  study = generatePhantomStudy({ series: ['t1', 't1-repeated'] });
  await written('both', () => true);
  await written('first', (series) => series === 't1');
  await written('second', (series) => series === 't1-repeated');
  const other = generatePhantomStudy({ series: ['t2'] });
  await write('other', other.instances);
}, AMPLE_MS);
afterAll(async () => {
  await decoder.close();
  await files.remove();
});

async function written(name: string, wanted: (series: string) => boolean): Promise<void> {
  await write(
    name,
    study.instances.filter(({ series }) => wanted(series)),
  );
}

async function write(name: string, instances: PhantomStudy['instances']): Promise<void> {
  await mkdir(join(files.path, name));
  for (const [i, { part10 }] of instances.entries())
    await writeFile(join(files.path, name, `${i}.dcm`), part10);
}

const opened = async (name: string) => {
  const source = await FolderSource.open(join(files.path, name), { decoder });
  return { source, studyInstanceUid: source.studyInstanceUid };
};

/** The cohort of the phantom's scanner, as if it had been measured by this method. */
const cohort = (noiseMethod: NoiseMethod) => ({ ...phantomReference(30), noiseMethod });

async function measure(folder: string, noise: NoiseChoice, method: NoiseMethod = noise.method) {
  const { source, studyInstanceUid } = await opened(folder);
  const localiser = new RoiFileLocaliser(roiFileOf(study));
  const dependencies = { source, references: [cohort(method)], noise, localiserFor: async () => localiser };
  return (await measureStudy({ studyInstanceUid, patient: undefined }, dependencies)).measurement;
}
const codes = (reasons: readonly { code: string }[]) => reasons.map(({ code }) => code);
const elsewhere = async (name: string): Promise<NoiseChoice> => ({
  method: 'difference',
  second: await opened(name),
});

describe('noise from the difference of two acquisitions', () => {
  test(
    'of which the study holds both is σ, and the SNR is signal over that',
    async () => {
      const { noise, levels, snr, mscore, refusals } = await measure('both', { method: 'difference' });
      const { sigma } = study.parameters;
      expect(refusals).toEqual([]);
      expect(Math.abs((noise?.sd ?? 0) / sigma - 1)).toBeLessThan(0.04);
      const repeated = study.instances.find(({ series }) => series === 't1-repeated');
      expect(noise).toMatchObject({
        method: 'difference',
        secondSeriesInstanceUid: repeated?.seriesInstanceUid,
        relativeError: expect.any(Number),
      });
      const mean = levels.reduce((sum, level) => sum + level.mean, 0) / levels.length;
      expect(snr).toBeCloseTo(mean / (noise?.sd ?? 0), 6);
      expect(mscore).not.toBeNull();
    },
    AMPLE_MS,
  );

  test(
    'is the same when the second lies elsewhere',
    async () => {
      const [inside, outside] = [
        await measure('both', { method: 'difference' }),
        await measure('first', await elsewhere('second')),
      ];
      expect(outside.noise).toEqual(inside.noise);
    },
    AMPLE_MS,
  );

  test(
    'is compared with no cohort whose noise was that of air, and the other way round',
    async () => {
      const byAir = await measure('both', { method: 'air-sd' }, 'difference');
      const byDifference = await measure('both', { method: 'difference' }, 'air-sd');
      expect([...byAir.refusals, ...byDifference.refusals].map(({ text }) => text)).toEqual([
        expect.stringContaining('noise method difference against air-sd here'),
        expect.stringContaining('noise method air-sd against difference here'),
      ]);
      expect([byAir.snr, byDifference.snr]).toEqual([null, null]);
    },
    AMPLE_MS,
  );

  test.each<[string, () => Promise<NoiseChoice>, string]>([
    ['there is no second', async () => ({ method: 'difference' }), 'noise/no-second'],
    ['the second is the first', () => elsewhere('first'), 'noise/same-image'],
    ['the second is of another protocol', () => elsewhere('other'), 'noise/second-unlike'],
  ])(
    'is refused when %s',
    async (_why, choice, code) => {
      const { refusals, snr } = await measure('first', await choice());
      expect([codes(refusals), snr]).toEqual([[code], null]);
    },
    AMPLE_MS,
  );
});

describe('noise that the site declared', () => {
  const declared = { sd: 13, source: 'gel bottle', relativeError: 0.02 };

  test(
    'divides the signal, widens the interval, and is a limit',
    async () => {
      const [sure, unsure] = [
        await measure('first', { method: 'declared', declared: [declared] }),
        await measure('first', { method: 'declared', declared: [{ ...declared, relativeError: 0.2 }] }),
      ];
      expect([codes(sure.limits), sure.status]).toEqual([['noise/declared'], 'limited']);
      expect(sure.noise).toMatchObject({ method: 'declared', sd: 13, source: 'gel bottle', n: 0 });
      const mean = sure.levels.reduce((sum, level) => sum + level.mean, 0) / sure.levels.length;
      expect(sure.snr).toBeCloseTo(mean / 13, 6);
      const width = ({ mscore }: typeof sure) => (mscore?.interval95[1] ?? 0) - (mscore?.interval95[0] ?? 0);
      expect(width(unsure)).toBeGreaterThan(width(sure));
    },
    AMPLE_MS,
  );

  test(
    'for another scanner is none',
    async () => {
      const { scanner, protocol } = phantomReference(30);
      const other = { ...declared, scanner: { ...scanner, serial: 'B2' }, protocol };
      const { refusals } = await measure('first', { method: 'declared', declared: [other] });
      expect(codes(refusals)).toEqual(['noise/not-declared']);
    },
    AMPLE_MS,
  );
});
