import { spreadOf, type RoiStatistics } from '../../mscore/roi-statistics.ts';
import { dot } from '../../dicom/vector.ts';
import type { Point, Polygon } from '../outline.ts';
import { placeRectangle } from '../place-rectangle.ts';
import { withoutRim } from '../scaled-outline.ts';
import { valuesInside } from '../values-inside.ts';
import { bodyOutline } from './body-outline.ts';
import { bodyShape, type BodyShape } from './body-shape.ts';
import { type SidePoint, stackAxes } from './seen-slice.ts';
import type { Sighting } from './vertebrae.ts';

type Spread = Pick<RoiStatistics, 'n' | 'mean' | 'sd'>;

/** A body on one slice with the ROI in it; outlines in pixel coordinates of the slice. */
export interface PlacedBody {
  readonly sighting: Sighting;
  readonly outline: Polygon;
  readonly rectangle: Polygon;
  readonly shape: BodyShape;
  /** Stored values in the ROI, and in the whole body without its rim. */
  readonly roi: Spread;
  readonly inside: Spread;
}

/** Undefined where 0.40 cm² do not fit into the front of the body, 2 mm from its outline. */
export function placeInBody(sighting: Sighting, direction: SidePoint): PlacedBody | undefined {
  const { plane, slice } = sighting.seen;
  const outline = bodyOutline(sighting);
  if (outline.length < 3) return undefined;
  const rectangle = placeRectangle(outline, plane);
  if (!rectangle) return undefined;
  const roi = valuesInside(slice, rectangle);
  const inside = valuesInside(slice, withoutRim(outline));
  if (roi.length === 0 || inside.length === 0) return undefined;
  // The directions of the stack as millimetres along the columns and rows of this image.
  const axes = stackAxes(plane);
  const inImage = ({ back, down }: SidePoint): Point => {
    const along = (image: typeof plane.rowDirection) =>
      back * dot(axes.back, image) + down * dot(axes.down, image);
    return [along(plane.rowDirection), along(plane.columnDirection)];
  };
  const shape = bodyShape(outline, plane, inImage(direction), inImage({ back: 1, down: 0 }));
  return { sighting, outline, rectangle, shape, roi: spreadOf(roi), inside: spreadOf(inside) };
}
