import { Console } from 'node:console';
import { Writable } from 'node:stream';
import dicomCodec from '@cornerstonejs/dicom-codec';
import type { PixelDescription } from './image.ts';

/** What the pool hands to this worker: one compressed frame. */
export interface DecodeTask {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly transferSyntaxUid: string;
  readonly pixels: PixelDescription;
}

// OpenJPEG reports each step on the console, which would end up in what `mscore measure --json` prints.
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
globalThis.console = new Console(nowhere);

/** Piscina worker: decompresses one frame into cells of 1 or 2 bytes, little endian. */
export default async function decode({ bytes, transferSyntaxUid, pixels }: DecodeTask): Promise<Uint8Array> {
  const { imageFrame } = await dicomCodec.decode(
    bytes,
    {
      rows: pixels.rows,
      columns: pixels.columns,
      bitsAllocated: pixels.bitsAllocated,
      samplesPerPixel: pixels.samplesPerPixel,
      signed: pixels.signed,
      pixelRepresentation: pixels.signed ? 1 : 0,
    },
    transferSyntaxUid,
  );
  // A copy, because the codec answers with a view into its own memory.
  return new Uint8Array(imageFrame.buffer, imageFrame.byteOffset, imageFrame.byteLength).slice();
}
