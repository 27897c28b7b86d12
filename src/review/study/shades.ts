import type { Slice } from '../../dicom/image.ts';
import { type Contrast, contrastOf } from '../../picture/grey.ts';
import { viewOf } from '../../picture/view.ts';

/** Stored values: of all images, and what is black and white to begin with. */
export interface Shades {
  readonly range: Contrast;
  readonly window: Contrast;
}

export function shadesOf(slices: readonly Slice[]): Shades {
  const middle = slices[Math.floor(slices.length / 2)];
  return { range: rangeOf(slices), window: middle ? windowOf(middle) : { low: 0, high: 1 } };
}

function rangeOf(slices: readonly Slice[]): Contrast {
  let [low, high] = [Infinity, -Infinity];
  for (const { pixels } of slices) {
    // Millions of values: an iterator takes several times as long.
    for (let i = 0; i < pixels.length; i += 1) {
      const value = pixels[i] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : { low: 0, high: 1 };
}

function windowOf(slice: Slice): Contrast {
  const view = viewOf(slice.header);
  const [width, height] = [view.columns * view.spacing[0], view.rows * view.spacing[1]];
  return contrastOf(slice, view, { left: 0, top: 0, width, height });
}
