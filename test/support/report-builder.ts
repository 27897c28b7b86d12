import type { TestDataSet } from './dicom-builder.ts';

/** A code as [value, scheme, meaning]. */
export type TestCode = readonly [value: string, scheme: string, meaning?: string];

export function codeItem([CodeValue, CodingSchemeDesignator, CodeMeaning = '']: TestCode): TestDataSet {
  return { CodeValue, CodingSchemeDesignator, CodeMeaning };
}

/** One measurement group of a report (TID 1410, without its measurements). */
export interface TestGroup {
  readonly trackingId?: string;
  readonly finding?: TestCode;
  readonly site?: TestCode;
  readonly content?: readonly TestDataSet[];
}

export const REPORT: TestDataSet = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
  SOPInstanceUID: '1.2.3.5.1',
  StudyInstanceUID: '1.2.3',
  SeriesInstanceUID: '1.2.3.5',
  Modality: 'SR',
  ContentDate: '20260303',
  ContentTime: '101500.5',
  PatientID: 'P1',
};

/** A report by TID 1500, as far as regions go. */
export function reportDataSet(groups: readonly TestGroup[], change: TestDataSet = {}): TestDataSet {
  return {
    ...REPORT,
    ...container(['126000', 'DCM'], [container(['126010', 'DCM'], groups.map(group))]),
    ...change,
  };
}

function group({ trackingId, finding, site, content = [] }: TestGroup): TestDataSet {
  return container(
    ['125007', 'DCM'],
    [
      ...(trackingId === undefined
        ? []
        : [{ ValueType: 'TEXT', ...concept(['112039', 'DCM']), TextValue: trackingId }]),
      ...(finding ? [coded(['121071', 'DCM'], finding)] : []),
      ...(site ? [coded(['363698007', 'SCT'], site)] : []),
      ...content,
    ],
  );
}

export function container(name: TestCode, ContentSequence: readonly TestDataSet[]): TestDataSet {
  return { ValueType: 'CONTAINER', ...concept(name), ContentSequence };
}

export function coded(name: TestCode, value: TestCode): TestDataSet {
  return { ValueType: 'CODE', ...concept(name), ConceptCodeSequence: [codeItem(value)] };
}

/** An image region (SCOORD); its coordinates are DICOM's, with 0\0 at the corner of the first pixel. */
export function imageRegion(
  GraphicType: string,
  GraphicData: readonly number[],
  sopInstanceUid = '1.2.3.1.1',
  frames: readonly number[] = [],
): TestDataSet {
  const reference: TestDataSet = {
    ReferencedSOPInstanceUID: sopInstanceUid,
    ...(frames.length > 0 && { ReferencedFrameNumber: frames }),
  };
  return {
    ValueType: 'SCOORD',
    ...concept(['111030', 'DCM']),
    GraphicType,
    GraphicData,
    ContentSequence: [{ ValueType: 'IMAGE', ReferencedSOPSequence: [reference] }],
  };
}

export function patientRegion(
  GraphicType: string,
  GraphicData: readonly number[],
  ReferencedFrameOfReferenceUID = '1.2.3.9',
): TestDataSet {
  return {
    ValueType: 'SCOORD3D',
    ...concept(['111030', 'DCM']),
    GraphicType,
    GraphicData,
    ReferencedFrameOfReferenceUID,
  };
}

function concept(name: TestCode): TestDataSet {
  return { ConceptNameCodeSequence: [codeItem(name)] };
}
