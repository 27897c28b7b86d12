import type { Slice } from '../../src/dicom/image.ts';
import type { Point, Polygon } from '../../src/spine/outline.ts';
import { cornersOf } from '../../src/spine/rectangle.ts';
import { imageHeader, sagittal } from '../mscore/image-header.ts';

/** Sagittal slices 4 mm apart, on which columns grow towards the back and 0.5 mm are one pixel. */
export function sagittalSlices(count: number): Slice[] {
  return Array.from({ length: count }, (_, i) => ({
    header: imageHeader({
      sopInstanceUid: `1.2.3.1.${i + 1}`,
      instanceNumber: i + 1,
      plane: { ...sagittal, position: [i * 4 - 8, -100, 100] },
    }),
    pixels: new Uint16Array(400 * 400),
  }));
}

/** A body 32 mm deep and 25 mm high, tilted by `angle` degrees, in pixel coordinates of `sagittalSlices`. */
export function vertebralBody(center: Point, angle = 0, depth = 32, height = 25): Polygon {
  return cornersOf({ center, width: depth * 2, height: height * 2, angle });
}

/** A polygon as a ROI file spells it. */
export function pointsOf(polygon: Polygon): [number, number][] {
  return polygon.map(([c, r]) => [c, r]);
}

export function centerOf(polygon: Polygon): Point {
  const mean = (axis: 0 | 1) => polygon.reduce((sum, point) => sum + point[axis], 0) / polygon.length;
  return [mean(0), mean(1)];
}

/** Unsigned area in the square of the points' unit (shoelace formula). */
export function polygonArea(polygon: Polygon): number {
  const doubled = polygon.reduce((sum, [ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length] ?? [ax, ay];
    return sum + ax * by - bx * ay;
  }, 0);
  return Math.abs(doubled) / 2;
}
