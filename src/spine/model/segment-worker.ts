import { workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { CLASSES, type NetImage, type Segmentation } from './segmenter.ts';

/** What the pool starts this worker with. */
export interface WorkerOptions {
  readonly weightsFile: string;
  readonly threads: number;
}

/** The net halves its image five times. */
const MULTIPLE = 32;
const CHANNELS = CLASSES.length;
const [BODY, L5, THORACIC] = [CLASSES.indexOf('body'), CLASSES.indexOf('l5'), CLASSES.indexOf('thoracic')];
/** Where another class leads all bodies by this in logits, no bone has one percent: two at most of 255. */
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

/** Piscina worker: labels one image. Several at once do not run faster, and need more memory. */
export default async function segment(image: NetImage): Promise<Segmentation> {
  const net = await session;
  const rows = padded(image.rows);
  const columns = padded(image.columns);
  const input = new Float32Array(rows * columns);
  for (let row = 0; row < image.rows; row += 1) {
    input.set(image.pixels.subarray(row * image.columns, (row + 1) * image.columns), row * columns);
  }
  const { logits } = await net.run({ image: new Tensor('float32', input, [1, 1, rows, columns]) });
  const values = logits?.data;
  if (!(values instanceof Float32Array)) throw new TypeError('the net answered no numbers');
  return readLogits(values, image, columns / 2);
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

/**
 * Runs over every pixel of every slice: plain loops.
 *
 * @param at where the first class is; the next ones are `step` further on
 */
function readPixel(logits: Float32Array, at: number, step: number, seen: Segmentation, to: number): void {
  let best = 0;
  let lead = logits[at] ?? 0;
  for (let channel = 1, next = at + step; channel < CHANNELS; channel += 1, next += step) {
    const value = logits[next] ?? 0;
    if (value > lead) [best, lead] = [channel, value];
  }
  seen.classes[to] = best;
  const body = logits[at + BODY * step] ?? 0;
  const l5 = logits[at + L5 * step] ?? 0;
  const thoracic = logits[at + THORACIC * step] ?? 0;
  if (lead - Math.max(body, l5, thoracic) > SURE) return;
  let total = 0;
  for (let channel = 0, next = at; channel < CHANNELS; channel += 1, next += step) {
    total += Math.exp((logits[next] ?? 0) - lead);
  }
  const bodies = Math.exp(body - lead) + Math.exp(l5 - lead) + Math.exp(thoracic - lead);
  seen.bone[to] = Math.round((255 * bodies) / total);
  if (bodies * 2 < total) return;
  seen.l5[to] = Math.round((255 * Math.exp(l5 - lead)) / bodies);
  seen.thoracic[to] = Math.round((255 * Math.exp(thoracic - lead)) / bodies);
}
