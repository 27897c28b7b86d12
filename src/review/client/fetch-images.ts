import { z } from 'zod';
import type { PixelArray, Slice } from '../../dicom/image.ts';
import { imageListSchema, type ImageList } from '../study/image-list.ts';

/** What a browser opens to one server at once. */
const AT_ONCE = 6;

const outcomeSchema = z.object({ issue: z.array(z.object({ details: z.object({ text: z.string() }) })) });

/** Why images did not come, in the server's words where it said any. */
export class ImagesAway extends Error {}

export async function fetchImageList(address: string): Promise<ImageList> {
  const response = await answered(address);
  return imageListSchema.parse(await response.json());
}

/**
 * All images of a list, each once, those nearest to `first` before others.
 *
 * @param arrived is told each as it comes
 */
export async function fetchSlices(
  images: ImageList['images'],
  first: number,
  arrived: (at: number, slice: Slice) => void,
): Promise<Slice[]> {
  const slices = new Map<number, Slice>();
  const order = images.map((_, at) => at).toSorted((a, b) => Math.abs(a - first) - Math.abs(b - first));
  const waiting = order.values();
  const fetchOn = async () => {
    for (const at of waiting) {
      const image = images[at];
      if (!image) continue;
      const { header } = image;
      const bytes = await (await answered(image.url)).arrayBuffer();
      const slice = { header, pixels: pixelsOf(bytes, header.pixels) };
      slices.set(at, slice);
      arrived(at, slice);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchOn));
  return images.flatMap((_, at) => slices.get(at) ?? []);
}

function pixelsOf(bytes: ArrayBuffer, { signed, rows, columns }: Slice['header']['pixels']): PixelArray {
  const pixels = signed ? new Int16Array(bytes) : new Uint16Array(bytes);
  if (pixels.length !== rows * columns) throw new ImagesAway();
  return pixels;
}

async function answered(address: string): Promise<Response> {
  const response = await fetch(address).catch((cause: unknown) => {
    throw new ImagesAway('', { cause });
  });
  if (!response.ok) throw new ImagesAway(await saidBy(response));
  return response;
}

/** The text of an OperationOutcome. */
async function saidBy(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  return outcomeSchema.safeParse(body).data?.issue[0]?.details.text ?? '';
}
