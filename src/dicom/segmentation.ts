import type { DataSet } from 'dicom-parser';
import { CodedError } from '../errors.ts';
import { type Attributes, integer, text } from './attributes.ts';
import { type Code, codes } from './code.ts';
import { claimedFrames } from './frame-limit.ts';
import { frameAttributes } from './functional-groups.ts';
import type { ImagePlane } from './image.ts';
import { imagePlane } from './image-plane.ts';
import { type PackedMasks, packedMasks } from './segment-mask.ts';

/** A segmentation (PS3.3 A.51, C.8.20), binary, fractional or as label map, its frames still packed. */
export interface Segmentation {
  readonly kind: 'seg';
  readonly frameOfReferenceUid: string | undefined;
  /** What it says it was drawn on, as far as it does. */
  readonly referencedSeries: readonly string[];
  readonly referencedImages: readonly string[];
  readonly segments: readonly Segment[];
  readonly frames: readonly SegmentationFrame[];
  readonly masks: PackedMasks;
}

export interface Segment {
  readonly number: number;
  readonly label: string | undefined;
  readonly categories: readonly Code[];
  readonly types: readonly Code[];
  readonly anatomicRegions: readonly Code[];
}

export interface SegmentationFrame {
  /** The segment that is in it; undefined in a label map, where all are. */
  readonly segmentNumber: number | undefined;
  readonly plane: ImagePlane | undefined;
}

/**
 * @param dataSet the same as `attributes`, for its pixel data
 * @throws CodedError `dicom/invalid`, `dicom/truncated`, `dicom/no-pixel-data`, `dicom/pixel-format`,
 *   `dicom/transfer-syntax` when its pixels are compressed
 */
export function segmentation(
  attributes: Attributes,
  dataSet: DataSet,
  transferSyntaxUid: string,
): Segmentation {
  const count = claimedFrames(attributes);
  const masks = packedMasks(attributes, dataSet, transferSyntaxUid, count);
  const segments = attributes.items('SegmentSequence').flatMap((item) => segment(item) ?? []);
  const frames = frameAttributes(attributes, count).map((frame): SegmentationFrame => {
    const segmentNumber = integer(frame, 'ReferencedSegmentNumber');
    if (masks.type !== 'LABELMAP' && segmentNumber === undefined) {
      throw new CodedError('dicom/invalid', 'ReferencedSegmentNumber is missing');
    }
    return {
      segmentNumber: masks.type === 'LABELMAP' ? undefined : segmentNumber,
      plane: imagePlane(frame),
    };
  });
  const series = attributes.items('ReferencedSeriesSequence');
  const images = [
    ...series.flatMap((item) => item.items('ReferencedInstanceSequence')),
    ...sourceImages(attributes),
  ];
  return {
    kind: 'seg',
    frameOfReferenceUid: text(attributes, 'FrameOfReferenceUID'),
    referencedSeries: unique(series.flatMap((item) => text(item, 'SeriesInstanceUID') ?? [])),
    referencedImages: unique(images.flatMap((item) => text(item, 'ReferencedSOPInstanceUID') ?? [])),
    segments,
    frames,
    masks,
  };
}

function segment(item: Attributes): Segment | undefined {
  const number = integer(item, 'SegmentNumber');
  if (number === undefined) return undefined;
  return {
    number,
    label: text(item, 'SegmentLabel'),
    categories: codes(item, 'SegmentedPropertyCategoryCodeSequence'),
    types: codes(item, 'SegmentedPropertyTypeCodeSequence'),
    anatomicRegions: codes(item, 'AnatomicRegionSequence'),
  };
}

/** Items that name the images a frame was drawn on, of all frames (PS3.3 C.7.6.16.2.6). */
function sourceImages(attributes: Attributes): Attributes[] {
  const groups = [
    ...attributes.items('SharedFunctionalGroupsSequence'),
    ...attributes.items('PerFrameFunctionalGroupsSequence'),
  ];
  return groups
    .flatMap((group) => group.items('DerivationImageSequence'))
    .flatMap((derivation) => derivation.items('SourceImageSequence'));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
