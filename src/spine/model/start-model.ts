import type { Localiser } from '../localiser.ts';
import { ModelLocaliser } from './model-localiser.ts';
import { OnnxSegmenter, type OnnxSegmenterOptions } from './onnx-segmenter.ts';
import { readWeights, SHIPPED_WEIGHTS } from './weights.ts';

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
  manifest = SHIPPED_WEIGHTS,
  ...options
}: ModelOptions = {}): Promise<RunningModel> {
  const weights = await readWeights(manifest);
  const segmenter = await OnnxSegmenter.start(weights, options);
  return { localiser: new ModelLocaliser(segmenter, weights), close: () => segmenter.close() };
}
