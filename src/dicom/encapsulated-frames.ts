import type { Element } from 'dicom-parser';
import { CodedError } from '../errors.ts';
import { isWholeCodestream } from './codestream.ts';

/**
 * The compressed bytes of each frame of encapsulated pixel data (PS3.5 A.4): by the basic offset table,
 * else one fragment per frame, else by the end-of-image markers of the JPEG family.
 *
 * @throws CodedError `dicom/truncated`, `dicom/invalid`
 */
export function encapsulatedFrames(bytes: Uint8Array, pixelData: Element, frames: number): Uint8Array[] {
  const fragments = (pixelData.fragments ?? []).map(({ offset, position, length }) => {
    if (position + length > bytes.length) throw new CodedError('dicom/truncated');
    return { offset, bytes: bytes.subarray(position, position + length) };
  });
  if (fragments.length < frames) throw new CodedError('dicom/truncated', 'fewer frames than declared');
  const starts = frameStarts(fragments, pixelData.basicOffsetTable ?? [], frames);
  return starts.map((start, frame) => {
    const own = fragments.slice(start, starts[frame + 1]).map((fragment) => fragment.bytes);
    return own.length === 1 && own[0] ? own[0] : Buffer.concat(own);
  });
}

interface Fragment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Index of the first fragment of every frame. */
function frameStarts(fragments: readonly Fragment[], offsets: readonly number[], frames: number): number[] {
  if (frames === 1) return [0];
  if (fragments.length === frames) return fragments.map((_, index) => index);
  const starts = offsets.length === frames ? byOffsetTable(fragments, offsets) : byEndOfImage(fragments);
  const ascending = starts.every((start, index) => index === 0 || start > (starts[index - 1] ?? -1));
  if (starts.length !== frames || starts[0] !== 0 || !ascending) {
    throw new CodedError('dicom/invalid', 'frames of the pixel data');
  }
  return starts;
}

function byOffsetTable(fragments: readonly Fragment[], offsets: readonly number[]): number[] {
  const index = new Map(fragments.map((fragment, position) => [fragment.offset, position]));
  return offsets.map((offset) => index.get(offset) ?? -1);
}

function byEndOfImage(fragments: readonly Fragment[]): number[] {
  return fragments.flatMap((_, index) => {
    const previous = fragments[index - 1];
    return previous === undefined || isWholeCodestream(previous.bytes) ? index : [];
  });
}
