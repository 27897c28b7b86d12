import type { ImageHeader } from '../../../dicom/image.ts';
import { outlineOn } from '../../../spine/outline-on.ts';
import type { Polygon } from '../../../spine/outline.ts';
import { MAXIMUM_POINTS, type RoiFile, type RoiShape, ROI_FILE_FORMAT } from '../../../spine/roi-file.ts';
import type { EditedSpine } from './edited-spine.ts';

/** The file that is saved and measured; undefined without images. */
export function roiFileOf(spine: EditedSpine, images: readonly ImageHeader[]): RoiFile | undefined {
  const [first] = images;
  if (!first) return undefined;
  const shape = (polygon: Polygon, sliceIndex: number): RoiShape[] => {
    const image = images[sliceIndex];
    if (!image) return [];
    // Rounded as outlines are stored: what is shown while dragging is then what is saved.
    const { sopInstanceUid, frameNumber, polygon: points } = outlineOn(image, thinned(polygon));
    return [{ kind: 'polygon', coordinates: 'pixel', sopInstanceUid, frameNumber, points }];
  };
  return {
    format: ROI_FILE_FORMAT,
    studyInstanceUid: first.studyInstanceUid,
    seriesInstanceUid: first.seriesInstanceUid,
    levels: spine.levels.flatMap(({ level, sliceIndex, polygon, body }) => [
      ...shape(polygon, sliceIndex).map((roi) => ({ level, use: 'roi' as const, shape: roi })),
      ...(body
        ? shape(body, sliceIndex).map((whole) => ({ level, use: 'body' as const, shape: whole }))
        : []),
    ]),
    noise: spine.air.flatMap(({ polygon, sliceIndex }) => shape(polygon, sliceIndex)),
    csf: spine.fluid.flatMap(({ polygon, sliceIndex }) => shape(polygon, sliceIndex)),
    ...(spine.excluded.length > 0 && {
      excluded: spine.excluded.map(({ level, reason }) => ({ level, reason })),
    }),
  };
}

/**
 * The edit as a file; undefined where it comes to the file of what was measured, however it got there: outlines that were
 * turned there and back, or names that were shifted up and down, differ in what no file holds.
 */
export function editedFile(
  spine: EditedSpine,
  measured: EditedSpine,
  images: readonly ImageHeader[],
): RoiFile | undefined {
  const file = roiFileOf(spine, images);
  return JSON.stringify(file) === JSON.stringify(roiFileOf(measured, images)) ? undefined : file;
}

/** Outlines that were traced around a mask have more corners than a file may hold, and than anybody sees. */
function thinned(polygon: Polygon): Polygon {
  const every = Math.ceil(polygon.length / MAXIMUM_POINTS);
  return polygon.filter((_, at) => at % every === 0);
}
