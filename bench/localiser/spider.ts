import { join } from 'node:path';
import { asCodedError } from '../../src/errors.ts';
import { rasterise } from '../../src/spine/outline.ts';
import type { LocatedSpine } from '../../src/spine/localiser.ts';
import { canonicalView } from '../../src/spine/model/canonical-view.ts';
import { ModelLocaliser } from '../../src/spine/model/model-localiser.ts';
import { OnnxSegmenter } from '../../src/spine/model/onnx-segmenter.ts';
import type { Segmenter } from '../../src/spine/model/segmenter.ts';
import { readWeights, type Weights } from '../../src/spine/model/weights.ts';
import { BODIES, namesOf, UNKNOWN as UNKNOWN_NAME } from './mask-names.ts';
import { readSpiderExam, readSpiderIndex, type SpiderExam } from './spider-exams.ts';

export interface SpiderResult {
  readonly patient: string;
  readonly fold: number;
  /** Over all pixels of the exam. */
  readonly dice: number;
  /** Undefined when it was accepted. */
  readonly refused: string | undefined;
  /** L1–L4 that were located, and of these the ones in another vertebra than their name says. */
  readonly levels: number;
  readonly wrong: number;
  /** Share of the ROI pixels that lie in the body of the mask. */
  readonly inBody: number;
  readonly leftOut: number;
  /** Whose lowest masked body is a sacral one: no names can be right. */
  readonly transitional: boolean;
}

const UNKNOWN = 255;

/** Five-fold over patients: each exam by the net that never saw it. */
export async function benchSpider(
  folders: { readonly spider: string; readonly truth: string; readonly folds: string },
  print: (line: string) => void,
): Promise<SpiderResult[]> {
  const index = await readSpiderIndex(folders.truth);
  const results: SpiderResult[] = [];
  for (const [fold, patients] of index.folds.entries()) {
    const weights = await readWeights(join(folders.folds, `fold-${fold}.json`));
    const segmenter = await OnnxSegmenter.start(weights);
    for (const patient of patients) {
      const exam = await readSpiderExam(folders.spider, folders.truth, patient, index.millimetres);
      const result = {
        ...(await examine(exam, segmenter, weights)),
        fold,
        transitional: index.transitional.includes(patient),
      };
      print(lineOf(result));
      results.push(result);
    }
    await segmenter.close();
  }
  return results;
}

async function examine(exam: SpiderExam, segmenter: Segmenter, weights: Weights) {
  const dice = await diceOf(exam, segmenter, weights.pixelMm);
  const localiser = new ModelLocaliser(segmenter, weights);
  const found = await localiser.locate(exam.slices).then(
    (located) => ({ located, refused: undefined }),
    (thrown: unknown) => {
      const { code, detail } = asCodedError(thrown);
      return { located: undefined, refused: detail === undefined ? code : `${code} (${detail})` };
    },
  );
  return { patient: exam.patient, dice, refused: found.refused, ...judge(exam, found.located) };
}

/** Of the bodies, in the pixels of the image. */
async function diceOf({ slices, truth }: SpiderExam, segmenter: Segmenter, pixelMm: number): Promise<number> {
  const views = slices.flatMap((slice) => canonicalView(slice, pixelMm) ?? []);
  const segmentations = await segmenter.segment(
    views.map((view) => ({ view })),
    (segmentation) => segmentation,
  );
  let [both, either] = [0, 0];
  slices.forEach(({ header: { pixels } }, i) => {
    const [view, segmentation, classes] = [views[i], segmentations[i], truth[i]];
    if (!view || !segmentation || !classes) return;
    const [x0, y0] = view.toSlice([0, 0]);
    const scale = view.toSlice([1, 0])[0] - x0;
    const at = (x: number, y: number) =>
      x < 0 || y < 0 || x >= view.columns || y >= view.rows
        ? 0
        : (segmentation.bone[y * view.columns + x] ?? 0);
    classes.forEach((name, pixel) => {
      if (name === UNKNOWN) return;
      const x = ((pixel % pixels.columns) - x0) / scale;
      const y = (Math.floor(pixel / pixels.columns) - y0) / scale;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [u, v] = [x - left, y - top];
      const bone =
        (at(left, top) * (1 - u) + at(left + 1, top) * u) * (1 - v) +
        (at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u) * v;
      const seen = bone > 127.5;
      const is = BODIES.includes(name);
      if (seen && is) both += 1;
      either += Number(seen) + Number(is);
    });
  });
  return (2 * both) / either;
}

function judge({ slices, truth }: SpiderExam, located: LocatedSpine | undefined) {
  let [wrong, inside, pixels] = [0, 0, 0];
  const named = truth.map((classes, i) => namesOf(classes, slices[i]));
  for (const { level, roi, sliceIndex } of located?.levels ?? []) {
    const size = slices[sliceIndex]?.header.pixels;
    const names = named[sliceIndex];
    if (!size || !names) continue;
    const covered = rasterise(roi.polygon, size);
    if (covered.some((pixel) => names[pixel] === UNKNOWN_NAME)) continue;
    const mine = covered.filter((pixel) => names[pixel] === level).length;
    pixels += covered.length;
    inside += mine;
    if (mine * 2 < covered.length) wrong += 1;
  }
  return {
    levels: located?.levels.length ?? 0,
    wrong,
    inBody: pixels > 0 ? inside / pixels : Number.NaN,
    leftOut: located?.leftOut.length ?? 0,
  };
}

function lineOf(result: SpiderResult): string {
  const { patient, fold, dice, refused, levels, wrong, inBody, leftOut, transitional } = result;
  const outcome =
    refused ??
    `${levels} ROIs, ${wrong} wrong, ${(100 * inBody).toFixed(1)} % in the body, ${leftOut} left out`;
  return `  ${patient.padStart(4)} fold ${fold}  Dice ${dice.toFixed(3)}  ${outcome}${transitional ? '  (transitional)' : ''}`;
}
