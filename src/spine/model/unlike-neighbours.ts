import { average } from '../../mscore/arithmetic.ts';
import { median } from '../../mscore/roi-statistics.ts';
import type { BodyShape } from './body-shape.ts';
import type { PlacedBody } from './place-in-body.ts';

/** What one level looks like, averaged over the slices that it is measured on. */
export interface LevelLook {
  /** Mean stored value in the ROI, and in the whole body without its rim. */
  readonly roi: number;
  readonly body: number;
  /** SD over mean in the whole body without its rim. */
  readonly unevenness: number;
  readonly shape: BodyShape;
}

/** Of the median of the others. Marrow varies by some 15 % from level to level, and a surface coil adds its own. */
const SIGNAL = { min: 0.62, max: 1.6 } as const;
/** Between these and the ones above a level is measured, but a reader is told. */
const REMARKABLE = { min: 0.78, max: 1.3 } as const;
/** A lesion in or beside the ROI: the ROI against its own body, as compared with the others. */
const ROI_OF_BODY = { min: 0.75, max: 1.33 } as const;
/** Times the median of the others, and at least this much. */
const UNEVEN = { times: 2, least: 0.2 } as const;
/** Genant grade 1 begins at a loss of 20 % of height; 25 % is beyond what an outline errs. */
const LEAST_HEIGHT = 0.75;
/** Of the two neighbours' front: Genant grade 1 again, for a body whose other heights hide it. */
const LEAST_FRONT = 0.8;
/** Endplates that are pressed in: the net's outline shows some two thirds of it. */
const LEAST_MIDDLE = 0.85;
/** Of how evenly high the others are. */
const LEAST_OF_USUAL = 0.85;

/** The look of a level from the slices that it is measured on; its shape is that on the middle one. */
export function lookOf(placed: readonly PlacedBody[]): LevelLook {
  const middle = placed[Math.floor(placed.length / 2)];
  if (!middle) throw new RangeError('A level that is placed is on a slice.');
  return {
    roi: average(placed.map(({ roi }) => roi.mean)),
    body: average(placed.map(({ inside }) => inside.mean)),
    unevenness: average(placed.map(({ inside }) => inside.sd / inside.mean)),
    shape: middle.shape,
  };
}

/** How a level differs from the others. */
export interface Difference {
  /** So much that it is not measured, in words; empty when it does not. */
  readonly reasons: readonly string[];
  /** Less, but worth a look. */
  readonly remarks: readonly string[];
  /** The larger, the more it differs. */
  readonly degree: number;
}

/**
 * Why a level is not like the others. Signal unlike the others speaks for metastasis, haemangioma, oedema or
 * Modic changes, shape for fracture: neither is measured.
 *
 * @param looks all levels that are compared, this one among them, in their order along the spine
 */
export function unlikeNeighbours(look: LevelLook, looks: readonly LevelLook[]): Difference {
  const others = looks.filter((other) => other !== look);
  if (others.length < 2) return { reasons: [], remarks: [], degree: 0 };
  const signal = look.roi / median(others.map(({ roi }) => roi));
  const own = look.roi / look.body / median(others.map(({ roi, body }) => roi / body));
  const uneven = look.unevenness / median(others.map(({ unevenness }) => unevenness));
  const height = tallest(look.shape) / median(others.map(({ shape }) => tallest(shape)));
  const middle = look.shape.middleHeight / median(others.map(({ shape }) => shape.middleHeight));
  const front = frontOf(look, looks);
  const collapse = shortest(look.shape) / tallest(look.shape);
  const usual = median(others.map(({ shape }) => shortest(shape) / tallest(shape)));
  const reasons = [
    outside(signal, SIGNAL) ? `signal ${percent(signal)} of the other levels` : '',
    outside(own, ROI_OF_BODY) ? `signal in the ROI against the body ${percent(own)} of the other levels` : '',
    uneven > UNEVEN.times && look.unevenness > UNEVEN.least ? 'signal uneven within the body' : '',
    height < LEAST_HEIGHT ? `height ${percent(height)} of the other levels` : '',
    middle < LEAST_MIDDLE ? `middle height ${percent(middle)} of the other levels` : '',
    front < LEAST_FRONT ? `front height ${percent(front)} of its neighbours` : '',
    collapse < LEAST_HEIGHT || collapse < LEAST_OF_USUAL * usual
      ? `one side ${percent(collapse)} as high as the other`
      : '',
  ].filter(Boolean);
  const remarks = outside(signal, REMARKABLE) ? [`signal ${percent(signal)} of the other levels`] : [];
  return {
    reasons,
    remarks,
    degree: Math.abs(Math.log(signal)) + Math.abs(Math.log(own)) - Math.log(Math.min(1, height, front)),
  };
}

/** Front height over the mean of that of both neighbours; 1 at the end of the row. */
function frontOf(look: LevelLook, looks: readonly LevelLook[]): number {
  const at = looks.indexOf(look);
  const [before, after] = [looks[at - 1], looks[at + 1]];
  if (!before || !after) return 1;
  return look.shape.anteriorHeight / average([before, after].map(({ shape }) => shape.anteriorHeight));
}

function outside(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value < min || value > max;
}

function heights({ anteriorHeight, middleHeight, posteriorHeight }: BodyShape): number[] {
  return [anteriorHeight, middleHeight, posteriorHeight];
}

function tallest(shape: BodyShape): number {
  return Math.max(...heights(shape));
}

function shortest(shape: BodyShape): number {
  return Math.min(...heights(shape));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
