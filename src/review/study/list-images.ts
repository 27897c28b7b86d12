import { createHash } from 'node:crypto';
import type { ImageHeader, Slice } from '../../dicom/image.ts';
import type { Measurement } from '../../mscore/measurement.ts';
import { type ImageList, nearestFirst } from './image-list.ts';
import type { StudyImages } from './study-pixels.ts';

/**
 * What a page must know of the images before it has them.
 *
 * @param base address that the images are under
 */
export function listImages(images: StudyImages, measurement: Measured, base: string): ImageList {
  const { slices, second, range, window } = images;
  const first = firstOf(slices, measurement);
  const listed = (of: readonly Slice[], name: string, from: number) => ({
    headers: of.map(({ header }) => withoutPatient(header)),
    pixels: `${base}/${name}?is=${imagesTag(asSent(of, from))}`,
  });
  return {
    ...listed(slices, 'pixels', first),
    second: listed(second, 'second', 0),
    range,
    window,
    first,
  };
}

/** In the order in which a page gets them. */
export function asSent(slices: readonly Slice[], first: number): Slice[] {
  return nearestFirst(slices.length, first).flatMap((at) => slices[at] ?? []);
}

type Measured = Pick<Measurement, 'levels'>;

/** The first image that a level was measured on, else the middle one. */
export function firstOf(slices: readonly Slice[], { levels }: Measured): number {
  const measured = slices.findIndex(({ header }) => header.sopInstanceUid === levels[0]?.roi.sopInstanceUid);
  return measured < 0 ? Math.floor(slices.length / 2) : measured;
}

/** Says whether they are still the same images in the same order: what is stored under a UID does not change. */
export function imagesTag(slices: readonly Slice[]): string {
  const names = slices.map(({ header }) => `${header.sopInstanceUid} ${header.frameNumber}`);
  return createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16);
}

/** Rows × columns stored values, 16 bit, little endian. */
export function storedBytes({ pixels }: Slice): Buffer {
  const wide = pixels.BYTES_PER_ELEMENT === 2 ? pixels : Int16Array.from(pixels);
  return Buffer.from(wide.buffer, wide.byteOffset, wide.byteLength);
}

/** The page knows whose images they are by the measurement; the less leaves the service the better. */
function withoutPatient(header: ImageHeader): ImageHeader {
  const nobody = { id: undefined, issuerOfPatientId: undefined, birthDate: undefined, sex: undefined };
  return { ...header, patient: nobody, accessionNumber: undefined };
}
