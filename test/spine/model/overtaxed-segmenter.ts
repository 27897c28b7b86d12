import { setTimeout as pause } from 'node:timers/promises';
import { asCodedError } from '../../../src/errors.ts';
import { OnnxSegmenter } from '../../../src/spine/model/onnx-segmenter.ts';
import { readWeights } from '../../../src/spine/model/weights.ts';

/**
 * node test/spine/model/overtaxed-segmenter.ts timeout|close
 * gives the net far more than it can do in its time, or closes it meanwhile, and prints what became of it.
 * A program of its own: what goes wrong in native code takes the whole process with it.
 */
const TIMEOUT_MS = 2_000;
const image = (side: number) => ({
  view: { rows: side, columns: side, pixels: new Float32Array(side * side) },
});

const segmenter = await OnnxSegmenter.start(await readWeights('model/vertebra-localiser.json'), {
  timeoutMs: TIMEOUT_MS,
});
const outcome = (images: number, side: number) => {
  const shown = image(side);
  return segmenter
    .segment(
      Array.from({ length: images }, () => shown),
      () => undefined,
    )
    .then(
      () => 'answered',
      (thrown: unknown) => asCodedError(thrown).code,
    );
};

if (process.argv[2] === 'close') {
  const busy = outcome(400, 640);
  await pause(300);
  await segmenter.close();
  process.stdout.write(await busy);
} else {
  const outcomes = [await outcome(400, 640), await outcome(1, 64)];
  await segmenter.close();
  process.stdout.write(outcomes.join());
}
// What was under way in native code ends by then.
await pause(TIMEOUT_MS);
