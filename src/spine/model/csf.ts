import { outlineOf } from '../mask-outline.ts';
import { largestComponent } from '../mask-components.ts';
import type { Point, Polygon } from '../outline.ts';
import { CLASSES } from './segmenter.ts';
import type { Sighting } from './vertebrae.ts';

const CANAL = CLASSES.indexOf('canal');
/** Millimetres above and below the middle of the body. */
const BAND = 9;
/** Millimetres kept from the walls of the canal: epidural fat is bright. */
const CLEARANCE = 3;

/** Spinal fluid behind a body, in pixel coordinates of its slice; undefined where the canal is too narrow. */
export function fluidBehind({ seen, body }: Sighting): Polygon | undefined {
  const { classes, rows, columns } = seen.segmentation;
  const { millimetres } = seen.view;
  const [, middle] = body.centre;
  const apart = Math.round(CLEARANCE / millimetres);
  const inBand = (row: number) => Math.abs(row - middle) * millimetres <= BAND;
  const mask = classes.map((_, pixel) => {
    const row = Math.floor(pixel / columns);
    const column = pixel % columns;
    if (!inBand(row) || column < apart || column >= columns - apart) return 0;
    for (let x = column - apart; x <= column + apart; x += 1)
      if (classes[row * columns + x] !== CANAL) return 0;
    return 1;
  });
  const outline = outlineOf(largestComponent(mask, { rows, columns }), { rows, columns });
  return outline.length < 3 ? undefined : outline.map((point: Point) => seen.view.toSlice(point));
}
