import { z } from 'zod';
import type { PixelArray, Slice } from '../../dicom/image.ts';
import { type ListedImages, nearestFirst } from '../study/image-list.ts';

const outcomeSchema = z.object({ issue: z.array(z.object({ details: z.object({ text: z.string() }) })) });

/** Why images did not come, in the server's words where it said any. */
export class ImagesAway extends Error {}

/** Images that are on their way, with what is said of them; the server's `inPieces` says how they are sent. */
export interface ComingImages<List> {
  readonly list: List;
  /**
   * All images as they come, the first to be looked at before others.
   *
   * @param arrived is told each
   */
  readonly slices: (arrived: (at: number, slice: Slice) => void) => Promise<Slice[]>;
}

/** @throws ImagesAway */
export async function fetchImages<List extends ListedImages>(
  address: string,
  schema: z.ZodType<List>,
): Promise<ComingImages<List>> {
  const pieces = new Pieces((await answered(address)).body?.getReader());
  const length = new DataView((await pieces.take(4)).buffer).getUint32(0, true);
  const list = schema.parse(JSON.parse(new TextDecoder().decode(await pieces.take(length))));
  return { list, slices: (arrived) => slicesIn(pieces, list, arrived) };
}

async function slicesIn(
  pieces: Pieces,
  { headers, first }: ListedImages,
  arrived: (at: number, slice: Slice) => void,
): Promise<Slice[]> {
  const slices = new Map<number, Slice>();
  for (const at of nearestFirst(headers.length, first)) {
    const header = headers[at];
    if (!header) throw new ImagesAway();
    const bytes = await pieces.take(header.pixels.rows * header.pixels.columns * 2);
    const slice = { header, pixels: pixelsOf(bytes.buffer, header.pixels) };
    slices.set(at, slice);
    arrived(at, slice);
  }
  return headers.flatMap((_, at) => slices.get(at) ?? []);
}

/** A body that is taken in other pieces than it comes in. */
class Pieces {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  #rest = new Uint8Array();

  constructor(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined) {
    this.#reader = reader;
  }

  /** @throws ImagesAway when it ends before */
  async take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    let at = 0;
    for (;;) {
      const part = this.#rest.subarray(0, length - at);
      bytes.set(part, at);
      at += part.length;
      this.#rest = this.#rest.subarray(part.length);
      if (at === length) return bytes;
      this.#rest = await this.#next();
    }
  }

  async #next(): Promise<Uint8Array<ArrayBuffer>> {
    const next = await this.#reader?.read().catch((cause: unknown) => {
      throw new ImagesAway('', { cause });
    });
    if (!next?.value) throw new ImagesAway();
    return next.value;
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
