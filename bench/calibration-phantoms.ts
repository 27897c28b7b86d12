/**
 * Does a calibration give M-scores that are true? `npm run bench:calibration` calibrates on thirty young phantoms
 * with `mscore calibrate` itself, then measures ten patients whose M-score is known, and prints how many of the
 * 95 % intervals hold it. `-- --report page.html` keeps the page of the calibration.
 */
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureStudy } from '../src/analysis/measure-study.ts';
import { readRoiFile } from '../src/analysis/roi-files.ts';
import { runCalibration } from '../src/cli/run-calibration.ts';
import { studyMeasurer } from '../src/cli/study-measurer.ts';
import { PixelDecoder } from '../src/dicom/decode-pixels.ts';
import { FolderSource } from '../src/dicom/folder-source.ts';
import { average } from '../src/mscore/arithmetic.ts';
import { decimal } from '../src/mscore/format.ts';
import { LEVELS } from '../src/mscore/levels.ts';
import type { Measurement } from '../src/mscore/measurement.ts';
import { parseReference } from '../src/mscore/parse-reference.ts';
import type { Reference } from '../src/mscore/reference.ts';
import { roiStatistics } from '../src/mscore/roi-statistics.ts';
import { placeRectangle } from '../src/spine/place-rectangle.ts';
import { writeMarkedStudy, youngWomen } from '../fixtures/phantom/cohort.ts';
import { expectedMeanSnr, YOUNG_MARROW_FAT } from '../fixtures/phantom/reference.ts';
import { regionTruth } from '../fixtures/phantom/region-truth.ts';
import type { PhantomStudy } from '../fixtures/phantom/study.ts';

const WOMEN = 30;
const PATIENTS = 10;
const HELD_WANTED = 9;

/** Mean and SD of the SNR that the population has, free of noise. */
interface Population {
  readonly mean: number;
  readonly sd: number;
}

const { report } = parseArgs({ options: { report: { type: 'string' } } }).values;
await using stack = new AsyncDisposableStack();
await using folder = await mkdtempDisposable(join(tmpdir(), 'mscore-bench-'));
const decoder = new PixelDecoder();
stack.defer(() => decoder.close());

const { reference, population } = await makeReference();
const ofCohort = `${decimal(reference.snr.mean, 2)} ± ${decimal(reference.snr.sd, 2)}`;
const ofPopulation = `${decimal(population.mean, 2)} ± ${decimal(population.sd, 2)}`;
process.stdout.write(
  `${WOMEN} young phantoms, ${reference.n} count: SNR ${ofCohort}, their population has ${ofPopulation}\n`,
);
let held = 0;
for (let index = 0; index < PATIENTS; index += 1) held += (await measurePatient(index)) ? 1 : 0;
process.stdout.write(
  `${held} of ${PATIENTS} intervals hold the true M${held >= HELD_WANTED ? '' : '  MISSED'}\n`,
);

async function makeReference(): Promise<{ readonly reference: Reference; readonly population: Population }> {
  const cohort = join(folder.path, 'cohort');
  const factors: number[] = [];
  const women = youngWomen(5001);
  for (let number = 1; number <= WOMEN; number += 1) {
    const woman = women.next().value;
    const age = 20 + (number % 10);
    const patient = { id: `YOUNG-${number}`, birthDate: `${2025 - age}1231` };
    const study = await writeMarkedStudy(join(cohort, String(number)), { ...woman, age, patient });
    factors.push(trueSnr(study) / expectedMeanSnr(study.parameters.marrowFat));
  }
  const out = join(folder.path, 'reference.json');
  await runCalibration(
    [cohort],
    {
      out,
      ages: { min: 20, max: 40 },
      levels: LEVELS,
      id: 'phantoms',
      ...(report !== undefined && { report }),
    },
    {
      measureOne: studyMeasurer(stack),
      now: () => new Date(),
      stdout: { write: () => true },
      stderr: process.stderr,
    },
  );
  const written = await readFile(out, 'utf8');
  return { reference: parseReference(written), population: populationWith(factors) };
}

/**
 * Physics says what fat does to the SNR; what coil, texture and anatomy multiply it by is taken from the noiseless
 * images.
 */
function populationWith(factors: readonly number[]): Population {
  const { mean, sd } = YOUNG_MARROW_FAT;
  const middle = expectedMeanSnr(mean);
  const other = roiStatistics(factors);
  return {
    mean: middle * other.mean,
    sd: Math.hypot((expectedMeanSnr(mean + sd) - middle) * other.mean, middle * other.sd),
  };
}

/** From 30 to 75 % of fat. */
async function measurePatient(index: number): Promise<boolean> {
  const marrowFat = 0.3 + 0.05 * index;
  const location = join(folder.path, `patient-${index}`);
  const study = await writeMarkedStudy(location, { seed: 7001 + index, marrowFat, age: 66, series: ['t1'] });
  const { mscore, refusals } = await measure(location);
  const truth = (trueSnr(study) - population.mean) / population.sd;
  const what = `  fat ${decimal(marrowFat, 2)}: true M ${decimal(truth, 2)}`;
  if (!mscore) {
    process.stdout.write(`${what}, refused: ${refusals.map(({ code }) => code).join(', ')}\n`);
    return false;
  }
  const [low, high] = mscore.interval95;
  const holds = truth >= low && truth <= high;
  const interval = `${decimal(low, 2)} to ${decimal(high, 2)}`;
  process.stdout.write(
    `${what}, measured ${decimal(mscore.value, 2)} (${interval})${holds ? '' : ' does not hold it'}\n`,
  );
  return holds;
}

async function measure(location: string): Promise<Measurement> {
  const source = await FolderSource.open(location, { decoder });
  const { measurement } = await measureStudy(
    { studyInstanceUid: source.studyInstanceUid, patient: undefined },
    {
      source,
      references: [reference],
      localiserFor: async () => readRoiFile(join(location, 'rois.json')),
    },
  );
  return measurement;
}

/**
 * Without noise, in the rectangles that the pipeline places in the bodies. Those of the phantom's own truth lie 3 mm
 * further back, where its spine array receives 3 % more.
 */
function trueSnr({ truth, instances }: PhantomStudy): number {
  const { t1 } = truth;
  const image = instances.find(({ sopInstanceUid }) => sopInstanceUid === t1?.sopInstanceUid);
  if (!t1 || !image) throw new Error('a phantom without truth');
  const { spacing, ...plane } = image.plane;
  const placed = { ...plane, rowSpacing: spacing, columnSpacing: spacing, sliceThickness: undefined };
  const signals = t1.levels.map(({ body }) => {
    const rectangle = placeRectangle(body.polygon, placed);
    if (!rectangle) throw new Error('a body without room for the ROI');
    return regionTruth(rectangle, image).signal;
  });
  return average(signals) / t1.airSd;
}
