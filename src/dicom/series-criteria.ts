import type { SeriesHeaders } from './image.ts';
import { type Criterion, con, type Finding, never, pro, type SeriesLimits } from './series-finding.ts';
import { bodyPartSays, seriesSays } from './series-words.ts';
import { coverage, resolution, sagittalStack, thickness } from './stack-criteria.ts';

/** Everything that speaks for and against measuring this series (reference, "Choosing the sagittal T1 series"). */
export function judgeSeries(series: SeriesHeaders, limits: SeriesLimits): Finding[] {
  const { unreadable } = series;
  if (unreadable) return [never(`could not be read: ${unreadable.text}`, unreadable.code)];
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
  if (echoTimes.some((time) => Math.abs(time - (echoTime ?? time)) > 1)) return never('several echo times');
  if (repetitionTime === undefined || echoTime === undefined) {
    return seriesSays(first, 't1') && !seriesSays(first, 't2')
      ? con(2, 'T1 only by its description: TR or TE is missing')
      : never('nothing says T1: TR or TE is missing');
  }
  const { min, max } = limits.repetitionTime;
  const times = `TR ${tenths(repetitionTime)} ms, TE ${tenths(echoTime)} ms`;
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

/** Scanners write times like 12.140000343. */
function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
