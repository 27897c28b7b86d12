import { CodedError } from '../../errors.ts';
import type { Localiser } from '../localiser.ts';
import { modelBasis, readWeights, SHIPPED_WEIGHTS } from './weights.ts';

/**
 * The localiser by name alone, for a process that asks what was measured with it and measures nothing: the weights
 * are checked, no runtime is loaded.
 *
 * @throws CodedError `model/weights-missing`, `model/weights-mismatch`
 */
export async function nameModel(manifest: string = SHIPPED_WEIGHTS): Promise<Localiser> {
  return {
    source: 'model',
    basis: modelBasis(await readWeights(manifest)),
    seriesInstanceUid: undefined,
    locate: async () => {
      throw new CodedError('internal', 'this process measures nothing');
    },
  };
}
