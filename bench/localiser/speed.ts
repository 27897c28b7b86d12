import { fork } from 'node:child_process';
import { join } from 'node:path';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { FolderSource } from '../../src/dicom/folder-source.ts';
import { measureSlices } from '../../src/analysis/measure-slices.ts';
import { withAir } from '../../src/spine/find-air.ts';
import { ModelLocaliser } from '../../src/spine/model/model-localiser.ts';
import { OnnxSegmenter } from '../../src/spine/model/onnx-segmenter.ts';
import type { Weights } from '../../src/spine/model/weights.ts';
import { percentiles, percentileText } from '../percentiles.ts';
import { type Figure, figure } from './figures.ts';

const RUNS = 20;
const SIDE = 256;
/** Seconds that public tools report for one study on a processor. */
const PEERS = { TotalSpineSeg: 780, SPINEPS: 223 } as const;

/** How long the net and the whole search take, and how much memory a process that does nothing else needs. */
export async function benchSpeed(
  data: string,
  weights: Weights,
  print: (line: string) => void,
): Promise<Figure[]> {
  const view = {
    rows: SIDE,
    columns: SIDE,
    pixels: new Float32Array(SIDE * SIDE).map((_, i) => (i % 97) / 97),
  };
  const start = performance.now();
  const single = await OnnxSegmenter.start(weights, { threads: 1 });
  const ready = performance.now() - start;
  print(`  ready after ${ready.toFixed(0)} ms`);
  const slice = await times(() => single.segment([{ view }], (segmentation) => segmentation));
  print(`  one ${SIDE}² slice on one thread: ${percentileText(slice)}`);
  await single.close();

  const decoder = new PixelDecoder();
  const source = await FolderSource.open(join(data, 'lumbar-t1-aka3', 'semireal'), { decoder });
  const [series] = await source.readSeries(source.studyInstanceUid);
  const slices = await source.readImages(source.studyInstanceUid, series?.seriesInstanceUid ?? '');
  const segmenter = await OnnxSegmenter.start(weights);
  const localiser = new ModelLocaliser(segmenter, weights);
  const study = await times(async () => {
    measureSlices(slices, withAir(await localiser.locate(slices), slices), []);
  });
  print(`  ${slices.length} × 512², locate and measure, two threads: ${percentileText(study)}`);
  for (const [peer, reported] of Object.entries(PEERS)) {
    print(
      `    against ${peer} (reports ${reported} s a study): ${Math.round((1000 * reported) / percentiles(study).p50)} × faster`,
    );
  }
  await segmenter.close();
  await decoder.close();
  const megabytes = await memory(weights);
  print(`  memory of a process that only segments ${slices.length} × 320²: ${megabytes} MB`);
  return [
    figure('ready, ms', ready, { most: 1000 }),
    figure('one 256² slice on one thread, p50 ms', percentiles(slice).p50, { most: 15 }, { digits: 1 }),
    figure('locate and measure 15 × 512², p50 ms', percentiles(study).p50, { most: 500 }),
    figure('memory, MB', megabytes, { most: 300 }),
  ];
}

async function times(run: () => Promise<unknown>): Promise<number[]> {
  await run();
  const milliseconds: number[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    const start = performance.now();
    await run();
    milliseconds.push(performance.now() - start);
  }
  return milliseconds;
}

/** Resident memory after a study, in a process of its own. */
async function memory(weights: Weights): Promise<number> {
  const child = fork(new URL('./memory.ts', import.meta.url), [weights.file]);
  return new Promise((resolve, reject) => {
    child.once('message', (megabytes) => resolve(Number(megabytes)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
}
