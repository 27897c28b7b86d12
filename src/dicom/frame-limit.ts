import { CodedError } from '../errors.ts';
import { type Attributes, number } from './attributes.ts';

/** More frames than any MR series has; a header that claims more is damaged. */
const MAX_FRAMES = 5_000;

/**
 * Frames that an instance claims to have: one where NumberOfFrames is absent. A few bytes can claim
 * millions, and each frame becomes a header, so ask before the headers are built.
 *
 * @throws CodedError `dicom/invalid`
 */
export function claimedFrames(dataSet: Attributes): number {
  const frames = number(dataSet, 'NumberOfFrames') ?? 1;
  if (!Number.isInteger(frames) || frames < 1 || frames > MAX_FRAMES) {
    throw new CodedError('dicom/invalid', 'NumberOfFrames');
  }
  return frames;
}

/** Counts the frames of one series, or of all series of a study. */
export class FrameLimit {
  readonly #max: number;
  #frames = 0;

  constructor(max: number = MAX_FRAMES) {
    this.#max = max;
  }

  /** @throws CodedError `pacs/too-large` when these are more than may be read */
  add(frames: number): void {
    if (this.#frames + frames > this.#max) throw new CodedError('pacs/too-large', `over ${this.#max} frames`);
    this.#frames += frames;
  }
}
