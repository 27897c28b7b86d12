import type { ImagingStudy } from 'fhir/r4.js';
import { z } from 'zod';
import { isDicomId } from './dicom-text.ts';
import {
  conceptCode,
  dateOnly,
  type Identifier,
  part,
  type Reference,
  referenceTo,
  relativeReference,
} from './resource-parts.ts';

/** A study that may hold the images; the PACS is asked by UID, else by accession number. */
export interface StudyCandidate {
  readonly studyInstanceUid?: string;
  readonly accessionNumber?: string;
  /** ISO date. */
  readonly started?: string;
  /** `ImagingStudy/id`. */
  readonly imagingStudy?: string;
  /** `ServiceRequest/id` that it was made for, when it names one only. */
  readonly order?: string;
  /** Whether the study itself says that it is a lumbar MRI; absent where nothing but a number is known. */
  readonly lumbar?: boolean;
  readonly via: 'imaging-study' | 'report-accession' | 'order-accession';
  /** Why it was chosen, for people. */
  readonly reason: string;
}

/** Candidates, best first, and the imaging studies that were looked at and left. */
export interface StudyChoice {
  readonly candidates: readonly StudyCandidate[];
  readonly rejected: readonly { readonly imagingStudy: string | undefined; readonly reason: string }[];
}

const studySchema = z.object({
  identifier: part.identifiers,
  started: part.text,
  basedOn: part.references,
});

/** DICOM UID, PS3.5 9.1. */
const UID = /^[0-9]+(\.[0-9]+)*$/;
const UID_LENGTH = 64;

export function isImagingStudy(resource: { readonly resourceType: string }): resource is ImagingStudy {
  return resource.resourceType === 'ImagingStudy';
}

/** Whether the study has images that still stand. */
export function hasImages({ status }: ImagingStudy): boolean {
  return status !== 'entered-in-error' && status !== 'cancelled' && status !== 'registered';
}

/** UID and accession number as an ImagingStudy carries them (R4, "ImagingStudy", Notes). */
export function candidateOf(resource: ImagingStudy, reason: string, lumbar: boolean): StudyCandidate {
  const study = studySchema.parse(resource);
  return {
    ...defined('studyInstanceUid', studyUid(study.identifier)),
    ...defined('accessionNumber', accessionNumbers(study.identifier)[0]),
    ...defined('started', dateOnly(study.started)),
    ...defined('imagingStudy', referenceTo(resource)),
    ...defined('order', onlyOrder(study.basedOn)),
    lumbar,
    via: 'imaging-study',
    reason,
  };
}

/** Identifiers of type ACSN (HL7 v2 table 0203). */
export function accessionNumbers(identifiers: readonly Identifier[]): string[] {
  return identifiers
    .filter(({ type }) => conceptCode(type) === 'ACSN')
    .flatMap(({ value }) => (value !== undefined && isDicomId(value) ? [value] : []));
}

/** The order among what a resource is based on; undefined when it names several. */
export function onlyOrder(basedOn: readonly Reference[]): string | undefined {
  const orders = new Set(
    basedOn
      .flatMap((one) => relativeReference(one) ?? [])
      .filter((path) => path.startsWith('ServiceRequest/')),
  );
  const [order] = orders;
  return orders.size === 1 ? order : undefined;
}

function studyUid(identifiers: readonly Identifier[]): string | undefined {
  return identifiers
    .filter(({ system }) => system === 'urn:dicom:uid')
    .map(({ value }) => value?.replace(/^urn:oid:/, '') ?? '')
    .find((uid) => UID.test(uid) && uid.length <= UID_LENGTH);
}

function defined<Key extends string>(key: Key, value: string | undefined): { [key in Key]?: string } {
  const entry: { [key in Key]?: string } = {};
  if (value) entry[key] = value;
  return entry;
}
