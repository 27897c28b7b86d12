import { createHash } from 'node:crypto';
import type { ImageHeader, Slice } from '../../dicom/image.ts';
import type { Measurement } from '../../mscore/measurement.ts';
import type { ImageList } from './image-list.ts';
import type { StudyImages } from './study-pixels.ts';

/**
 * What a page must know of the images before it has them.
 *
 * @param base address that the images are under
 */
export function listImages(
  { slices, second, range, window }: StudyImages,
  { levels }: Pick<Measurement, 'levels'>,
  base: string,
): ImageList {
  const measured = slices.findIndex(({ header }) => header.sopInstanceUid === levels[0]?.roi.sopInstanceUid);
  const first = measured < 0 ? Math.floor(slices.length / 2) : measured;
  const entry = (slice: Slice, at: number) => ({
    url: `${base}/${at}?is=${imageTag(slice)}`,
    header: withoutPatient(slice.header),
  });
  return {
    images: slices.map(entry),
    second: second.map((slice, at) => entry(slice, slices.length + at)),
    range,
    window,
    first,
  };
}

/** One of the images of the list, by its place in it. */
export function imageAt({ slices, second }: StudyImages, at: number): Slice | undefined {
  return [...slices, ...second][at];
}

/** What says whether it is still the same image: what is stored under a UID does not change. */
export function imageTag({ header: { sopInstanceUid, frameNumber } }: Slice): string {
  return createHash('sha256').update(`${sopInstanceUid} ${frameNumber}`).digest('hex').slice(0, 16);
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
