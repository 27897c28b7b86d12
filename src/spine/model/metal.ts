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

/** Largest piece of signal void that a slice shows inside this vertebra's body, mm²; 0 where it is below LEAST_VOID. */
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
  const limit = VOID * median(body.pixels.map((pixel) => view.pixels[pixel] ?? 0));
  const [x, y] = body.centre;
  const hull = convexHull(endsOfRows(body.pixels, view.columns));
  const inner = hull.map(([px, py]): Point => [x + (px - x) * INSIDE, y + (py - y) * INSIDE]);
  const dark = rasterise(inner, view).filter((pixel) => smoothed(view, pixel) < limit);
  if (dark.length * view.millimetres ** 2 < LEAST_VOID) return 0;
  const mask = new Uint8Array(view.rows * view.columns);
  for (const pixel of dark) mask[pixel] = 1;
  return (componentsOf(mask, view)[0]?.length ?? 0) * view.millimetres ** 2;
}

/** First and last pixel of each row, as [column, row]: they have the same hull as all of them. */
function endsOfRows(pixels: readonly number[], columns: number): Point[] {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  for (const pixel of pixels) {
    const column = pixel % columns;
    const row = (pixel - column) / columns;
    if (column < (first.get(row) ?? Infinity)) first.set(row, column);
    if (column > (last.get(row) ?? -1)) last.set(row, column);
  }
  return [first, last].flatMap((ends) => [...ends].map(([row, column]): Point => [column, row]));
}

/** Mean with the four neighbours: single dark pixels are noise. */
function smoothed({ pixels, columns }: Sighting['seen']['view'], pixel: number): number {
  const at = (next: number) => pixels[next] ?? 0;
  return (at(pixel) + at(pixel - 1) + at(pixel + 1) + at(pixel - columns) + at(pixel + columns)) / 5;
}
