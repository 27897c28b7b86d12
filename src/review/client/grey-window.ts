import type { Contrast } from '../../picture/grey.ts';

/** The narrowest window, stored values. */
const NARROWEST = 1;

/** Wider by `wider` and brighter values black by `darker`, both stored values; within the range of the images. */
export function adjusted({ low, high }: Contrast, range: Contrast, wider: number, darker: number): Contrast {
  const span = range.high - range.low;
  const width = Math.min(Math.max(high - low + wider, NARROWEST), 2 * span);
  const center = Math.min(Math.max((low + high) / 2 + darker, range.low), range.high);
  return { low: center - width / 2, high: center + width / 2 };
}
