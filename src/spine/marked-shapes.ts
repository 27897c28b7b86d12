import { cross, dot, length, scale, subtract } from '../dicom/vector.ts';
import type { ImageHeader, Vector3 } from '../dicom/image.ts';
import { pixelToPatient } from '../dicom/geometry.ts';
import { CodedError } from '../errors.ts';
import { LEVELS, type Level } from '../mscore/levels.ts';
import { ROI_FILE_FORMAT, type RoiFile, type RoiShape } from './roi-file.ts';

/** A polygon of an annotation object; with its points in the patient too, to compare it with others. */
export interface MarkedShape {
  readonly subject: Level | 'air';
  readonly shape: Extract<RoiShape, { kind: 'polygon' }>;
  /** Millimetres, LPS. */
  readonly corners: readonly Vector3[];
}

/**
 * Square millimetres. A region of at most this size was drawn to be measured as it is (the seed paper's has
 * 40); anything larger outlines a body, of which the smallest has some 500 in its middle.
 */
const LARGEST_ROI = 150;
/** Slices on which a body is measured: the middle one and its neighbours. */
const BODY_SLICES = 3;
/** As many as a ROI file may have. */
const MAX_LEVEL_SHAPES = 40;
const MAX_AIR_SHAPES = 20;
/** Millimetres; slices of lumbar MRI are further apart, and rounding is less. */
const SAME_PLANE = 0.5;

/** A polygon in the pixels of an image; undefined when the image does not say where it is. */
export function shapeOnImage(
  subject: MarkedShape['subject'],
  { sopInstanceUid, frameNumber, plane }: ImageHeader,
  polygon: readonly (readonly [number, number])[],
): MarkedShape | undefined {
  if (plane === undefined) return undefined;
  const points = polygon.map(([column, row]): [number, number] => [column, row]);
  return {
    subject,
    shape: { kind: 'polygon', coordinates: 'pixel', sopInstanceUid, frameNumber, points },
    corners: polygon.map((point) => pixelToPatient(plane, point)),
  };
}

/** A polygon in the patient; millimetres, LPS. */
export function shapeInPatient(subject: MarkedShape['subject'], corners: readonly Vector3[]): MarkedShape {
  const points = corners.map(([x, y, z]): [number, number, number] => [x, y, z]);
  return { subject, shape: { kind: 'polygon', coordinates: 'patient', points }, corners };
}

/**
 * The shapes as a ROI file, as if a person had written it. Of a body that is outlined on many images the three
 * in the middle are taken; ROIs are all measured as they were drawn. CSF is not looked for.
 *
 * @throws CodedError `spine/annotation-ambiguous` when a level is marked twice in one plane, which only a ROI
 *   in its body may be; `spine/annotation-unused` when fewer than two levels are marked, or with too many
 *   regions
 */
export function roiFileOf(shapes: readonly MarkedShape[], drawnOn: DrawnOn): RoiFile {
  const all = shapes.flatMap(({ subject, shape, corners }): Drawn[] => {
    const use = area(corners) <= LARGEST_ROI ? 'roi' : 'body';
    return subject === 'air' ? [] : [{ level: subject, use, shape, corners }];
  });
  for (const [i, a] of all.entries()) {
    const twice = all.slice(0, i).some((b) => a.level === b.level && a.use === b.use && samePlane(a, b));
    if (twice) throw new CodedError('spine/annotation-ambiguous', `${a.level} twice on one image`);
  }
  const levels = [
    ...all.filter(({ use }) => use === 'roi'),
    ...LEVELS.flatMap((level) => bodiesToUse(all.filter((each) => each.level === level))),
  ];
  const marked = LEVELS.filter((level) => levels.some((each) => each.level === level));
  if (marked.length < 2) {
    throw new CodedError('spine/annotation-unused', `it marks ${marked.join() || 'none'} there`);
  }
  const noise = shapes.filter(({ subject }) => subject === 'air').map(({ shape }) => shape);
  if (levels.length > MAX_LEVEL_SHAPES || noise.length > MAX_AIR_SHAPES) {
    throw new CodedError('spine/annotation-unused', 'too many regions');
  }
  return {
    format: ROI_FILE_FORMAT,
    ...drawnOn,
    levels: levels.map(({ level, use, shape }) => ({ level, use, shape })),
    noise,
    csf: [],
  };
}

/** Those that say what the ROIs of a level lie in; without ROIs, those to put ROIs into. */
function bodiesToUse(ofLevel: readonly Drawn[]): Drawn[] {
  const rois = ofLevel.filter(({ use }) => use === 'roi');
  const bodies = ofLevel.filter(({ use }) => use === 'body');
  if (rois.length === 0) return middle(bodies);
  return bodies.filter((body) => rois.some((roi) => samePlane(body, roi)));
}

/** The bodies of one level that are in the middle of its extent across the images. */
function middle(bodies: readonly Drawn[]): Drawn[] {
  const across = normalOf(bodies[0]);
  const position = ({ corners }: Drawn) => dot(corners[0] ?? [0, 0, 0], across);
  const first = Math.max(0, Math.ceil((bodies.length - BODY_SLICES) / 2));
  const sorted = bodies.toSorted((a, b) => position(a) - position(b));
  const chosen = sorted.slice(first, first + BODY_SLICES);
  return bodies.filter((body) => chosen.includes(body));
}

type DrawnOn = Pick<RoiFile, 'seriesInstanceUid' | 'frameOfReferenceUid'>;

/** Twice the area as a vector, along the normal of the polygon's plane. */
function areaVector(corners: readonly Vector3[]): Vector3 {
  const [origin = [0, 0, 0]] = corners;
  const around = corners.map((corner) => subtract(corner, origin));
  let sum: Vector3 = [0, 0, 0];
  for (const [i, a] of around.entries()) {
    const [x, y, z] = cross(a, around[(i + 1) % around.length] ?? a);
    sum = [sum[0] + x, sum[1] + y, sum[2] + z];
  }
  return sum;
}

function area(corners: readonly Vector3[]): number {
  return length(areaVector(corners)) / 2;
}

interface Drawn {
  readonly level: Level;
  readonly use: 'roi' | 'body';
  readonly shape: MarkedShape['shape'];
  readonly corners: readonly Vector3[];
}

function samePlane(a: Drawn, b: Drawn): boolean {
  const [from = [0, 0, 0], to = [0, 0, 0]] = [a.corners[0], b.corners[0]];
  return Math.abs(dot(subtract(to, from), normalOf(a))) < SAME_PLANE;
}

/** Unit normal of the plane that the shape lies in; zero when it has no area. */
function normalOf(drawn: Drawn | undefined): Vector3 {
  const vector = areaVector(drawn?.corners ?? []);
  const size = length(vector);
  return size === 0 ? [0, 0, 0] : scale(vector, 1 / size);
}
