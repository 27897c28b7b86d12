import type { ErrorCode } from '../errors.ts';
import { headFootExtent, orientation, sameOrientation } from './geometry.ts';
import type { ImageHeader, ImagePlane, SeriesHeaders } from './image.ts';
import { bodyPartSays, seriesSays } from './series-words.ts';

/** What a sagittal T1 series of the lumbar spine looks like; a site may override any of it. */
export const SERIES_LIMITS = {
  minImages: 5,
  /** Milliseconds. */
  repetitionTime: { min: 300, max: 1000 },
  echoTime: { max: 30 },
  /** Times by which TR and TE may leave their limits before the series is no T1 at all. */
  tolerance: 1.25,
  /** Head to foot, millimetres. */
  minCoverage: 200,
  maxPixelSpacing: 1.2,
  maxSliceThickness: 6,
};
export type SeriesLimits = typeof SERIES_LIMITS;

/** One thing that was looked at. */
export interface Finding {
  readonly text: string;
  /** Weight for (positive) or against (negative) the series. */
  readonly points: number;
  /** The series cannot be used at all. */
  readonly decisive: boolean;
  /** The refusal when nothing else speaks against the series. */
  readonly refusal?: ErrorCode;
}

const pro = (points: number, text: string): Finding => ({ text, points, decisive: false });
const con = (points: number, text: string): Finding => ({ text, points: -points, decisive: false });
const never = (text: string, refusal?: ErrorCode): Finding => ({
  text,
  points: 0,
  decisive: true,
  ...(refusal ? { refusal } : {}),
});

type Criterion = (
  images: readonly ImageHeader[],
  first: ImageHeader,
  limits: SeriesLimits,
) => Finding | undefined;

/** Everything that speaks for and against measuring this series (reference, "Choosing the sagittal T1 series"). */
export function judgeSeries(series: SeriesHeaders, limits: SeriesLimits): Finding[] {
  const [first] = series.images;
  if (first === undefined) return [never('no images')];
  return CRITERIA.flatMap((criterion) => criterion(series.images, first, limits) ?? []);
}

const modality: Criterion = (_images, { modality: value }) =>
  value === 'MR' ? undefined : never(`modality ${value || 'unknown'}, not MR`);

const localizer: Criterion = (_images, first) =>
  first.imageType.includes('LOCALIZER') || seriesSays(first, 'localizer') ? never('a localizer') : undefined;

/** Secondary capture of any kind, PS3.4 B.5. */
const SECONDARY_CAPTURE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.|$)/;

const original: Criterion = (images, first) => {
  if (SECONDARY_CAPTURE.test(first.sopClassUid)) return never('a secondary capture', 'series/not-original');
  const derived = images.find(
    ({ imageType }) => imageType.includes('DERIVED') || imageType.includes('SECONDARY'),
  );
  if (derived)
    return never(`derived images (${derived.imageType.slice(0, 4).join('\\')})`, 'series/not-original');
  return first.imageType[0] === 'ORIGINAL'
    ? pro(1, 'original images')
    : con(1, 'ImageType does not say original');
};

/** ImageType values of phase, real, imaginary and separated fat or water images. */
const NOT_MAGNITUDE = ['P', 'PHASE', 'PHASE MAP', 'R', 'REAL', 'I', 'IMAGINARY'];
const FAT_OR_WATER = ['W', 'F', 'WATER', 'FAT', 'OP', 'OPP_PHASE', 'OUT_PHASE', 'FAT_FRACTION'];

const magnitude: Criterion = (_images, { imageType }) => {
  const value = imageType.slice(2).find((type) => NOT_MAGNITUDE.includes(type));
  return value === undefined ? undefined : never(`not magnitude images (${value})`);
};

const fat: Criterion = (_images, first) => {
  const { fatSuppression, scanOptions } = first.acquisition;
  const separated = first.imageType.slice(2).find((type) => FAT_OR_WATER.includes(type));
  if (separated !== undefined) return never(`fat or water images (${separated})`);
  if (fatSuppression !== undefined) return never(`fat suppression (${fatSuppression})`);
  if (scanOptions.some((option) => /^(FS|FATSAT|SFS)$/i.test(option))) return never('fat suppression (FS)');
  return seriesSays(first, 'fatSuppressed') ? never('fat suppression, by its description') : undefined;
};

const sagittalStack: Criterion = (images, first, limits) => {
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

const spinEcho: Criterion = (_images, { acquisition }) => {
  const { scanningSequence } = acquisition;
  const other = scanningSequence.find((value) => ['GR', 'IR', 'EP'].includes(value));
  if (other !== undefined) return never(`not a plain spin echo (${scanningSequence.join('\\')})`);
  if (scanningSequence.includes('SE')) return pro(2, 'spin echo');
  return con(2, 'the sequence is not named');
};

const weighting: Criterion = (images, first, limits) => {
  const { repetitionTime, echoTime } = first.acquisition;
  const echoTimes = images.flatMap(({ acquisition }) => acquisition.echoTime ?? []);
  if (Math.max(...echoTimes) - Math.min(...echoTimes) > 1) return never('several echo times');
  if (repetitionTime === undefined || echoTime === undefined) {
    return seriesSays(first, 't1') && !seriesSays(first, 't2')
      ? con(2, 'T1 only by its description: TR or TE is missing')
      : never('nothing says T1: TR or TE is missing');
  }
  const { min, max } = limits.repetitionTime;
  const times = `TR ${round(repetitionTime)} ms, TE ${round(echoTime)} ms`;
  const beyond = Math.max(min / repetitionTime, repetitionTime / max, echoTime / limits.echoTime.max);
  if (!(beyond <= limits.tolerance)) return never(`not T1-weighted: ${times}`);
  return beyond > 1 ? con(1, `${times}, at the edge of T1`) : pro(3, `T1-weighted: ${times}`);
};

const contrast: Criterion = (images, first) => {
  const agent = images.some(({ acquisition }) => acquisition.contrastAgent !== undefined);
  if (agent) return never('contrast agent given', 'series/contrast');
  return seriesSays(first, 'contrast')
    ? never('contrast agent, by its description', 'series/contrast')
    : undefined;
};

const lossy: Criterion = (images) =>
  images.some(({ pixels }) => pixels.lossy) ? never('lossy compression', 'series/lossy') : undefined;

/** BodyPartExamined alone is unreliable: another body part must be named, and nothing may say lumbar. */
const bodyPart: Criterion = (_images, first) => {
  if (bodyPartSays(first, 'lumbar')) return pro(1, 'named lumbar');
  return bodyPartSays(first, 'otherBodyPart')
    ? never('named after another body part', 'series/body-part')
    : undefined;
};

const coverage: Criterion = (_images, first, limits) => {
  if (first.plane === undefined) return undefined;
  const extent = round(headFootExtent(first.plane, first.pixels.rows, first.pixels.columns));
  return extent >= limits.minCoverage ? pro(2, `covers ${extent} mm`) : con(2, `covers only ${extent} mm`);
};

const resolution: Criterion = (_images, { plane }, limits) => {
  if (plane === undefined) return undefined;
  const spacing = Math.max(plane.rowSpacing, plane.columnSpacing);
  const text = `pixels of ${spacing.toFixed(2)} mm`;
  return spacing <= limits.maxPixelSpacing ? pro(1, text) : con(1, text);
};

const thickness: Criterion = (_images, { plane }, limits) => {
  if (plane?.sliceThickness === undefined) return undefined;
  const text = `slices of ${plane.sliceThickness.toFixed(1)} mm`;
  return plane.sliceThickness <= limits.maxSliceThickness ? pro(1, text) : con(1, text);
};

const description: Criterion = (_images, first) =>
  seriesSays(first, 't1') && seriesSays(first, 'sagittal') ? pro(0.5, 'described as sagittal T1') : undefined;

const CRITERIA: readonly Criterion[] = [
  modality,
  localizer,
  original,
  magnitude,
  sagittalStack,
  spinEcho,
  weighting,
  fat,
  contrast,
  lossy,
  bodyPart,
  coverage,
  resolution,
  thickness,
  description,
];

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

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
