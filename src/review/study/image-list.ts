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

/** What is said of images before they come, in the order of `nearestFirst`. */
export const listedImagesSchema = z.object({
  /** Along the normal of the stack; nothing in them names the patient. */
  headers: z.array(headerSchema),
  /** What is looked at first. */
  first: z.number().int(),
});
export type ListedImages = z.infer<typeof listedImagesSchema>;

/** The images of a study as the page is given them. */
export const imageListSchema = listedImagesSchema.extend({
  /** Address of the second acquisition, where the noise is the difference of two. */
  second: z.string().nullable(),
  /** Stored values: of all images, and what is black and white to begin with. */
  range: z.object({ low: z.number(), high: z.number() }),
  window: z.object({ low: z.number(), high: z.number() }),
});
export type ImageList = z.infer<typeof imageListSchema>;

/** So many images, by their distance from one of them: what is looked at first comes first. */
export function nearestFirst(count: number, first: number): number[] {
  const all = Array.from({ length: count }, (_, at) => at);
  return all.toSorted((a, b) => Math.abs(a - first) - Math.abs(b - first));
}
