/** One image for the net: values about 0 to 1, row by row. */
export interface NetImage {
  readonly rows: number;
  readonly columns: number;
  readonly pixels: Float32Array;
}

/** What the net says a pixel is, in the order of its channels; model/localiser/classes.py. */
export const CLASSES = [
  'background',
  'body',
  'posterior',
  'disc',
  'canal',
  'l5',
  'sacrum',
  'thoracic',
] as const;
export type PixelClass = (typeof CLASSES)[number];

/** What the net saw in one image, row by row. Shares are of 255. */
export interface Segmentation {
  readonly rows: number;
  readonly columns: number;
  /** Index into CLASSES of the most likely class. */
  readonly classes: Uint8Array;
  /** Probability of any vertebral body above the sacrum. */
  readonly bone: Uint8Array;
  /** Of that, the share of L5 and of thoracic bodies; 0 where `bone` is below one half. */
  readonly l5: Uint8Array;
  readonly thoracic: Uint8Array;
}

/** 1 where a value lies between these, both included; else 0. */
export function maskOf(values: Uint8Array, least: number, most: number): Uint8Array {
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (value >= least && value <= most) mask[i] = 1;
  }
  return mask;
}

/** Port: labels the pixels of sagittal images. */
export interface Segmenter {
  /**
   * What is read from the answer for each view, in their order. Views are asked for a few ahead of the answers, and an
   * answer is read while the net is at the next view: what makes and what reads them may take its time.
   *
   * @throws CodedError `model/failed` when inference fails or takes too long; whatever `shown` or `read` throws
   */
  segment<Shown extends { readonly view: NetImage }, Read>(
    shown: Iterable<Shown>,
    read: (segmentation: Segmentation, shown: Shown) => Read,
  ): Promise<Read[]>;
}
