import type { Polygon } from '../../../spine/outline.ts';
import type { EditedSpine, Place, RoiId } from './edited-spine.ts';

/** An outline that nobody drags. */
export interface StillOutline {
  readonly kind: 'body' | 'neighbour' | 'left-out';
  readonly polygon: Polygon;
  readonly name: string;
}

/** Bodies on one image. */
export function bodiesOn({ levels, others, excluded }: EditedSpine, sliceIndex: number): StillOutline[] {
  const here = (one: { readonly sliceIndex: number }) => one.sliceIndex === sliceIndex;
  return [
    ...others
      .filter(here)
      .map(({ name, body, roi = [] }) => ({ kind: 'neighbour' as const, polygon: body ?? roi, name })),
    ...excluded.flatMap(({ level, rois }) =>
      rois
        .filter(here)
        .map(({ body, polygon }) => ({ kind: 'left-out' as const, polygon: body ?? polygon, name: level })),
    ),
    ...levels
      .filter(here)
      .flatMap(({ level, body }) => (body ? [{ kind: 'body' as const, polygon: body, name: level }] : [])),
  ];
}

export interface NamedRoi extends Place {
  readonly id: RoiId;
  readonly name: string;
}

/** ROIs on one image, as people call them. */
export function roisOn(
  { levels, air, fluid }: EditedSpine,
  sliceIndex: number,
  names: { readonly air: (number: number) => string; readonly fluid: string },
): NamedRoi[] {
  const listed = [
    ...levels.map((one, index) => ({ id: { kind: 'levels' as const, index }, name: one.level, ...one })),
    ...air.map((one, index) => ({ id: { kind: 'air' as const, index }, name: names.air(index + 1), ...one })),
    ...fluid.map((one, index) => ({ id: { kind: 'fluid' as const, index }, name: names.fluid, ...one })),
  ];
  return listed.filter((one) => one.sliceIndex === sliceIndex);
}
