import { CodedError } from '../errors.ts';
import { FrameLimit } from './frame-limit.ts';
import type { Part10Image } from './parse-part10.ts';

/** The pixels of one series, once decoded; 1000 images of 512 × 512. */
const MAX_DECODED_BYTES = 512 * 1024 ** 2;

/** Decoded pixels are held in cells of up to two bytes. */
const CELL_BYTES = 2;

/**
 * Holds a series to what fits into memory once it is decoded, which a compressed one does not show by its
 * size. Ask while the images arrive.
 */
export class SeriesLimit {
  readonly #frames = new FrameLimit();
  #bytes = 0;

  /** @throws CodedError `pacs/too-large` when the series becomes larger than is read */
  add({ frames }: Part10Image): void {
    this.#frames.add(frames.length);
    for (const { header, bytes } of frames) {
      this.#bytes += Math.max(bytes.length, header.pixels.rows * header.pixels.columns * CELL_BYTES);
    }
    if (this.#bytes > MAX_DECODED_BYTES) {
      throw new CodedError('pacs/too-large', `over ${MAX_DECODED_BYTES} bytes of pixels`);
    }
  }
}
