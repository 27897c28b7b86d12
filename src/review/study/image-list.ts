import { z } from 'zod';
import type { ImageHeader } from '../../dicom/image.ts';

/** Written by this very service from the same type; what is looked at here is what everything else rests on. */
const headerSchema = z.custom<ImageHeader>(
  (value) =>
    z
      .object({
        sopInstanceUid: z.string(),
        frameNumber: z.number(),
        pixels: z.object({ rows: z.number(), columns: z.number(), signed: z.boolean() }),
      })
      .safeParse(value).success,
);

const imagesSchema = z.object({
  /** Along the normal of the stack; nothing in them names the patient. */
  headers: z.array(headerSchema),
  /** Address of rows × columns stored values of each, 16 bit, little endian, in the order of `nearestFirst`. */
  pixels: z.string(),
});
export type ListedImages = z.infer<typeof imagesSchema>;

/** The images of a study as the page is given them. */
export const imageListSchema = imagesSchema.extend({
  /** The second acquisition, where the noise is the difference of two. */
  second: imagesSchema,
  /** Stored values: of all images, and what is black and white to begin with. */
  range: z.object({ low: z.number(), high: z.number() }),
  window: z.object({ low: z.number(), high: z.number() }),
  /** What is looked at first. */
  first: z.number().int(),
});
export type ImageList = z.infer<typeof imageListSchema>;

/** So many images, by their distance from one of them: what is looked at first comes first. */
export function nearestFirst(count: number, first: number): number[] {
  const all = Array.from({ length: count }, (_, at) => at);
  return all.toSorted((a, b) => Math.abs(a - first) - Math.abs(b - first));
}
