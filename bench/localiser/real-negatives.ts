import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { decodeSlices } from '../../src/dicom/decode-slices.ts';
import type { Slice } from '../../src/dicom/image.ts';
import { parsePart10 } from '../../src/dicom/parse-part10.ts';
import { CodedError } from '../../src/errors.ts';
import { claimedSagittal, type NegativeKind } from './negative-stacks.ts';

/** Real MR images of the test data, of which none shows a spine. */
const FOLDERS = ['mr-variants', 'transfer-syntaxes'];
/** A single image stands for so many of its series; more frames than that are left. */
const SLICES = { least: 5, most: 11 } as const;
/** Side of a lumbar field of view, millimetres. */
const LUMBAR = 300;

/** The images of `MSCORE_TEST_DATA`, or `../shared/data`; says so where there are none. */
export async function realKinds(
  decoder: PixelDecoder,
  print: (line: string) => void,
): Promise<NegativeKind[]> {
  const root = resolve(process.env['MSCORE_TEST_DATA'] ?? '../shared/data');
  const kinds: NegativeKind[] = [];
  for (const folder of FOLDERS) {
    const path = join(root, folder);
    if (!existsSync(path)) {
      print(`  ${folder}: skipped, not in ${root}`);
      continue;
    }
    const images = await readImages(path, decoder);
    kinds.push(
      { kind: `${folder}, own geometry`, stacks: () => images },
      { kind: `${folder}, as sagittal`, stacks: () => images.map((slices) => claimed(slices, undefined)) },
      { kind: `${folder}, lumbar size`, stacks: () => images.map((slices) => claimed(slices, LUMBAR)) },
    );
  }
  return kinds;
}

/** One stack per file that can be decoded; the same pixels in another transfer syntax are the same. */
async function readImages(folder: string, decoder: PixelDecoder): Promise<Slice[][]> {
  const stacks = new Map<string, Slice[]>();
  const names = await readdir(folder);
  for (const name of names.filter((file) => file.endsWith('.dcm')).toSorted()) {
    const slices = await readSlices(join(folder, name), decoder);
    const [first] = slices;
    if (!first) continue;
    stacks.set(createHash('sha256').update(Float64Array.from(first.pixels)).digest('hex'), slices);
  }
  return [...stacks.values()];
}

/** None when the file cannot be decoded, which is for other tests to mind. */
async function readSlices(file: string, decoder: PixelDecoder): Promise<Slice[]> {
  try {
    return await decodeSlices([parsePart10(await readFile(file))], decoder);
  } catch (thrown) {
    if (thrown instanceof CodedError) return [];
    throw thrown;
  }
}

/** With its own size of pixels (one millimetre where it says none), or scaled to a side in millimetres. */
function claimed(slices: readonly Slice[], side: number | undefined): Slice[] {
  const [first] = slices;
  if (!first) return [];
  const { rows, columns } = first.header.pixels;
  const own = first.header.plane?.rowSpacing ?? 1;
  const spacing = side === undefined ? own : side / Math.max(rows, columns);
  const alike = slices.filter(({ header: { pixels } }) => pixels.rows === rows && pixels.columns === columns);
  const shown = Array.from(
    { length: Math.min(Math.max(alike.length, SLICES.least), SLICES.most) },
    (_, i) => alike[i % alike.length]?.pixels ?? first.pixels,
  );
  return claimedSagittal({ rows, columns, spacing, images: shown });
}
