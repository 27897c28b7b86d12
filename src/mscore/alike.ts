import type { ImageHeader } from '../dicom/image.ts';

/** Share by which a number may differ between images of one series: scanners write times like 12.140000343. */
const ROUNDING = 0.001;

/** What a reference cohort is matched by, so that it must hold for every image and not for the first alone. */
const TRAITS: readonly (readonly [
  name: string,
  read: (image: ImageHeader) => string | number | undefined,
])[] = [
  ['manufacturer', ({ scanner }) => scanner.manufacturer],
  ['model', ({ scanner }) => scanner.model],
  ['serial number', ({ scanner }) => scanner.serial],
  ['field strength', ({ scanner }) => scanner.fieldStrength],
  ['coil', ({ scanner }) => scanner.coil],
  ['software', ({ scanner }) => scanner.softwareVersions],
  ['sequence', ({ acquisition }) => acquisition.scanningSequence.join('\\')],
  ['repetition time', ({ acquisition }) => acquisition.repetitionTime],
  ['echo time', ({ acquisition }) => acquisition.echoTime],
  ['echo train length', ({ acquisition }) => acquisition.echoTrainLength],
  ['slice thickness', ({ plane }) => plane?.sliceThickness],
  ['pixel spacing', ({ plane }) => plane?.rowSpacing],
];

/** The names of what is not the same on all of these images; empty when they were made alike. */
export function differingTraits(images: readonly ImageHeader[]): string[] {
  const [first, ...others] = images;
  if (first === undefined) return [];
  return TRAITS.filter(([, read]) => others.some((image) => !same(read(first), read(image)))).map(
    ([name]) => name,
  );
}

function same(a: string | number | undefined, b: string | number | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= ROUNDING * Math.abs(a);
  return typeof a === 'string' && typeof b === 'string' ? a.trim() === b.trim() : a === b;
}
