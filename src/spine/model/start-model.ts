import { fileURLToPath } from 'node:url';
import type { Localiser } from '../localiser.ts';
import { ModelLocaliser } from './model-localiser.ts';
import { OnnxSegmenter, type OnnxSegmenterOptions } from './onnx-segmenter.ts';
import { readWeights } from './weights.ts';

/** The weights that ship with this package. */
const SHIPPED = fileURLToPath(new URL('../../../model/vertebra-localiser.json', import.meta.url));

export interface ModelOptions extends OnnxSegmenterOptions {
  /** Manifest of other weights than those that ship. */
  readonly manifest?: string | undefined;
}

export interface RunningModel {
  readonly localiser: Localiser;
  close(): Promise<void>;
}

/**
 * Checks the weights and starts the localiser.
 *
 * @throws CodedError `model/weights-missing`, `model/weights-mismatch`, `model/runtime`
 */
export async function startModel({
  manifest = SHIPPED,
  ...options
}: ModelOptions = {}): Promise<RunningModel> {
  const weights = await readWeights(manifest);
  const segmenter = await OnnxSegmenter.start(weights, options);
  return { localiser: new ModelLocaliser(segmenter, weights), close: () => segmenter.close() };
}
