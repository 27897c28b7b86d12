import { workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { CLASSES, type NetImage, type Segmentation } from './segmenter.ts';

/** What the pool starts this worker with. */
export interface WorkerOptions {
  readonly weightsFile: string;
  readonly threads: number;
}

/** More images at once do not run faster, and need more memory. */
const BATCH = 2;
/** The net halves its image five times. */
const MULTIPLE = 32;
const CHANNELS = CLASSES.length;
const BODIES = ['body', 'l5', 'thoracic'].map((name) => CLASSES.findIndex((known) => known === name));
const [, L5 = 0, THORACIC = 0] = BODIES;
/** Where background leads by this in logits, no bone has one percent. */
const SURE = 5;

const session = start();

async function start(): Promise<InferenceSession> {
  const { weightsFile, threads } = optionsOf(workerData);
  return InferenceSession.create(weightsFile, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  });
}

/** Piscina hands its own data around the pool's. */
function optionsOf(data: unknown): WorkerOptions {
  const given: unknown = Array.isArray(data) ? data[1] : data;
  if (typeof given === 'object' && given !== null && 'weightsFile' in given && 'threads' in given) {
    const { weightsFile, threads } = given;
    if (typeof weightsFile === 'string' && typeof threads === 'number') return { weightsFile, threads };
  }
  throw new TypeError('the worker was started without its weights');
}

/** Piscina worker: labels the images of one study. */
export default async function segment(images: readonly NetImage[]): Promise<Segmentation[]> {
  const net = await session;
  const results: Segmentation[] = [];
  for (let i = 0; i < images.length; i += BATCH) {
    results.push(...(await segmentBatch(net, images.slice(i, i + BATCH))));
  }
  return results;
}

async function segmentBatch(net: InferenceSession, images: readonly NetImage[]): Promise<Segmentation[]> {
  const rows = padded(Math.max(...images.map((image) => image.rows)));
  const columns = padded(Math.max(...images.map((image) => image.columns)));
  const input = new Float32Array(images.length * rows * columns);
  images.forEach((image, i) => {
    for (let row = 0; row < image.rows; row += 1) {
      const line = image.pixels.subarray(row * image.columns, (row + 1) * image.columns);
      input.set(line, (i * rows + row) * columns);
    }
  });
  const { logits } = await net.run({
    image: new Tensor('float32', input, [images.length, 1, rows, columns]),
  });
  const values = logits?.data;
  if (!(values instanceof Float32Array)) throw new TypeError('the net answered no numbers');
  const size = CHANNELS * rows * columns;
  return images.map((image, i) => readLogits(values.subarray(i * size, (i + 1) * size), image, columns / 2));
}

function padded(size: number): number {
  return Math.ceil(size / MULTIPLE) * MULTIPLE;
}

/**
 * The net answers at half the size: of each class four planes, one for each pixel of a square of four.
 * model/localiser/net.py, Localiser.folded.
 */
function readLogits(logits: Float32Array, { rows, columns }: NetImage, halfColumns: number): Segmentation {
  const seen = emptySegmentation(rows, columns);
  const plane = logits.length / CHANNELS / 4;
  for (let row = 0; row < rows; row += 1) {
    const line = (row >> 1) * halfColumns;
    for (let column = 0; column < columns; column += 1) {
      const ofSquare = 2 * (row & 1) + (column & 1);
      readPixel(logits, ofSquare * plane + line + (column >> 1), 4 * plane, seen, row * columns + column);
    }
  }
  return seen;
}

function emptySegmentation(rows: number, columns: number): Segmentation {
  const plane = () => new Uint8Array(rows * columns);
  return { rows, columns, classes: plane(), bone: plane(), l5: plane(), thoracic: plane() };
}

/** @param at where the first class is; the next ones are `step` further on */
function readPixel(logits: Float32Array, at: number, step: number, seen: Segmentation, to: number): void {
  let best = 0;
  let lead = logits[at] ?? 0;
  for (let channel = 1; channel < CHANNELS; channel += 1) {
    const value = logits[at + channel * step] ?? 0;
    if (value > lead) [best, lead] = [channel, value];
  }
  seen.classes[to] = best;
  const share = (channel: number) => Math.exp((logits[at + channel * step] ?? 0) - lead);
  if (best === 0 && BODIES.every((channel) => lead - (logits[at + channel * step] ?? 0) > SURE)) return;
  let total = 0;
  for (let channel = 0; channel < CHANNELS; channel += 1) total += share(channel);
  let bodies = 0;
  for (const channel of BODIES) bodies += share(channel);
  seen.bone[to] = Math.round((255 * bodies) / total);
  if (bodies * 2 < total) return;
  seen.l5[to] = Math.round((255 * share(L5)) / bodies);
  seen.thoracic[to] = Math.round((255 * share(THORACIC)) / bodies);
}
