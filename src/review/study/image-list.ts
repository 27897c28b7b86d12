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

const imagesSchema = z.array(
  z.object({
    /** Of rows × columns stored values, 16 bit, little endian. */
    url: z.string(),
    /** Nothing in it names the patient. */
    header: headerSchema,
  }),
);

/** The images of a study as the page is given them, along the normal of the stack. */
export const imageListSchema = z.object({
  images: imagesSchema,
  /** The second acquisition, where the noise is the difference of two. */
  second: imagesSchema,
  /** Stored values: of all images, and what is black and white to begin with. */
  range: z.object({ low: z.number(), high: z.number() }),
  window: z.object({ low: z.number(), high: z.number() }),
  /** What is looked at first. */
  first: z.number().int(),
});
export type ImageList = z.infer<typeof imageListSchema>;
