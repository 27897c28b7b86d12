import { z } from 'zod';
import type { PixelArray, Slice } from '../../dicom/image.ts';
import { imageListSchema, type ImageList, type ListedImages, nearestFirst } from '../study/image-list.ts';

const outcomeSchema = z.object({ issue: z.array(z.object({ details: z.object({ text: z.string() }) })) });

/** Why images did not come, in the server's words where it said any. */
export class ImagesAway extends Error {}

export async function fetchImageList(address: string): Promise<ImageList> {
  const response = await answered(address);
  return imageListSchema.parse(await response.json());
}

/**
 * All images of a list as they come, those nearest to `first` before others.
 *
 * @param arrived is told each
 */
export async function fetchSlices(
  { headers, pixels }: ListedImages,
  first: number,
  arrived: (at: number, slice: Slice) => void,
): Promise<Slice[]> {
  const slices = new Map<number, Slice>();
  if (headers.length === 0) return [];
  const reader = (await answered(pixels)).body?.getReader();
  let rest = new Uint8Array();
  for (const at of nearestFirst(headers.length, first)) {
    const header = headers[at];
    if (!header || !reader) throw new ImagesAway();
    const bytes = new Uint8Array(header.pixels.rows * header.pixels.columns * 2);
    rest = await filled(bytes, rest, reader);
    const slice = { header, pixels: pixelsOf(bytes.buffer, header.pixels) };
    slices.set(at, slice);
    arrived(at, slice);
  }
  return headers.flatMap((_, at) => slices.get(at) ?? []);
}

/** Fills an image with what is left of the last piece and the next ones; gives what is left then. */
async function filled(
  bytes: Uint8Array,
  rest: Uint8Array<ArrayBuffer>,
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer>> {
  let [at, piece] = [0, rest];
  for (;;) {
    const part = piece.subarray(0, bytes.length - at);
    bytes.set(part, at);
    at += part.length;
    if (at === bytes.length) return piece.subarray(part.length);
    const { value } = await reader.read().catch((cause: unknown) => {
      throw new ImagesAway('', { cause });
    });
    if (!value) throw new ImagesAway();
    piece = value;
  }
}

function pixelsOf(bytes: ArrayBuffer, { signed }: Slice['header']['pixels']): PixelArray {
  return signed ? new Int16Array(bytes) : new Uint16Array(bytes);
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
