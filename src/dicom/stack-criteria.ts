import { headFootExtent, orientation, sameOrientation } from './geometry.ts';
import type { ImagePlane } from './image.ts';
import { type Criterion, con, never, pro } from './series-finding.ts';
import { seriesSays } from './series-words.ts';

/** Enough parallel sagittal slices, by the images' own geometry. */
export const sagittalStack: Criterion = (images, first, limits) => {
  const planes = images.flatMap((image) => image.plane ?? []);
  const [unlocated] = images.filter((image) => image.plane === undefined);
  if (unlocated !== undefined) {
    const other = seriesSays(first, 'otherPlane') && !seriesSays(first, 'sagittal');
    return never(
      other
        ? 'not sagittal, by its description'
        : `${images.length - planes.length} images do not say where they are`,
      other ? undefined : 'dicom/no-geometry',
    );
  }
  const stack = largestStack(planes.filter((each) => orientation(each) === 'sagittal'));
  if (stack.length === 0) return never(`not sagittal: ${[...new Set(planes.map(orientation))].join(', ')}`);
  if (stack.length < limits.minImages)
    return never(`${stack.length} sagittal images of one orientation, too few`);
  if (stack.length < planes.length)
    return con(3, `${planes.length - stack.length} images in another orientation`);
  return pro(3, `sagittal, ${stack.length} images`);
};

export const coverage: Criterion = (_images, first, limits) => {
  if (first.plane === undefined) return undefined;
  const extent = Math.round(headFootExtent(first.plane, first.pixels.rows, first.pixels.columns));
  return extent >= limits.minCoverage ? pro(2, `covers ${extent} mm`) : con(2, `covers only ${extent} mm`);
};

export const resolution: Criterion = (_images, { plane }, limits) => {
  if (plane === undefined) return undefined;
  const spacing = Math.max(plane.rowSpacing, plane.columnSpacing);
  const text = `pixels of ${spacing.toFixed(2)} mm`;
  return spacing <= limits.maxPixelSpacing ? pro(1, text) : con(1, text);
};

export const thickness: Criterion = (_images, { plane }, limits) => {
  if (plane?.sliceThickness === undefined) return undefined;
  const text = `slices of ${plane.sliceThickness.toFixed(1)} mm`;
  return plane.sliceThickness <= limits.maxSliceThickness ? pro(1, text) : con(1, text);
};

/** The most planes that are parallel to one of them. */
function largestStack(planes: readonly ImagePlane[]): ImagePlane[] {
  const stacks: ImagePlane[][] = [];
  for (const plane of planes) {
    const stack = stacks.find(([first]) => first && sameOrientation(first, plane));
    if (stack) stack.push(plane);
    else stacks.push([plane]);
  }
  return stacks.reduce((best, stack) => (stack.length > best.length ? stack : best), []);
}
