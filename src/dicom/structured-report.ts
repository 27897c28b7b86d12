import { CodedError } from '../errors.ts';
import { type Attributes, text } from './attributes.ts';
import { type Code, codes, isCode } from './code.ts';
import { type Region, regionOf } from './spatial-coordinates.ts';

/** More than any reader marks in one study. */
const MAX_GROUPS = 500;
const MAX_REGIONS = 1_000;

/** The measurement groups of a report by TID 1500 (PS3.16), as far as they say what was marked where. */
export interface StructuredReport {
  readonly kind: 'sr';
  readonly groups: readonly MeasurementGroup[];
}

/** One measurement group, by TID 1410, 1411 or 1501. */
export interface MeasurementGroup {
  /** Tracking Identifier (DCM 112039): a name that a person gave. */
  readonly trackingId: string | undefined;
  /** Finding (DCM 121071): what it is. */
  readonly findings: readonly Code[];
  /** Finding Site (SCT 363698007): where it is. */
  readonly findingSites: readonly Code[];
  /** Closed regions, each once; lines and points are left out. */
  readonly regions: readonly Region[];
}

/**
 * Reads the content tree of an SR document (PS3.3 C.17.3).
 *
 * @throws CodedError `dicom/invalid` for what is no content tree, or has more groups and regions than any
 */
export function structuredReport(dataSet: Attributes): StructuredReport {
  if (text(dataSet, 'ValueType') !== 'CONTAINER') throw new CodedError('dicom/invalid', 'ValueType');
  const groups = descendants(dataSet).filter((item) => named(item, 'DCM', MEASUREMENT_GROUP));
  if (groups.length > MAX_GROUPS) throw new CodedError('dicom/invalid', 'too many measurement groups');
  let regions = 0;
  return {
    kind: 'sr',
    groups: groups.map((item) => {
      const group = measurementGroup(item);
      regions += group.regions.length;
      if (regions > MAX_REGIONS) throw new CodedError('dicom/invalid', 'too many regions');
      return group;
    }),
  };
}

const MEASUREMENT_GROUP = '125007';
const TRACKING_IDENTIFIER = '112039';
const FINDING = '121071';
/** In SNOMED CT, and in the codes that DICOM used before. */
const FINDING_SITE = { SCT: '363698007', SRT: 'G-C0E3' } as const;

function measurementGroup(group: Attributes): MeasurementGroup {
  const items = group.items('ContentSequence');
  const coded = (...[scheme, value]: readonly [string, string]): Code[] =>
    items.filter((item) => named(item, scheme, value)).flatMap((item) => codes(item, 'ConceptCodeSequence'));
  const tracking = items.find((item) => named(item, 'DCM', TRACKING_IDENTIFIER));
  return {
    trackingId: tracking && text(tracking, 'TextValue'),
    findings: coded('DCM', FINDING),
    findingSites: [...coded('SCT', FINDING_SITE.SCT), ...coded('SRT', FINDING_SITE.SRT)],
    // Some writers hang the same region below each of its measurements (TID 300) instead of beside them.
    regions: withoutCopies(descendants(group).flatMap((item) => regionOf(item) ?? [])),
  };
}

function named(item: Attributes, scheme: string, value: string): boolean {
  return codes(item, 'ConceptNameCodeSequence').some((code) => isCode(code, scheme, value));
}

/** Everything below an item, in the order of the document. */
function descendants(root: Attributes): Attributes[] {
  const found: Attributes[] = [];
  const waiting = [...root.items('ContentSequence')].toReversed();
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    found.push(item);
    for (const child of item.items('ContentSequence').toReversed()) waiting.push(child);
  }
  return found;
}

function withoutCopies(regions: readonly Region[]): Region[] {
  return [...new Map(regions.map((region) => [JSON.stringify(region), region])).values()];
}
