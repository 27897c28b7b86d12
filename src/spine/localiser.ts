import type { Slice } from '../dicom/image.ts';
import { reason, type CodedReason } from '../errors.ts';
import type { Level } from '../mscore/levels.ts';
import type { BodyCorners, Outline } from '../mscore/measurement.ts';

/** Who or what says where the levels are, the most trusted first. */
export type RoiSource = 'dicom-sr' | 'dicom-seg' | 'reviewer' | 'roi-file' | 'model';

/** An outline on one image of the series, in pixel coordinates. */
export interface LocatedOutline {
  readonly outline: Outline;
  /** Index into the slices that were given to the localiser. */
  readonly sliceIndex: number;
}

/** Spinal fluid. */
export interface LocatedFluid extends LocatedOutline {
  /** The body that it lies behind; undefined when that is not known. */
  readonly behind: Level | undefined;
}

export interface LocatedLevel {
  readonly level: Level;
  readonly roi: Outline;
  /** The whole vertebral body, where it is known. */
  readonly body?: Outline;
  /** Its corners in the sagittal plane, pixel coordinates, where they are known. */
  readonly corners?: BodyCorners;
  /** Probability that this is the level it is said to be, where a model said so; calibrated, 0 to 1. */
  readonly confidence?: number;
  readonly sliceIndex: number;
}

/** Where things are in a series; every outline lies on its image. */
export interface LocatedSpine {
  readonly source: RoiSource;
  /** SHA-256 of the weights, where a model found the levels. */
  readonly weightsSha256?: string;
  /** From above; a level may come several times, on neighbouring slices: its ROIs are averaged. */
  readonly levels: readonly LocatedLevel[];
  readonly noise: readonly LocatedOutline[];
  readonly csf: readonly LocatedFluid[];
  /** Levels that were looked at and are not measured. */
  readonly leftOut: readonly { readonly level: Level; readonly reason: CodedReason }[];
  /** Vertebrae that were found and are not measured, L5 and T12 among them: what the names were counted from. */
  readonly others?: readonly { readonly name: string; readonly body: Outline }[];
  /** What else a reader must know about where the levels are. */
  readonly limits?: readonly CodedReason[];
}

/** Port: finds L1–L4, and air and fluid where it can, in the slices of one sagittal series. */
export interface Localiser {
  readonly source: RoiSource;
  /** What its answer rests on beside the images: another text, another answer. */
  readonly basis: string;
  /** The series that the levels were marked on; undefined when any series of the study will do. */
  readonly seriesInstanceUid: string | undefined;
  /** Raises CodedError (`spine/…`, `dicom/no-geometry`) when it can say nothing about these slices. */
  locate(slices: readonly Slice[]): Promise<LocatedSpine>;
}

/** ISCD: one vertebra is never reported, two suffice. Undefined when enough levels were measured. */
export function refuseTooFewLevels(measured: readonly Level[]): CodedReason | undefined {
  const usable = new Set(measured).size;
  return usable >= 2 ? undefined : reason('spine/too-few-levels', `${usable} can be`);
}
