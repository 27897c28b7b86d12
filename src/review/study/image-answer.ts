import type { ImageHeader, Slice } from '../../dicom/image.ts';
import type { Measurement } from '../../mscore/measurement.ts';
import { type ImageList, type ListedImages, nearestFirst } from './image-list.ts';
import type { StudyImages } from './study-pixels.ts';

/** Images with what is said of them: one answer, one look at session and measurement. */
export interface ImageAnswer<List extends ListedImages = ListedImages> {
  readonly list: List;
  /** In the order of `list.headers`. */
  readonly slices: readonly Slice[];
}

/**
 * The images that a measurement was made on.
 *
 * @param secondAt address of those of the second acquisition
 */
export function measuredImages(
  { slices, second, range, window }: StudyImages,
  measurement: Pick<Measurement, 'levels'>,
  secondAt: string,
): ImageAnswer<ImageList> {
  const first = firstOf(slices, measurement);
  const list = {
    headers: headersOf(slices),
    first,
    second: second.length > 0 ? secondAt : null,
    range,
    window,
  };
  return { list, slices };
}

export function secondImages({ second }: StudyImages): ImageAnswer {
  return { list: { headers: headersOf(second), first: 0 }, slices: second };
}

/**
 * The answer as it is sent: 4 bytes with the length of the list (little endian), the list as JSON, then the images in
 * the order of `nearestFirst`, rows × columns stored values each, 16 bit, little endian.
 */
export function* inPieces({ list, slices }: ImageAnswer): Generator<Buffer> {
  const head = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  yield Buffer.concat([length, head]);
  for (const at of nearestFirst(slices.length, list.first)) {
    const slice = slices[at];
    if (slice) yield storedBytes(slice);
  }
}

function headersOf(slices: readonly Slice[]): ImageHeader[] {
  return slices.map(({ header }) => withoutPatient(header));
}

/** The first image that a level was measured on, else the middle one. */
function firstOf(slices: readonly Slice[], { levels }: Pick<Measurement, 'levels'>): number {
  const measured = slices.findIndex(({ header }) => header.sopInstanceUid === levels[0]?.roi.sopInstanceUid);
  return measured < 0 ? Math.floor(slices.length / 2) : measured;
}

function storedBytes({ pixels }: Slice): Buffer {
  const wide = pixels.BYTES_PER_ELEMENT === 2 ? pixels : Int16Array.from(pixels);
  return Buffer.from(wide.buffer, wide.byteOffset, wide.byteLength);
}

/** The page knows whose images they are by the measurement; the less leaves the service the better. */
function withoutPatient(header: ImageHeader): ImageHeader {
  const nobody = { id: undefined, issuerOfPatientId: undefined, birthDate: undefined, sex: undefined };
  return { ...header, patient: nobody, accessionNumber: undefined };
}
