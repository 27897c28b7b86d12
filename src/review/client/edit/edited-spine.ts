import type { Level } from '../../../mscore/levels.ts';
import type { Measurement, Outline } from '../../../mscore/measurement.ts';
import type { ImageHeader } from '../../../dicom/image.ts';
import type { Polygon } from '../../../spine/outline.ts';
import type { Exclusion } from '../../../spine/roi-file.ts';

/** An outline on one image of the series, in pixel coordinates. */
export interface Place {
  readonly sliceIndex: number;
  readonly polygon: Polygon;
}

/** A ROI of a level, and the body that it lies in where that is known, on one image. */
export interface EditedLevel extends Place {
  readonly level: Level;
  readonly body?: Polygon | undefined;
}

/** A vertebra that is not measured: what names are counted from. */
export interface Neighbour {
  readonly name: string;
  readonly sliceIndex: number;
  /** Undefined only of one that has a ROI, and was drawn without. */
  readonly body?: Polygon | undefined;
  /** Of one that was measured under another name. */
  readonly roi?: Polygon | undefined;
}

export interface ExcludedLevel {
  readonly level: Level;
  readonly reason: Exclusion;
  /** To have them again when it is measured after all. */
  readonly rois: readonly EditedLevel[];
}

/** What a person may change; never changed itself: every edit makes a new one. */
export interface EditedSpine {
  readonly levels: readonly EditedLevel[];
  readonly air: readonly Place[];
  readonly fluid: readonly Place[];
  readonly others: readonly Neighbour[];
  readonly excluded: readonly ExcludedLevel[];
}

/** What can be dragged: one of the lists, and where in it. */
export interface RoiId {
  readonly kind: 'levels' | 'air' | 'fluid';
  readonly index: number;
}

type Found = Pick<Measurement, 'levels' | 'noise' | 'vbq' | 'others'>;

/** The outlines of a measurement on these images; one on none of them is passed over. */
export function spineOf(
  { levels, noise, vbq, others = [] }: Found,
  images: readonly ImageHeader[],
): EditedSpine {
  const placed = (outline: Outline): Place[] => {
    const sliceIndex = images.findIndex(
      ({ sopInstanceUid, frameNumber }) =>
        sopInstanceUid === outline.sopInstanceUid && frameNumber === outline.frameNumber,
    );
    return sliceIndex < 0 ? [] : [{ sliceIndex, polygon: outline.polygon }];
  };
  return {
    levels: levels.flatMap(({ level, roi, body }) =>
      placed(roi).map((place) => ({ ...place, level, body: body?.polygon })),
    ),
    // What was measured in the bodies follows them.
    air: noise?.method === 'air-sd' ? noise.rois.flatMap(placed) : [],
    fluid: vbq ? placed(vbq.csf) : [],
    others: others.flatMap(({ name, body }) =>
      placed(body).map(({ sliceIndex, polygon }) => ({ name, sliceIndex, body: polygon })),
    ),
    excluded: [],
  };
}

export function placeOf(spine: EditedSpine, { kind, index }: RoiId): Place | undefined {
  return spine[kind][index];
}

/** The same spine with another polygon, or on another image, for one of its ROIs. */
export function withPlace(spine: EditedSpine, { kind, index }: RoiId, place: Place): EditedSpine {
  const replace = <One extends Place>(list: readonly One[]): One[] =>
    list.map((one, at) => (at === index ? { ...one, ...place } : one));
  if (kind !== 'levels') return { ...spine, [kind]: replace(spine[kind]) };
  const levels = replace(spine.levels).map((one, at) =>
    // A body stays on the image that it was seen on.
    at === index && spine.levels[at]?.sliceIndex !== place.sliceIndex ? { ...one, body: undefined } : one,
  );
  return { ...spine, levels };
}

export function without(spine: EditedSpine, { kind, index }: RoiId): EditedSpine {
  return { ...spine, [kind]: spine[kind].filter((_, at) => at !== index) };
}
