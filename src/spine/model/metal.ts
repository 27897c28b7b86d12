import { CodedError } from '../../errors.ts';
import { median } from '../../mscore/roi-statistics.ts';
import { componentsOf } from '../mask-components.ts';
import { rasterise, type Point } from '../outline.ts';
import { convexHull } from './convex-hull.ts';
import type { Sighting, Vertebra } from './vertebrae.ts';

/** Of the median of the body; metal leaves nothing, cortex and sclerosis a little. */
const VOID = 0.25;
/** mm² of void in one piece inside one body in one slice. */
const LEAST_VOID = 45;
/** Bodies with metal that make a spine an instrumented one; a single small void may be a haemangioma's. */
const INSTRUMENTED = 2;
/** mm² that no lesion leaves without any signal. */
const LARGE_VOID = 130;
/** Of the hull of the body: endplates are hollow, and a dark disc reaches into the hull. */
const INSIDE = 0.75;

/** Largest piece of signal void that a slice shows inside this vertebra's body, mm². */
export function voidIn({ sightings }: Vertebra): number {
  return Math.max(0, ...sightings.map(voidInSlice));
}

/**
 * Before anything is named, because screws make one body of two.
 *
 * @throws CodedError `spine/instrumentation`
 */
export function refuseInstrumented(vertebrae: readonly Vertebra[]): void {
  const voids = vertebrae.map(voidIn);
  const several = voids.filter((area) => area >= LEAST_VOID).length >= INSTRUMENTED;
  if (several || voids.some((area) => area >= LARGE_VOID)) throw new CodedError('spine/instrumentation');
}

/** Whether the body holds metal, or what looks like it. */
export function holdsMetal(vertebra: Vertebra): boolean {
  return voidIn(vertebra) >= LEAST_VOID;
}

function voidInSlice({ seen: { view }, body }: Sighting): number {
  const points = body.pixels.map((pixel): Point => [pixel % view.columns, Math.floor(pixel / view.columns)]);
  const limit = VOID * median(body.pixels.map((pixel) => view.pixels[pixel] ?? 0));
  const [x, y] = body.centre;
  const inner = convexHull(points).map(([px, py]): Point => [x + (px - x) * INSIDE, y + (py - y) * INSIDE]);
  const dark = new Uint8Array(view.rows * view.columns);
  for (const pixel of rasterise(inner, view)) if (smoothed(view, pixel) < limit) dark[pixel] = 1;
  return (componentsOf(dark, view)[0]?.length ?? 0) * view.millimetres ** 2;
}

/** Mean with the four neighbours: single dark pixels are noise. */
function smoothed({ pixels, columns }: Sighting['seen']['view'], pixel: number): number {
  const around = [pixel, pixel - 1, pixel + 1, pixel - columns, pixel + columns];
  return around.reduce((sum, next) => sum + (pixels[next] ?? 0), 0) / around.length;
}
