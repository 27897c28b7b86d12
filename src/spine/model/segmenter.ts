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

/** 1 where a value is wanted, 0 elsewhere. A plain loop: these run over every pixel of every slice. */
export function maskOf(values: Uint8Array, wanted: (value: number) => boolean): Uint8Array {
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i += 1) if (wanted(values[i] ?? 0)) mask[i] = 1;
  return mask;
}

/** Port: labels the pixels of sagittal images. */
export interface Segmenter {
  /**
   * One answer per image, in their order.
   *
   * @throws CodedError `model/failed` when inference fails or takes too long
   */
  segment(images: readonly NetImage[]): Promise<Segmentation[]>;
}
