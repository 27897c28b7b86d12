import { measureStudy } from '../analysis/measure-study.ts';
import { AIR, type NoiseChoice } from '../analysis/noise-choice.ts';
import { readRoiFile } from '../analysis/roi-files.ts';
import type { MeasureOne } from '../calibration/study.ts';
import { PixelDecoder } from '../dicom/decode-pixels.ts';
import type { KnownReference } from '../mscore/reference.ts';
import type { Localiser } from '../spine/localiser.ts';
import { startModel } from '../spine/model/start-model.ts';
import { openStudy } from './open-study.ts';

/**
 * Measures one study after the other; decoder and model live as long as `stack`.
 *
 * @param references none for a calibration: what is being made cannot be there yet
 */
export function studyMeasurer(
  stack: AsyncDisposableStack,
  noise: NoiseChoice = AIR,
  references: readonly KnownReference[] = [],
): MeasureOne {
  const decoder = new PixelDecoder();
  stack.defer(() => decoder.close());
  let model: Promise<Localiser> | undefined;
  return async ({ location, rois, second }, progress) => {
    const { source, studyInstanceUid, roisBeside } = await openStudy(location, decoder);
    return measureStudy(
      { studyInstanceUid, patient: undefined },
      {
        source,
        references,
        noise:
          noise.method === 'difference' && second !== undefined
            ? { ...noise, second: await openStudy(second, decoder) }
            : noise,
        ...(rois !== undefined && { given: () => readRoiFile(rois) }),
        localiserFor: async () => {
          if (roisBeside !== undefined) return readRoiFile(roisBeside);
          // Started for the first study that nobody marked, and once.
          model ??= start(stack);
          return model;
        },
        ...(progress && { progress }),
      },
    );
  };
}

async function start(stack: AsyncDisposableStack): Promise<Localiser> {
  const running = await startModel();
  stack.defer(() => running.close());
  return running.localiser;
}
