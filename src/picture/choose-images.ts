import { sortAlongNormal } from '../dicom/geometry.ts';
import type { Slice } from '../dicom/image.ts';
import type { Measurement } from '../mscore/measurement.ts';
import { isOn, type Mark } from './marks.ts';

/** Beyond these a reader compares nothing any more. */
const MOST_BESIDE = 4;
const MOST_WITH_AIR = 3;

export interface ChosenImages {
  /** The large one. */
  readonly main: Slice;
  /** Those with other ROIs, in the order of the stack. */
  readonly beside: readonly Slice[];
  readonly withAir: readonly Slice[];
  /** How many images with a ROI or air are not shown as such. */
  readonly notShown: { readonly rois: number; readonly air: number };
}

/** Which images the picture shows; undefined when there are none. */
export function chooseImages(
  levels: Measurement['levels'],
  marks: readonly Mark[],
  slices: readonly Slice[],
): ChosenImages | undefined {
  const stack = sortAlongNormal(slices);
  const main = mainImage(levels, marks, stack);
  if (!main) return undefined;
  const withRois = stack.filter((slice) => slice !== main && has('roi', slice, marks));
  const beside = mostTelling(levels, main, withRois);
  const withAir = stack.filter((slice) => has('noise', slice, marks));
  const shown = new Set([main, ...beside]);
  const air = withAir.toSorted((a, b) => Number(shown.has(b)) - Number(shown.has(a))).slice(0, MOST_WITH_AIR);
  return {
    main,
    beside: stack.filter((slice) => beside.includes(slice)),
    withAir: stack.filter((slice) => air.includes(slice)),
    notShown: { rois: withRois.length - beside.length, air: withAir.length - air.length },
  };
}

/**
 * Where most levels have the middle one of their ROIs; without any, where most bodies were found; and where
 * nothing was found, the middle of the stack. Of equals, the one nearest to the middle.
 */
function mainImage(
  levels: Measurement['levels'],
  marks: readonly Mark[],
  stack: readonly Slice[],
): Slice | undefined {
  const middle = (stack.length - 1) / 2;
  const byLevel = Map.groupBy(levels, ({ level }) => level);
  const middles = [...byLevel.values()].map((ofLevel) => {
    const on = stack.filter((slice) =>
      ofLevel.some(({ roi }) => isOn({ outline: roi, kind: 'roi' }, slice.header)),
    );
    return on[Math.floor(on.length / 2)];
  });
  return stack
    .map((slice, index) => ({
      slice,
      middles: middles.filter((one) => one === slice).length,
      bodies: marks.filter((mark) => mark.kind !== 'noise' && isOn(mark, slice.header)).length,
      off: Math.abs(index - middle),
    }))
    .toSorted((a, b) => b.middles - a.middles || b.bodies - a.bodies || a.off - b.off)[0]?.slice;
}

/** First those that show a level not shown yet, then those with most ROIs. */
function mostTelling(levels: Measurement['levels'], main: Slice, candidates: readonly Slice[]): Slice[] {
  const levelsOn = ({ header }: Slice) =>
    levels.filter(({ roi }) => isOn({ outline: roi, kind: 'roi' }, header)).map(({ level }) => level);
  const seen = new Set(levelsOn(main));
  const chosen: Slice[] = [];
  while (chosen.length < Math.min(MOST_BESIDE, candidates.length)) {
    const next = candidates
      .filter((slice) => !chosen.includes(slice))
      .map((slice) => ({ slice, on: levelsOn(slice) }))
      .map((one) => ({ ...one, fresh: one.on.filter((level) => !seen.has(level)).length }))
      .toSorted((a, b) => b.fresh - a.fresh || b.on.length - a.on.length)[0];
    if (!next) break;
    chosen.push(next.slice);
    next.on.forEach((level) => seen.add(level));
  }
  return chosen;
}

function has(kind: Mark['kind'], { header }: Slice, marks: readonly Mark[]): boolean {
  return marks.some((mark) => mark.kind === kind && isOn(mark, header));
}
