import { measureSlices } from '../../src/analysis/measure-slices.ts';
import type { Slice } from '../../src/dicom/image.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import type { LocatedSpine } from '../../src/spine/localiser.ts';
import { siteReference } from '../mscore/reference-file.ts';
import { measured } from '../support/measurement.ts';
import { syntheticSlice, syntheticSpine } from '../support/synthetic-slice.ts';

/** A measurement that really lies on these slices. */
export function measuredOn(
  slices: readonly Slice[],
  spine: LocatedSpine = syntheticSpine(),
  changes: Partial<Measurement> = {},
): Measurement {
  return { ...measured(), ...measureSlices(slices, spine, [siteReference()]), ...changes };
}

/** Images 1 to `count`, 4 mm apart, from the patient's right to the left. */
export function stackOf(count: number): Slice[] {
  return Array.from({ length: count }, (_, index) => {
    const slice = syntheticSlice({ instanceNumber: index + 1 });
    const { header } = slice;
    const plane = header.plane && { ...header.plane, position: [index * 4, -100, 100] as const };
    return { ...slice, header: { ...header, plane } };
  });
}

/** All words of a picture, in the order in which they are written. */
export function wordsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words ?? '');
}

/** How many outlines of a kind are drawn. */
export function outlinesOf(svg: string, kind: string): number {
  return svg.split(`<polygon class="${kind}"`).length - 1;
}
