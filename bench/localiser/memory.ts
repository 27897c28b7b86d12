/** Segments the slices of a study as the worker does, and reports the most memory that the process ever held, MB. */
import { OnnxSegmenter } from '../../src/spine/model/onnx-segmenter.ts';

const SLICES = 15;
const SIDE = 320;
const [file = ''] = process.argv.slice(2);
const segmenter = await OnnxSegmenter.start({ file, sha256: '', version: '', pixelMm: 1.2 });
const shown = Array.from({ length: SLICES }, () => ({
  view: { rows: SIDE, columns: SIDE, pixels: new Float32Array(SIDE * SIDE) },
}));
for (let i = 0; i < 3; i += 1) await segmenter.segment(shown, (segmentation) => segmentation);
// maxRSS is in kilobytes.
process.send?.(Math.round(process.resourceUsage().maxRSS / 1024));
await segmenter.close();
process.disconnect();
