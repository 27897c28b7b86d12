import { type Attributes, LayeredAttributes } from './attributes.ts';
import type { Keyword } from './tags.ts';

/**
 * The functional groups of enhanced MR and of segmentations that hold attributes we read (PS3.3 C.7.6.16,
 * C.8.13 and C.8.20.3).
 */
const FUNCTIONAL_GROUPS = [
  'FrameContentSequence',
  'PlanePositionSequence',
  'PlaneOrientationSequence',
  'PixelMeasuresSequence',
  'PixelValueTransformationSequence',
  'MRImageFrameTypeSequence',
  'MRTimingAndRelatedParametersSequence',
  'MREchoSequence',
  'MRModifierSequence',
  'MRImagingModifierSequence',
  'MRReceiveCoilSequence',
  'MRFOVGeometrySequence',
  'ContrastBolusUsageSequence',
  'SegmentIdentificationSequence',
] as const satisfies readonly Keyword[];

/**
 * The attributes of each frame: its own functional groups first, then the shared ones, then the data
 * set itself, so that classic and enhanced images read alike. Only the named groups are looked into:
 * vendors hide whole classic headers in private ones.
 */
export function frameAttributes(dataSet: Attributes, frames: number): Attributes[] {
  const shared = dataSet.items('SharedFunctionalGroupsSequence').flatMap(groupItems);
  const perFrame = dataSet.items('PerFrameFunctionalGroupsSequence');
  return Array.from({ length: frames }, (_, index) => {
    const own = perFrame[index];
    return new LayeredAttributes([...(own ? groupItems(own) : []), ...shared, dataSet]);
  });
}

function groupItems(groups: Attributes): Attributes[] {
  return FUNCTIONAL_GROUPS.flatMap((group) => groups.items(group).slice(0, 1));
}
