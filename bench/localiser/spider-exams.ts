import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { z } from 'zod';
import type { Slice } from '../../src/dicom/image.ts';
import { sagittalSlice } from './sagittal-slice.ts';

/** What `python3 -m localiser.truth` wrote. */
const indexSchema = z.object({
  millimetres: z.number(),
  folds: z.array(z.array(z.string())),
  transitional: z.array(z.string()),
});
export type SpiderIndex = z.infer<typeof indexSchema>;

/** One patient's slices with the class of every pixel, as in model/localiser/classes.py; 255 is unknown. */
export interface SpiderExam {
  readonly patient: string;
  readonly slices: readonly Slice[];
  readonly truth: readonly Uint8Array[];
}

/** SPACE is a volume of nearly cubic voxels. */
const BETWEEN_SLICES = 1;

export async function readSpiderIndex(truth: string): Promise<SpiderIndex> {
  return indexSchema.parse(JSON.parse(await readFile(join(truth, 'index.json'), 'utf8')));
}

export async function readSpiderExam(
  spider: string,
  truth: string,
  patient: string,
  millimetres: number,
): Promise<SpiderExam> {
  const names = (await readdir(truth)).filter((name) => name.startsWith(`${patient}_`));
  const numbered = names
    .map((name) => ({ name, number: Number(/slice(\d+)/.exec(name)?.[1]) }))
    .toSorted((a, b) => a.number - b.number);
  const read = await Promise.all(
    numbered.map(async ({ name, number }) => {
      const image = await readPng(join(spider, 't2', 'images', name));
      const slice = sagittalSlice({
        rows: image.height,
        columns: image.width,
        spacing: millimetres,
        pixels: image.data,
        across: number * BETWEEN_SLICES,
        number,
      });
      return { slice, truth: (await readPng(join(truth, name))).data };
    }),
  );
  return { patient, slices: read.map(({ slice }) => slice), truth: read.map((one) => one.truth) };
}

async function readPng(file: string) {
  const { width, height, channels, data } = decode(await readFile(file));
  if (channels !== 1 || !(data instanceof Uint8Array)) throw new TypeError(`${file} is not 8-bit grey`);
  return { width, height, data };
}
