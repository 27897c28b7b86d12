import { convexHull } from './convex-hull.ts';
import { rasterise, type Point } from '../outline.ts';
import { median } from '../../mscore/roi-statistics.ts';
import type { Sighting, Vertebra } from './vertebrae.ts';

/** Of the median of the body; metal leaves nothing, cortex and sclerosis a little. */
const VOID = 0.2;
/** mm² of void inside one body in one slice. */
const LEAST_VOID = 45;

/** Largest area of signal void that a slice shows inside this vertebra's body, mm². */
export function voidIn({ sightings }: Vertebra): number {
  return Math.max(0, ...sightings.map(voidInSlice));
}

/** Whether the body holds metal, or what looks like it. */
export function holdsMetal(vertebra: Vertebra): boolean {
  return voidIn(vertebra) >= LEAST_VOID;
}

function voidInSlice({ seen: { view }, body }: Sighting): number {
  const points = body.pixels.map((pixel): Point => [pixel % view.columns, Math.floor(pixel / view.columns)]);
  const signal = median(body.pixels.map((pixel) => view.pixels[pixel] ?? 0));
  const inside = rasterise(convexHull(points), view);
  const dark = inside.filter((pixel) => (view.pixels[pixel] ?? 0) < VOID * signal);
  return dark.length * view.millimetres ** 2;
}
