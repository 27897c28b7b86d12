import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import { CodedError } from '../errors.ts';
import { codestreamSize, isWholeCodestream } from './codestream.ts';
import type { DecodeTask } from './decode-worker.ts';
import type { PixelArray, PixelDescription } from './image.ts';
import { decodeRle } from './rle.ts';
import { assertReadablePixels, storedValues, swapBytes } from './stored-values.ts';
import { transferSyntax } from './transfer-syntax.ts';

export interface DecoderOptions {
  /** Worker threads for compressed frames. */
  readonly threads?: number;
  /** Milliseconds that one compressed frame may take. */
  readonly timeoutMs?: number;
}

/** A frame as it is stored: `bytes` in its transfer syntax. */
export interface EncodedFrame {
  readonly bytes: Uint8Array;
  readonly transferSyntaxUid: string;
  readonly pixels: PixelDescription;
}

/** Idle workers go after this, so that a finished study frees their memory. */
const IDLE_MS = 5_000;

/**
 * Turns stored frames into stored values. Uncompressed and RLE frames are read at once; JPEG and its kin go
 * to worker threads, where a codec that crashes or hangs does no harm. Close it when done.
 */
export class PixelDecoder {
  readonly #pool: Piscina<DecodeTask, Uint8Array>;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #timeoutMs: number;

  constructor({ threads = 2, timeoutMs = 30_000 }: DecoderOptions = {}) {
    this.#timeoutMs = timeoutMs;
    this.#limit = pLimit(threads);
    this.#pool = new Piscina<DecodeTask, Uint8Array>({
      filename: new URL('./decode-worker.ts', import.meta.url).href,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
    });
  }

  /**
   * The stored values of one frame, row by row: length rows × columns.
   *
   * @throws CodedError `dicom/transfer-syntax`, `dicom/pixel-format`, `dicom/undecodable`
   */
  async decode({ bytes, transferSyntaxUid, pixels }: EncodedFrame): Promise<PixelArray> {
    assertReadablePixels(pixels);
    const encoding = transferSyntax(transferSyntaxUid)?.encoding;
    switch (encoding) {
      case 'little-endian':
        return storedValues(exactly(bytes, pixels), pixels);
      case 'big-endian':
        // Cells of 8 bits may or may not be swapped in pairs there, depending on the VR (PS3.5 A.3).
        if (pixels.bitsAllocated !== 16) throw new CodedError('dicom/transfer-syntax', '8 bit, big endian');
        return storedValues(swapBytes(exactly(bytes, pixels)), pixels);
      case 'rle':
        return storedValues(
          decodeRle(bytes, pixels.rows * pixels.columns, pixels.bitsAllocated === 8 ? 1 : 2),
          pixels,
        );
      case 'codestream':
        return storedValues(
          await this.#decompress({ bytes: new Uint8Array(bytes), transferSyntaxUid, pixels }),
          pixels,
        );
      case undefined:
        break;
    }
    throw new CodedError('dicom/transfer-syntax', transferSyntaxUid.slice(0, 64));
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #decompress(task: DecodeTask): Promise<Uint8Array> {
    const size = codestreamSize(task.bytes);
    if (size?.rows !== task.pixels.rows || size.columns !== task.pixels.columns) {
      throw new CodedError('dicom/undecodable', 'the compressed image has another size than its header');
    }
    if (size.components !== 1) {
      throw new CodedError('dicom/pixel-format', `${size.components} components in the compressed image`);
    }
    if (!isWholeCodestream(task.bytes)) throw new CodedError('dicom/undecodable', 'the frame ends too early');
    try {
      // The time of a frame must not run while it waits for the frames before it.
      return await this.#limit(() => {
        const signal = AbortSignal.timeout(this.#timeoutMs);
        return this.#pool.run(task, { signal, transferList: [task.bytes.buffer] });
      });
    } catch (thrown) {
      throw new CodedError('dicom/undecodable', undefined, { cause: thrown });
    }
  }
}

/** Uncompressed frames have the size that the header says, or are no frames. */
function exactly(bytes: Uint8Array, { rows, columns, bitsAllocated }: PixelDescription): Uint8Array {
  const expected = (rows * columns * bitsAllocated) / 8;
  if (bytes.length !== expected)
    throw new CodedError('dicom/undecodable', `${bytes.length} of ${expected} bytes`);
  return bytes;
}
