import { type DrawnSegment, segmentationFile } from '../../fixtures/annotations/segmentation.ts';
import { type DrawnRegion, reportFile } from '../../fixtures/annotations/report.ts';
import type { CodeTriple } from '../../fixtures/annotations/content.ts';
import { type Annotation, parseAnnotation } from '../../src/dicom/annotation.ts';
import type { ImageHeader, Slice } from '../../src/dicom/image.ts';
import { LEVELS, type Level } from '../../src/mscore/levels.ts';
import type { AnnotatedStudy } from '../../src/spine/annotated-study.ts';
import { imageHeader, pixelDescription, sagittal } from '../mscore/image-header.ts';

export const SIZE = { rows: 400, columns: 400 };
export const T1 = '1.2.3.1';
export const T2 = '1.2.3.2';
/** Index of the slice in the middle of every vertebra. */
export const MIDDLE = 3;

export const VERTEBRA: CodeTriple = ['51282000', 'SCT', 'Vertebra'];
const VERTEBRAE: Readonly<Record<Level, CodeTriple>> = {
  L1: ['66794005', 'SCT', 'L1 vertebra'],
  L2: ['14293000', 'SCT', 'L2 vertebra'],
  L3: ['36470004', 'SCT', 'L3 vertebra'],
  L4: ['11994002', 'SCT', 'L4 vertebra'],
};
export const vertebra = (level: Level): CodeTriple => VERTEBRAE[level];

/** Seven sagittal images in the order of a series, 4 mm apart, 0.5 mm pixels; columns grow towards the back, rows towards the feet. */
export function images(seriesInstanceUid = T1, frameOfReferenceUid = '1.2.3.9'): ImageHeader[] {
  return Array.from({ length: 7 }, (_, i) =>
    imageHeader({
      seriesInstanceUid,
      sopInstanceUid: `${seriesInstanceUid}.${i}`,
      instanceNumber: i + 1,
      frameOfReferenceUid,
      plane: { ...sagittal, position: [12 - 4 * i, -100, 100] },
      pixels: { ...pixelDescription, ...SIZE },
    }),
  );
}

export const IMAGES = images();
export const SLICES: readonly Slice[] = IMAGES.map((header) => ({
  header,
  pixels: new Uint16Array(SIZE.rows * SIZE.columns),
}));

/** A study whose T1 can be measured and whose T2 cannot. */
export const STUDY: AnnotatedStudy = {
  series: [
    { seriesInstanceUid: T1, images: IMAGES },
    { seriesInstanceUid: T2, images: images(T2) },
  ],
  choose: (markedOn = T1) => (markedOn === T1 ? T1 : undefined),
  ownModelName: 'mscore',
};

/** Left, top, right and bottom pixel of a rectangle, the last two not in it. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** The body of a level, 35 × 27 mm, in the middle of its vertebra. */
export function bodyBox(level: Level): Box {
  const top = 40 + 72 * LEVELS.indexOf(level);
  return [100, top, 170, top + 54];
}

/** Its spinous process, behind the canal; larger than the body when asked for. */
export function spinousBox(level: Level, isLarge = false): Box {
  const [, top] = bodyBox(level);
  return isLarge ? [205, top, 300, top + 60] : [215, top + 24, 265, top + 60];
}

export function maskOf(...boxes: readonly Box[]): Uint8Array {
  const mask = new Uint8Array(SIZE.rows * SIZE.columns);
  for (const [left, top, right, bottom] of boxes) {
    for (let row = top; row < bottom; row += 1)
      mask.fill(1, row * SIZE.columns + left, row * SIZE.columns + right);
  }
  return mask;
}

export function polygonOf([left, top, right, bottom]: Box): [number, number][] {
  return [
    [left - 0.5, top - 0.5],
    [right - 0.5, top - 0.5],
    [right - 0.5, bottom - 0.5],
    [left - 0.5, bottom - 0.5],
  ];
}

/** A segment that has these boxes on some images. */
export function segment(
  level: Level,
  boxes: readonly Box[],
  on: readonly number[] = [1, 2, 3, 4, 5],
  change: Partial<DrawnSegment> = {},
): DrawnSegment {
  const mask = maskOf(...boxes);
  const masks = on.flatMap((index) => {
    const image = IMAGES[index];
    return image ? [{ image, mask }] : [];
  });
  return { label: `${level} vertebra`, type: vertebra(level), masks, ...change };
}

export function segmentation(segments: readonly DrawnSegment[]): Annotation {
  return annotation(segmentationFile(segments));
}

export function region(level: Level, box: Box, change: Partial<DrawnRegion> = {}): DrawnRegion {
  const image = IMAGES[MIDDLE];
  if (!image) throw new RangeError('no image in the middle');
  return {
    trackingId: `ROI of ${level}`,
    finding: VERTEBRA,
    site: vertebra(level),
    image,
    polygon: polygonOf(box),
    ...change,
  };
}

export function report(regions: readonly DrawnRegion[]): Annotation {
  return annotation(reportFile(regions));
}

export function annotation(bytes: Uint8Array): Annotation {
  const parsed = parseAnnotation(bytes);
  if (!parsed) throw new RangeError('no annotation');
  return parsed.annotation;
}
