import type { ErrorCode } from '../errors.ts';
import type { ImageHeader } from './image.ts';

/** What a sagittal T1 series of the lumbar spine looks like; a site may override any of it. */
export const SERIES_LIMITS = {
  minImages: 5,
  /** Milliseconds. */
  repetitionTime: { min: 300, max: 1000 },
  echoTime: { max: 30 },
  /** Times by which TR and TE may leave their limits before the series is no T1 at all. */
  tolerance: 1.25,
  /** Head to foot, millimetres. */
  minCoverage: 200,
  maxPixelSpacing: 1.2,
  maxSliceThickness: 6,
};
export type SeriesLimits = typeof SERIES_LIMITS;

/** One thing that was looked at. */
export interface Finding {
  readonly text: string;
  /** Weight for (positive) or against (negative) the series. */
  readonly points: number;
  /** The series cannot be used at all. */
  readonly decisive: boolean;
  /** The refusal when nothing else speaks against the series. */
  readonly refusal?: ErrorCode;
}

/** Speaks for the series. */
export const pro = (points: number, text: string): Finding => ({ text, points, decisive: false });
/** Speaks against it, and leaves it usable. */
export const con = (points: number, text: string): Finding => ({ text, points: -points, decisive: false });
/** Rules it out; `refusal` when that alone would be the reason that a study cannot be measured. */
export const never = (text: string, refusal?: ErrorCode): Finding => ({
  text,
  points: 0,
  decisive: true,
  ...(refusal ? { refusal } : {}),
});

export type Criterion = (
  images: readonly ImageHeader[],
  first: ImageHeader,
  limits: SeriesLimits,
) => Finding | undefined;
