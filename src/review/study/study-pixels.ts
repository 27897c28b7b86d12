import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { CallingClient } from '../../calling-client.ts';
import type { ImageSource } from '../../dicom/image-source.ts';
import type { Slice } from '../../dicom/image.ts';
import { type Shades, shadesOf } from './shades.ts';

/** The images that a measurement was made on, and what is shown of them to begin with. */
export interface StudyImages extends Shades {
  readonly slices: readonly Slice[];
  /** The second acquisition, where the noise is the difference of two; else none. */
  readonly second: readonly Slice[];
}

export interface SeriesKey {
  readonly client: CallingClient;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly secondSeriesInstanceUid: string | undefined;
}

/** 30 studies of 15 × 512². */
const MOST_BYTES = 256 * 1024 ** 2;
/** Long enough for one review; then the patient is gone from memory. */
const KEPT_MS = 15 * 60 * 1000;
const READ_AT_ONCE = 2;

/** Decoded images of the studies that are looked at, so that scrolling asks the PACS once. */
export class StudyPixels {
  readonly #cache: LRUCache<string, StudyImages, () => Promise<StudyImages>>;
  readonly #limit = pLimit(READ_AT_ONCE);

  constructor(maxSize = MOST_BYTES) {
    this.#cache = new LRUCache({
      maxSize,
      sizeCalculation: ({ slices, second }) =>
        [...slices, ...second].reduce((bytes, { pixels }) => bytes + pixels.byteLength, 1),
      ttl: KEPT_MS,
      ttlAutopurge: true,
      updateAgeOnGet: true,
      fetchMethod: (_key, _stale, { context: read }) => this.#limit(read),
    });
  }

  /** @throws CodedError `pacs/…`, `study/…`, `dicom/…` */
  async of(key: SeriesKey, source: ImageSource): Promise<StudyImages> {
    const { client, studyInstanceUid, seriesInstanceUid, secondSeriesInstanceUid: second } = key;
    // Two hospitals never meet in one answer, though a UID might.
    const name = JSON.stringify([
      client.issuer,
      client.fhirServer,
      studyInstanceUid,
      seriesInstanceUid,
      second,
    ]);
    return this.#cache.forceFetch(name, {
      context: async () => {
        const slices = await source.readImages(studyInstanceUid, seriesInstanceUid);
        const other = second === undefined ? [] : await source.readImages(studyInstanceUid, second);
        return { slices, second: other, ...shadesOf(slices) };
      },
    });
  }
}
