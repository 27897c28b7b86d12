/**
 * How long a study takes from the first QIDO to the M-score, by stage: `npm run bench`. Phantom study in the
 * DICOMweb sandbox on loopback; the peer is reading the same files from a folder.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDicomWebSandbox } from '../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { roiFileOf } from '../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../fixtures/phantom/study.ts';
import { measureStudy } from '../src/analysis/measure-study.ts';
import { readReference } from '../src/analysis/references.ts';
import { PixelDecoder } from '../src/dicom/decode-pixels.ts';
import { DicomWebSource } from '../src/dicom/dicomweb-source.ts';
import { FolderSource } from '../src/dicom/folder-source.ts';
import type { ImageSource } from '../src/dicom/image-source.ts';
import { parseRoiFile } from '../src/spine/roi-file.ts';
import { RoiFileLocaliser } from '../src/spine/roi-file-localiser.ts';
import { percentiles, percentileText } from './percentiles.ts';

const RUNS = 30;

const study = generatePhantomStudy({ seed: 5 });
const references = [await readReference('fixtures/references/phantom-young.json')];
const localiser = new RoiFileLocaliser(parseRoiFile(roiFileOf(study)));
const decoder = new PixelDecoder();
const pacs = await startDicomWebSandbox({ studies: [study] });
const folder = await mkdtemp(join(tmpdir(), 'mscore-bench-'));
try {
  for (const [index, { part10 }] of study.instances.entries()) {
    await writeFile(join(folder, `${index}.dcm`), part10);
  }
  const overDicomWeb = await runs(async () => new DicomWebSource({ baseUrl: pacs.baseUrl, decoder }));
  const fromFolder = await runs(() => FolderSource.open(folder, { decoder }));
  process.stdout.write(
    `study of ${study.instances.length} images over DICOMweb: ${percentileText(overDicomWeb)}\n`,
  );
  process.stdout.write(`the same files from a folder: ${percentileText(fromFolder)}\n`);
  const ratio = percentiles(overDicomWeb).p50 / percentiles(fromFolder).p50;
  process.stdout.write(`  DICOMweb against folder: ${ratio.toFixed(2)} × at p50\n`);
} finally {
  await pacs.close();
  await decoder.close();
  await rm(folder, { recursive: true });
}

async function runs(open: () => Promise<ImageSource>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const start = performance.now();
    const source = await open();
    const { measurement } = await measureStudy(
      { studyInstanceUid: study.studyInstanceUid, patient: undefined },
      { source, references, localiserFor: async () => localiser },
    );
    milliseconds.push(performance.now() - start);
    if (!measurement.mscore) throw new Error('the phantom was refused');
  }
  return milliseconds;
}
