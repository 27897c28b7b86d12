import { pixelsInside, type Polygon } from '../../fixtures/phantom/polygon.ts';
import { regionTruth } from '../../fixtures/phantom/region-truth.ts';
import { type SliceTruth, sliceTruths } from '../../fixtures/phantom/slice-truth.ts';
import type { PhantomStudy } from '../../fixtures/phantom/study.ts';
import { average } from '../../src/mscore/arithmetic.ts';
import type { LevelMeasurement, Measurement } from '../../src/mscore/measurement.ts';

/** A measurement of a phantom against what is known of it. */
export interface Judgement {
  /** Each ROI whose centre, or whose body's centre, lies elsewhere than in the body of its name: `L3 in L4`. */
  readonly wrongNames: readonly string[];
  /** ROIs with a pixel outside the cortex of the body of their name. */
  readonly outside: number;
  /** ROIs that were judged. */
  readonly rois: number;
  /** Measured over true SNR − 1; undefined without an SNR, or where the truth has none. */
  readonly snrError: number | undefined;
}

/** Judges the ROIs wherever they were placed, in refused measurements as well. */
export function judgePhantom(study: PhantomStudy, measurement: Measurement): Judgement {
  const truths = new Map(sliceTruths(study, 't1').map((truth) => [truth.sopInstanceUid, truth]));
  const judged = measurement.levels.flatMap((level) => {
    const truth = truths.get(level.roi.sopInstanceUid);
    return truth ? [judgeLevel(level, truth)] : [];
  });
  return {
    wrongNames: judged.flatMap(({ wrongName }) => wrongName ?? []),
    outside: judged.filter(({ outside }) => outside).length,
    rois: judged.length,
    snrError: snrError(study, measurement, judged),
  };
}

interface JudgedLevel {
  readonly level: string;
  readonly wrongName: string | undefined;
  readonly outside: boolean;
  /** Mean over the ROI without noise, stored units. */
  readonly signal: number;
}

function judgeLevel({ level, roi, body }: LevelMeasurement, truth: SliceTruth): JudgedLevel {
  const { columns, rows } = truth.plane;
  const bodies = truth.bodies.map(({ name, body: { polygon } }) => ({
    name,
    pixels: new Set(pixelsInside(polygon, columns, rows)),
  }));
  const bodyAt = (polygon: Polygon): string => {
    const inside = pixelsInside(polygon, columns, rows);
    const column = Math.round(average(inside.map((pixel) => pixel % columns)));
    const row = Math.round(average(inside.map((pixel) => Math.floor(pixel / columns))));
    return bodies.find(({ pixels }) => pixels.has(row * columns + column))?.name ?? 'no body';
  };
  const found = [roi, ...(body ? [body] : [])].map(({ polygon }) => bodyAt(polygon));
  const elsewhere = found.find((name) => name !== level);
  const own = bodies.find(({ name }) => name === level)?.pixels ?? new Set<number>();
  return {
    level,
    wrongName: elsewhere && `${level} in ${elsewhere}`,
    outside: pixelsInside(roi.polygon, columns, rows).some((pixel) => !own.has(pixel)),
    signal: regionTruth(roi.polygon, truth).signal,
  };
}

/** Slices of one level are averaged first, then the levels, as the pipeline does. */
function snrError(
  { truth, parameters }: PhantomStudy,
  { snr }: Measurement,
  judged: readonly JudgedLevel[],
): number | undefined {
  const airSd = truth.t1?.airSd ?? 0;
  if (snr === null || airSd === 0 || parameters.inverted || judged.length === 0) return undefined;
  const levels = [...Map.groupBy(judged, ({ level }) => level).values()];
  const signal = average(levels.map((rois) => average(rois.map((roi) => roi.signal))));
  return snr / (signal / airSd) - 1;
}
