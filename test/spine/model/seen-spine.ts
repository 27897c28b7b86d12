import type { SeenBody } from '../../../src/spine/model/bodies.ts';
import type { CanonicalView } from '../../../src/spine/model/canonical-view.ts';
import type { SeenSacrum } from '../../../src/spine/model/sacrum.ts';
import type { SeenSlice, SidePoint } from '../../../src/spine/model/seen-slice.ts';
import { syntheticSlice } from '../../support/synthetic-slice.ts';
import { planeOf, segmentationOf } from './drawn-slice.ts';

/** Millimetres from one lumbar body to the next. */
export const STEP = 36;
/** Height of L5 in slices that are not told otherwise, millimetres downwards. */
const LOWEST = 200;

/** A body at a place that the net is sure of, with the canal behind it. */
export function seenBody({ back = 0, down = 0, ...changes }: Partial<SeenBody & SidePoint> = {}): SeenBody {
  return {
    pixels: [],
    area: 900,
    centre: [0, 0],
    place: { back, down },
    bone: 0.95,
    l5: 0,
    thoracic: 0,
    canal: 12,
    cut: false,
    ...changes,
  };
}

/** A sacrum whose upper edge is here. */
export function seenSacrum({
  back = 0,
  down = LOWEST + 26,
  ...changes
}: Partial<SeenSacrum & SidePoint> = {}): SeenSacrum {
  const points = [-12, 0, 12].flatMap((b) => [0, 15, 30].map((d) => ({ back: back + b, down: down + d })));
  return { area: 1500, place: { back, down: down + 15 }, points, cut: false, discWithin: 0, ...changes };
}

export type BodyType = 'l5' | 'lumbar' | 'thoracic';
/** A spine as most people have it, from below: five lumbar bodies, and T12. */
export const USUAL_TYPES: readonly BodyType[] = ['l5', 'lumbar', 'lumbar', 'lumbar', 'lumbar', 'thoracic'];

export interface SpineInSlice {
  /** From below; every body stands STEP above the one before. */
  readonly types?: readonly BodyType[];
  /** Null where none is seen. */
  readonly sacrum?: SeenSacrum | null;
  /** Millimetres from the first slice. */
  readonly across?: number;
  /** Where the lowest body stands. */
  readonly lowest?: number;
  readonly body?: Partial<SeenBody>;
  /** Bodies that differ, by their number from below. */
  readonly differing?: Readonly<Record<number, Partial<SeenBody>>>;
}

/** What is seen in a slice of a spine, without any pixels. */
export function spineSlice(spine: SpineInSlice = {}): SeenSlice {
  const { types = USUAL_TYPES, sacrum = seenSacrum(), across = 0, lowest = LOWEST, body, differing } = spine;
  const bodies = types.map((type, i) =>
    seenBody({
      down: lowest - STEP * i,
      l5: type === 'l5' ? 0.9 : 0.02,
      thoracic: type === 'thoracic' ? 0.95 : 0.02,
      ...body,
      ...differing?.[i],
    }),
  );
  return emptySlice({ across, bodies: bodies.toReversed(), sacrum: sacrum ?? undefined });
}

const SLICE = syntheticSlice();
const SEGMENTATION = segmentationOf({ parts: [], size: { rows: 1, columns: 1 } });
const VIEW: CanonicalView = {
  rows: 1,
  columns: 1,
  millimetres: 1,
  pixels: new Float32Array(1),
  toSlice: (point) => point,
};

/** A slice in which nothing is seen but what is said here. */
export function emptySlice(changes: Partial<SeenSlice> = {}): SeenSlice {
  return {
    sliceIndex: 0,
    slice: SLICE,
    plane: planeOf(SLICE),
    view: VIEW,
    segmentation: SEGMENTATION,
    across: 0,
    bodies: [],
    sacrum: undefined,
    ...changes,
  };
}

/** The same in slices 4 mm apart. */
export function stackOf(count: number, slice: (i: number) => SpineInSlice = () => ({})): SeenSlice[] {
  return Array.from({ length: count }, (_, i) => spineSlice({ across: 4 * i, ...slice(i) }));
}
