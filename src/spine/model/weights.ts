import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CodedError } from '../../errors.ts';
import { parseJson } from '../../mscore/parse-json.ts';
import { CLASSES } from './segmenter.ts';

/** Manifest of the weights that ship with this package. */
export const SHIPPED_WEIGHTS = fileURLToPath(
  new URL('../../../model/vertebra-localiser.json', import.meta.url),
);

const manifestSchema = z.object({
  name: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** ONNX file beside the manifest. */
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  classes: z.array(z.string()).refine((names) => names.join() === CLASSES.join(), {
    error: `the classes must be ${CLASSES.join(', ')}`,
  }),
  /** Side of the pixels that the net was trained on, millimetres. */
  pixelMm: z.number().positive(),
});

/** The net that ships, checked. */
export interface Weights {
  readonly version: string;
  readonly sha256: string;
  /** Where the ONNX file is. */
  readonly file: string;
  readonly pixelMm: number;
}

/** What a measurement rests on when the model found its levels. */
export function modelBasis({ sha256 }: Pick<Weights, 'sha256'>): string {
  return `model ${sha256}`;
}

/**
 * Reads a manifest and checks the weights against it, so that nothing but the net that was validated is run.
 *
 * @throws CodedError `model/weights-missing`, `model/weights-mismatch`
 */
export async function readWeights(manifestFile: string): Promise<Weights> {
  const manifest = parseJson(
    (await read(manifestFile)).toString('utf8'),
    manifestSchema,
    'model/weights-mismatch',
  );
  const file = join(dirname(manifestFile), manifest.file);
  const sha256 = createHash('sha256')
    .update(await read(file))
    .digest('hex');
  if (sha256 !== manifest.sha256) {
    throw new CodedError('model/weights-mismatch', `${manifest.file} has SHA-256 ${sha256}`);
  }
  return { version: manifest.version, sha256, file, pixelMm: manifest.pixelMm };
}

async function read(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new CodedError('model/weights-missing', file, { cause });
  });
}
