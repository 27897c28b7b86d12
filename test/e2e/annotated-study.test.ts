import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportFile } from '../../fixtures/annotations/report.ts';
import { segmentationFile } from '../../fixtures/annotations/segmentation.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { parsePart10 } from '../../src/dicom/parse-part10.ts';
import { measurementSchema, type Measurement } from '../../src/mscore/measurement.ts';
import { rasterise } from '../../src/spine/outline.ts';
import { vertebra, VERTEBRA } from '../spine/annotated-spine.ts';
import { startOrthanc, type Orthanc } from './peers/orthanc.ts';

const run = promisify(execFile);
const study = generatePhantomStudy({ seed: 77 });
const truth = study.truth.t1;
if (!truth) throw new Error('the phantom has a T1 series');
const middle = study.instances.find(({ sopInstanceUid }) => sopInstanceUid === truth.sopInstanceUid);
const image = middle && parsePart10(middle.part10).frames[0]?.header;
if (!image) throw new Error('the middle image is readable');

describe('levels that somebody marked in the PACS come before those that the model finds', () => {
  let orthanc: Orthanc;
  beforeAll(async () => {
    orthanc = await startOrthanc(8146);
    for (const { part10 } of study.instances) await orthanc.storeInstance(part10);
  });
  afterAll(() => orthanc?.close());

  test('nobody did: the model', async () => {
    const { roiSource, levels } = await measure();
    expect(roiSource).toBe('model');
    expect(new Set(levels.map(({ level }) => level)).size).toBe(4);
  });

  test('a DICOM SEG of the bodies', async () => {
    const { rows, columns } = image.pixels;
    const segments = truth.levels.map(({ level, body }) => {
      const mask = new Uint8Array(rows * columns);
      for (const pixel of rasterise(body.polygon, { rows, columns })) mask[pixel] = 1;
      return { label: level, type: vertebra(level), masks: [{ image, mask }] };
    });
    await orthanc.storeInstance(segmentationFile(segments));
    expect((await measure()).roiSource).toBe('dicom-seg');
  });

  test('a DICOM SR (TID 1500) of ROIs, before the SEG', async () => {
    await orthanc.storeInstance(
      reportFile(
        truth.levels.map(({ level, roi }) => ({
          trackingId: `ROI ${level}`,
          finding: VERTEBRA,
          site: vertebra(level),
          image,
          polygon: roi.polygon,
        })),
      ),
    );
    const { roiSource, levels } = await measure();
    expect(roiSource).toBe('dicom-sr');
    for (const { level, mean } of levels) {
      const signal = truth.levels.find((one) => one.level === level)?.roi.signal ?? 0;
      expect(Math.abs(mean / signal - 1)).toBeLessThan(0.03);
    }
  });

  async function measure(): Promise<Measurement> {
    const location = `${orthanc.dicomweb}/studies/${study.studyInstanceUid}`;
    const reference = 'fixtures/references/phantom-young.json';
    const env = { ...process.env, NODE_OPTIONS: '', MSCORE_PACS_AUTHORIZATION: orthanc.authorization };
    const args = ['src/cli/mscore.ts', 'measure', location, '--reference', reference, '--json'];
    const { stdout } = await run(process.execPath, args, { env, maxBuffer: 10_000_000 });
    return measurementSchema.parse(JSON.parse(stdout));
  }
});
