import type { PixelDecoder } from './decode-pixels.ts';
import { sortAlongNormal } from './geometry.ts';
import type { Slice } from './image.ts';
import type { Part10Image } from './parse-part10.ts';

/**
 * Decodes every frame of a series, in order along the normal.
 *
 * @throws CodedError `dicom/…` when one of them cannot be decoded
 */
export async function decodeSlices(images: readonly Part10Image[], decoder: PixelDecoder): Promise<Slice[]> {
  const slices = images.flatMap(({ transferSyntaxUid, frames }) =>
    frames.map(async ({ header, bytes }) => {
      const pixels = await decoder.decode({ bytes, transferSyntaxUid, pixels: header.pixels });
      return { header, pixels };
    }),
  );
  return sortAlongNormal(await Promise.all(slices));
}
