import { join } from 'node:path';
import { randomFor } from '../../fixtures/phantom/random.ts';
import type { Slice } from '../../src/dicom/image.ts';
import { LEVELS } from '../../src/mscore/levels.ts';
import { confidenceFeatures } from '../../src/spine/model/level-confidence.ts';
import {
  countVertebrae,
  type NamedSpine,
  type NamedVertebra,
} from '../../src/spine/model/count-vertebrae.ts';
import { refuseInstrumented } from '../../src/spine/model/metal.ts';
import { ModelLocaliser } from '../../src/spine/model/model-localiser.ts';
import { nameLevels } from '../../src/spine/model/name-levels.ts';
import { OnnxSegmenter } from '../../src/spine/model/onnx-segmenter.ts';
import type { Column } from '../../src/spine/model/vertebrae.ts';
import { readWeights } from '../../src/spine/model/weights.ts';
import { fitLogistic, predict, reliability, type Observation } from './logistic.ts';
import { namesOf, UNKNOWN } from './mask-names.ts';
import { readSpiderExam, readSpiderIndex, type SpiderExam } from './spider-exams.ts';
import { SPOILINGS, type Spoiling } from './spoil.ts';

const EDGES = [0, 0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 1];
/** Every so many slices of the exam: neighbours are 1 mm apart. */
const EVERY = 3;

/**
 * How often a level has the name that the count gives it, before any refusal, on held-back patients whose
 * images are as they are or spoiled; and the logistic regression that makes this the confidence of a level.
 */
export async function benchCalibration(
  folders: { readonly spider: string; readonly truth: string; readonly folds: string },
  print: (line: string) => void,
): Promise<void> {
  const index = await readSpiderIndex(folders.truth);
  const byFold: Observation[][] = [];
  const exams: Observed[] = [];
  for (const [fold, patients] of index.folds.entries()) {
    const weights = await readWeights(join(folders.folds, `fold-${fold}.json`));
    const segmenter = await OnnxSegmenter.start(weights);
    const localiser = new ModelLocaliser(segmenter, weights);
    const before = exams.length;
    for (const patient of patients.filter((one) => !index.transitional.includes(one))) {
      const exam = thinned(await readSpiderExam(folders.spider, folders.truth, patient, index.millimetres));
      for (const spoiling of SPOILINGS) exams.push(await observe(exam, spoiling, localiser));
    }
    byFold.push(exams.slice(before).flatMap(({ observations }) => observations));
    await segmenter.close();
  }
  // Each fold is predicted by the regression of the others.
  const predictions = byFold.flatMap((observations, fold) => {
    const model = fitLogistic(byFold.filter((_, other) => other !== fold).flat());
    return observations.map(({ features, right }) => ({ predicted: predict(model, features), right }));
  });
  print('  confidence     levels   expected   right');
  for (const { from, to, n, expected, observed } of reliability(predictions, EDGES)) {
    if (n === 0) continue;
    print(
      `  ${from.toFixed(2)} – ${to.toFixed(2)}  ${String(n).padStart(7)}   ${percent(expected)}   ${percent(observed)}`,
    );
  }
  const accepted = exams.filter((exam) => exam.accepted);
  const wrong = accepted.filter(({ observations }) => observations.some(({ right }) => !right));
  print(
    `  of ${exams.length} exams, most of them spoiled, ${accepted.length} would be accepted, ${wrong.length} with a wrong name`,
  );
  const { intercept, weights } = fitLogistic(byFold.flat());
  print(
    `  weights: intercept ${intercept.toFixed(2)}, ${FEATURES.map((name, i) => `${name} ${(weights[i] ?? 0).toFixed(2)}`).join(', ')}`,
  );
}

const FEATURES = ['votes', 'votesOfScales', 'onSacrum', 'l5'] as const;

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`.padStart(8);
}

function thinned({ patient, slices, truth }: SpiderExam): SpiderExam {
  return { patient, slices: slices.filter(isKept), truth: truth.filter(isKept) };
}

function isKept(_: unknown, i: number): boolean {
  return i % EVERY === 0;
}

/** What the count said of the levels of one exam, and whether it would have been accepted. */
interface Observed {
  readonly observations: readonly Observation[];
  readonly accepted: boolean;
}

async function observe(
  exam: SpiderExam,
  { apply, name }: Spoiling,
  localiser: ModelLocaliser,
): Promise<Observed> {
  const random = randomFor(1, 'spoiled', exam.patient, name);
  const slices = exam.slices.map((slice) => apply(slice, random));
  const seen = await localiser.look(slices).catch(() => undefined);
  const spine = seen && countVertebrae(seen.column, seen.other);
  if (!seen || !spine) return { observations: [], accepted: false };
  const observations = spine.vertebrae
    .filter((named) => LEVELS.some((level) => level === named.name))
    .flatMap((named) => observationOf(named, spine, exam.truth, exam.slices) ?? []);
  return { observations, accepted: isAccepted(seen) };
}

function isAccepted({ column, other }: { column: Column; other: readonly Column[] }): boolean {
  try {
    refuseInstrumented(column.vertebrae);
    nameLevels(column, other);
    return true;
  } catch {
    return false;
  }
}

function observationOf(
  named: NamedVertebra,
  spine: NamedSpine,
  truth: readonly Uint8Array[],
  slices: readonly Slice[],
): Observation | undefined {
  const sightings = named.vertebra.sightings.flatMap(({ seen, body }) => {
    const classes = truth[seen.sliceIndex];
    const names = classes && namesOf(classes, slices[seen.sliceIndex]);
    if (!names) return [];
    const [column, row] = seen.view.toSlice(body.centre);
    const { columns } = seen.slice.header.pixels;
    const name = names[Math.round(row) * columns + Math.round(column)];
    return name === UNKNOWN ? [] : [name === named.name];
  });
  if (sightings.length === 0) return undefined;
  const right = sightings.filter(Boolean).length * 2 > sightings.length;
  const features = confidenceFeatures(named, spine.cues);
  return { features: FEATURES.map((name) => features[name]), right };
}
