import type { Slice } from '../dicom/image.ts';
import { CodedError, reason, type CodedReason } from '../errors.ts';
import { LEVELS, type Level } from '../mscore/levels.ts';
import { levelBeside } from './level-beside.ts';
import type { LocatedLevel, LocatedOutline, LocatedSpine, Localiser, RoiSource } from './localiser.ts';
import { isInsideImage, rasterise } from './outline.ts';
import { outlineOn } from './outline-on.ts';
import { placeRectangle } from './place-rectangle.ts';
import { implausibilities } from './plausible-levels.ts';
import { resolveShape } from './resolve-shape.ts';
import type { RoiFile, RoiShape } from './roi-file.ts';

/** 0.40 cm² have 28 pixels at 1.2 mm, the coarsest image that is measured. */
const MINIMUM_PIXELS_OF_LEVEL = 20;
/** The canal leaves little room for fluid beside the nerve roots. */
const MINIMUM_PIXELS_OF_CSF = 5;
/** How much air is enough is for the noise checks to say, over all places together. */
const MINIMUM_PIXELS_OF_AIR = 1;

/** The localiser that reads what a person drew: in a file, on the review page, or in SR or SEG. */
export class RoiFileLocaliser implements Localiser {
  readonly source: Exclude<RoiSource, 'model'>;
  readonly basis: string;
  readonly seriesInstanceUid: string | undefined;
  readonly #file: RoiFile;

  constructor(file: RoiFile, source: Exclude<RoiSource, 'model'> = 'roi-file') {
    this.source = source;
    this.#file = file;
    this.basis = JSON.stringify(file);
    this.seriesInstanceUid = file.seriesInstanceUid;
  }

  async locate(slices: readonly Slice[]): Promise<LocatedSpine> {
    return { ...locateByRoiFile(this.#file, slices), source: this.source };
  }
}

/**
 * Where a ROI file says the levels, the air and the fluid are. A level whose ROI lies outside the images,
 * or whose body has no room for the rectangle, is left out with the reason. Raises CodedError
 * `spine/roi-other-study`, `spine/no-rois` when it marks no level, `spine/levels-implausible` when these
 * cannot be L1–L4, `spine/roi-outside` for air or fluid outside the images, and `dicom/no-geometry` when
 * millimetres are needed and the images have none.
 */
export function locateByRoiFile(file: RoiFile, slices: readonly Slice[]): LocatedSpine {
  checkImages(file, slices);
  if (file.levels.length === 0) throw new CodedError('spine/no-rois');

  const drawn: Drawn[] = [];
  const leftOut: LeftOut[] = (file.excluded ?? []).map(({ level, reason: why }) => ({
    level,
    reason: reason('spine/level-excluded', `${level}: ${why}`),
  }));
  for (const { level, use, shape } of file.levels) {
    const found = reasonIfOutside(() => locateShape(shape, slices, MINIMUM_PIXELS_OF_LEVEL));
    if ('code' in found) leftOut.push({ level, reason: found });
    else drawn.push({ level, use, ...found });
  }

  const levels: LocatedLevel[] = [];
  for (const shape of drawn) {
    const others = drawn.filter((other) => isSameVertebra(other, shape) && other.use !== shape.use);
    // A body beside a drawn ROI only says what the ROI lies in.
    if (shape.use === 'body' && others.length > 0) continue;
    const found =
      shape.use === 'roi' ? withBody(shape, others[0]) : reasonIfOutside(() => inBody(shape, slices));
    if ('code' in found) leftOut.push({ level: shape.level, reason: found });
    else levels.push(found);
  }
  const problems = implausibilities(levels, slices);
  if (problems.length > 0) throw new CodedError('spine/levels-implausible', problems.join('; '));

  const csf = file.csf.map((shape) => locateShape(shape, slices, MINIMUM_PIXELS_OF_CSF));
  return {
    source: 'roi-file',
    levels: levels.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)),
    noise: file.noise.map((shape) => locateShape(shape, slices, MINIMUM_PIXELS_OF_AIR)),
    csf: csf.map((fluid) => ({ ...fluid, behind: levelBeside(fluid, levels, slices) })),
    leftOut,
  };
}

interface Drawn extends LocatedOutline {
  readonly level: Level;
  readonly use: 'roi' | 'body';
}

type LeftOut = LocatedSpine['leftOut'][number];

/** What the file says that it was drawn on. */
const DRAWN_ON = ['studyInstanceUid', 'seriesInstanceUid', 'frameOfReferenceUid'] as const;

function checkImages(file: RoiFile, slices: readonly Slice[]): void {
  for (const name of DRAWN_ON) {
    const uid = file[name];
    if (uid !== undefined && slices.some(({ header }) => header[name] !== uid)) {
      throw new CodedError('spine/roi-other-study', `its ${name} differs`);
    }
  }
}

function locateShape(shape: RoiShape, slices: readonly Slice[], minimumPixels: number): LocatedOutline {
  const { slice, sliceIndex, polygon } = resolveShape(shape, slices);
  const size = slice.header.pixels;
  if (!isInsideImage(polygon, size)) throw new CodedError('spine/roi-outside', 'outside the image');
  const { length } = rasterise(polygon, size);
  if (length < minimumPixels) throw new CodedError('spine/roi-outside', `${length} pixels`);
  return { sliceIndex, outline: outlineOn(slice.header, polygon) };
}

function withBody({ level, sliceIndex, outline }: Drawn, body: Drawn | undefined): LocatedLevel {
  return { level, sliceIndex, roi: outline, ...(body && { body: body.outline }) };
}

function inBody({ level, sliceIndex, outline: body }: Drawn, slices: readonly Slice[]): LocatedLevel {
  const header = slices[sliceIndex]?.header;
  if (header?.plane === undefined) throw new CodedError('dicom/no-geometry');
  const rectangle = placeRectangle(body.polygon, header.plane);
  if (rectangle === undefined) {
    throw new CodedError('spine/roi-outside', '0.40 cm² do not fit into the front of the body');
  }
  return { level, sliceIndex, roi: outlineOn(header, rectangle), body };
}

function isSameVertebra(a: Drawn, b: Drawn): boolean {
  return a.level === b.level && a.sliceIndex === b.sliceIndex;
}

/** The level is left out when its shape is outside; anything else is wrong with the whole file. */
function reasonIfOutside<Found>(locate: () => Found): Found | CodedReason {
  try {
    return locate();
  } catch (thrown) {
    if (thrown instanceof CodedError && thrown.code === 'spine/roi-outside') return thrown.toReason();
    throw thrown;
  }
}
