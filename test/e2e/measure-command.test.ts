import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { roisFromCentres } from '../../fixtures/lumbar-t1-aka3/rois-from-centres.ts';
import { measurementSchema, type Measurement } from '../../src/mscore/measurement.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';
import { SEMIREAL_SERIES, SEMIREAL_STUDY } from './hospital.ts';
import { startOrthanc, type Orthanc } from './peers/orthanc.ts';

const run = promisify(execFile);

describeWithTestData('mscore measure gives the same numbers wherever the images are', () => {
  let folder: string;
  let orthanc: Orthanc;
  let compressing: Orthanc;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mscore-measure-'));
    const centres: unknown = JSON.parse(await readFile(testData('lumbar-t1-aka3/centres.json'), 'utf8'));
    await writeFile(join(folder, 'rois.json'), JSON.stringify(roisFromCentres(centres, SEMIREAL_SERIES)));
    orthanc = await startOrthanc(8144);
    await orthanc.storeFolder(testData('lumbar-t1-aka3/semireal'));
    await compressWithDcmtk(testData('lumbar-t1-aka3/semireal'), join(folder, 'jpeg-ls'));
    compressing = await startOrthanc(8145);
    await compressing.storeFolder(join(folder, 'jpeg-ls'));
  });
  afterAll(async () => {
    await compressing?.close();
    await orthanc?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a folder, a PACS, and a PACS that stores JPEG-LS', async () => {
    const fromFolder = await measure(testData('lumbar-t1-aka3/semireal'));
    expect(fromFolder.levels).toHaveLength(4);
    expect(fromFolder.noise?.sd).toBeGreaterThan(9.83 * 0.97);
    expect(fromFolder.noise?.sd).toBeLessThan(9.83 * 1.03);
    expect(fromFolder.mscore).not.toBeNull();
    for (const pacs of [orthanc, compressing]) {
      const measured = await measure(`${pacs.dicomweb}/studies/${SEMIREAL_STUDY}`, pacs.authorization);
      expect(numbers(measured)).toEqual(numbers(fromFolder));
    }
  });

  test('found by the model, in a folder and on a PACS', async () => {
    const fromFolder = await measure(testData('lumbar-t1-aka3/semireal'), '', FOUND);
    expect(fromFolder.roiSource).toBe('model');
    expect([...new Set(fromFolder.levels.map(({ level }) => level))]).toEqual(['L1', 'L3', 'L4']);
    expect(fromFolder.noise?.sd).toBeGreaterThan(9.83 * 0.97);
    expect(fromFolder.noise?.sd).toBeLessThan(9.83 * 1.03);
    expect(fromFolder.mscore).not.toBeNull();
    const location = `${compressing.dicomweb}/studies/${SEMIREAL_STUDY}`;
    const fromPacs = await measure(location, compressing.authorization, FOUND);
    expect(numbers(fromPacs)).toEqual(numbers(fromFolder));
  });

  test('wrong credentials for the PACS are a fault with its code', async () => {
    const failure = await measure(
      `${orthanc.dicomweb}/studies/${SEMIREAL_STUDY}`,
      'Basic d3Jvbmc6d3Jvbmc=',
    ).catch(String);
    expect(failure).toContain('pacs/unauthorized');
  });

  test('a study that the PACS does not have is a fault with its code', async () => {
    const failure = await measure(`${orthanc.dicomweb}/studies/1.2.3`, orthanc.authorization).catch(String);
    expect(failure).toContain('study/not-found');
  });

  async function measure(location: string, authorization = '', how = marked()): Promise<Measurement> {
    const args = ['src/cli/mscore.ts', 'measure', location, ...how, '--json'];
    const env = { ...process.env, NODE_OPTIONS: '', MSCORE_PACS_AUTHORIZATION: authorization };
    const { stdout } = await run(process.execPath, args, { env, maxBuffer: 10_000_000 });
    return measurementSchema.parse(JSON.parse(stdout));
  }

  function marked(): string[] {
    return ['--rois', join(folder, 'rois.json'), '--reference', 'fixtures/references/semireal-invented.json'];
  }
});

/** Without a ROI file: the model leaves out L2, which is diseased. */
const FOUND = ['--reference', 'fixtures/references/semireal-invented-l1-l3-l4.json'];

function numbers({ levels, noise, snr, mscore, vbq, status }: Measurement): unknown {
  return { levels, noise, snr, mscore, vbq, status };
}

async function compressWithDcmtk(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(from)) await run('dcmcjpls', [join(from, name), join(to, name)]);
}
