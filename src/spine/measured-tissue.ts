import type { Slice } from '../dicom/image.ts';
import type { Outline } from '../mscore/measurement.ts';
import type { LocatedSpine } from './localiser.ts';
import { outlineOn } from './outline-on.ts';
import { boundsOf, scaled, withoutRim } from './scaled-outline.ts';

/** Tissue of one level on one slice. */
export interface MeasuredTissue {
  readonly sliceIndex: number;
  /** The body without its rim where it is known, else the ROI. */
  readonly inside: Outline;
  /** A rectangle with the edges of the body in it. */
  readonly around: Outline;
}

/** Of the size of a body, and of that of a ROI of 0.40 cm² in it: what reaches beyond the edges of the body. */
const BEYOND = { body: 1.3, roi: 5 } as const;

/** The bone that noise is measured in where it is not measured in air, one place for each level and slice. */
export function inBodies({ levels }: LocatedSpine, slices: readonly Slice[]): MeasuredTissue[] {
  return levels.flatMap(({ sliceIndex, roi, body }) => {
    const header = slices[sliceIndex]?.header;
    if (!header) return [];
    const around = boundsOf(scaled((body ?? roi).polygon, body ? BEYOND.body : BEYOND.roi), header.pixels);
    return [
      {
        sliceIndex,
        inside: body ? outlineOn(header, withoutRim(body.polygon)) : roi,
        around: outlineOn(header, around),
      },
    ];
  });
}
