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
  const measuredOn = (slice: Slice) => namesOn(slice, levels, marks);
  const withRois = stack.filter((slice) => slice !== main && measuredOn(slice).length > 0);
  const beside = mostTelling(measuredOn, main, withRois);
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
 * Where most levels have a ROI, and of such images where most of them have their middle one; without any,
 * where most bodies were found; and where nothing was found, the middle of the stack. Of equals, the one
 * nearest to the middle.
 */
function mainImage(
  levels: Measurement['levels'],
  marks: readonly Mark[],
  stack: readonly Slice[],
): Slice | undefined {
  const middle = (stack.length - 1) / 2;
  const byLevel = Map.groupBy(levels, ({ level }) => level);
  const onEach = [...byLevel.values()].map((ofLevel) =>
    stack.filter((slice) => ofLevel.some(({ roi }) => isOn(roi, slice.header))),
  );
  return stack
    .map((slice, index) => ({
      slice,
      levels: onEach.filter((on) => on.includes(slice)).length,
      middles: onEach.filter((on) => on[Math.floor(on.length / 2)] === slice).length,
      bodies: marks.filter((mark) => mark.kind !== 'noise' && isOn(mark.outline, slice.header)).length,
      off: Math.abs(index - middle),
    }))
    .toSorted(
      (a, b) => b.levels - a.levels || b.middles - a.middles || b.bodies - a.bodies || a.off - b.off,
    )[0]?.slice;
}

/** First those that show something measured that is not shown yet, then those with most of it. */
function mostTelling(
  measuredOn: (slice: Slice) => readonly string[],
  main: Slice,
  candidates: readonly Slice[],
): Slice[] {
  const seen = new Set(measuredOn(main));
  const chosen: Slice[] = [];
  while (chosen.length < Math.min(MOST_BESIDE, candidates.length)) {
    const next = candidates
      .filter((slice) => !chosen.includes(slice))
      .map((slice) => ({ slice, on: measuredOn(slice) }))
      .map((one) => ({ ...one, fresh: one.on.filter((name) => !seen.has(name)).length }))
      .toSorted((a, b) => b.fresh - a.fresh || b.on.length - a.on.length)[0];
    if (!next) break;
    chosen.push(next.slice);
    next.on.forEach((name) => seen.add(name));
  }
  return chosen;
}

/** What has a ROI on this image. */
function namesOn(slice: Slice, levels: Measurement['levels'], marks: readonly Mark[]): string[] {
  const onIt = levels.filter(({ roi }) => isOn(roi, slice.header));
  return [...onIt.map(({ level }) => level), ...(has('csf', slice, marks) ? ['CSF'] : [])];
}

function has(kind: Mark['kind'], { header }: Slice, marks: readonly Mark[]): boolean {
  return marks.some((mark) => mark.kind === kind && isOn(mark.outline, header));
}
