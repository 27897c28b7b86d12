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
  return images.map((image, i) =>
    readLogits(values.subarray(i * size, (i + 1) * size), image, { rows, columns }),
  );
}

function padded(size: number): number {
  return Math.ceil(size / MULTIPLE) * MULTIPLE;
}

function readLogits(
  logits: Float32Array,
  { rows, columns }: NetImage,
  field: { readonly rows: number; readonly columns: number },
): Segmentation {
  const classes = new Uint8Array(rows * columns);
  const bone = new Uint8Array(classes.length);
  const l5 = new Uint8Array(classes.length);
  const thoracic = new Uint8Array(classes.length);
  const plane = field.rows * field.columns;
  const exponentials = new Float64Array(CHANNELS);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const at = row * field.columns + column;
      const to = row * columns + column;
      const best = highest(logits, at, plane);
      classes[to] = best;
      if (best === 0 && leadOverBone(logits, at, plane) > SURE) continue;
      const lead = logits[best * plane + at] ?? 0;
      let total = 0;
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        const value = Math.exp((logits[channel * plane + at] ?? 0) - lead);
        exponentials[channel] = value;
        total += value;
      }
      let bodies = 0;
      for (const channel of BODIES) bodies += exponentials[channel] ?? 0;
      bone[to] = Math.round((255 * bodies) / total);
      if (bodies * 2 < total) continue;
      l5[to] = Math.round((255 * (exponentials[L5] ?? 0)) / bodies);
      thoracic[to] = Math.round((255 * (exponentials[THORACIC] ?? 0)) / bodies);
    }
  }
  return { rows, columns, classes, bone, l5, thoracic };
}

function highest(logits: Float32Array, at: number, plane: number): number {
  let best = 0;
  let value = logits[at] ?? 0;
  for (let channel = 1; channel < CHANNELS; channel += 1) {
    const other = logits[channel * plane + at] ?? 0;
    if (other > value) {
      best = channel;
      value = other;
    }
  }
  return best;
}

function leadOverBone(logits: Float32Array, at: number, plane: number): number {
  let bone = -Infinity;
  for (const channel of BODIES) bone = Math.max(bone, logits[channel * plane + at] ?? 0);
  return (logits[at] ?? 0) - bone;
}
