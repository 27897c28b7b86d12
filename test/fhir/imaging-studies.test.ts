import { describe, expect, test } from '@jest/globals';
import type { DiagnosticReport, FhirResource, ImagingStudy } from 'fhir/r4.js';
import { lumbarStudies, readReportedStudies, reportedStudies } from '../../src/fhir/imaging-studies.ts';
import { recordedEntries } from './recorded.ts';

const subject = { reference: 'Patient/p1' };
const linked = recordedEntries('reported-lumbar-mri');
const order = only(linked, 'ServiceRequest');
const study = only(linked, 'ImagingStudy');
const report = only(linked, 'DiagnosticReport');
const accession = (value: string) => [{ type: { coding: [{ code: 'ACSN' }] }, value }];

function only<Type extends FhirResource['resourceType']>(
  resources: readonly FhirResource[],
  type: Type,
): Extract<FhirResource, { resourceType: Type }> {
  const isOfType = (one: FhirResource): one is Extract<FhirResource, { resourceType: Type }> =>
    one.resourceType === type;
  const found = resources.find(isOfType);
  if (!found) throw new Error(type);
  return found;
}

function lumbar(id: string, changes: Partial<ImagingStudy> = {}): ImagingStudy {
  const identifier = [{ system: 'urn:dicom:uid', value: `urn:oid:1.2.${id}` }];
  return { ...study, id, identifier, basedOn: [], ...changes };
}

describe('an MRI is ordered: the newest lumbar study already there', () => {
  test('newest first, undated last', () => {
    const { candidates } = lumbarStudies([
      lumbar('1', { started: '2020-01-01' }),
      lumbar('2', { started: '2025-06-07T08:00:00Z' }),
      lumbar('3', { started: '' }),
    ]);
    expect(candidates.map(({ studyInstanceUid }) => studyInstanceUid)).toEqual(['1.2.2', '1.2.1', '1.2.3']);
    expect(candidates[0]).toMatchObject({
      via: 'imaging-study',
      imagingStudy: 'ImagingStudy/2',
      started: '2025-06-07',
    });
  });

  test('every study that is left has a reason', () => {
    const ct = [{ code: 'CT' }];
    const { candidates, rejected } = lumbarStudies([
      order,
      lumbar('1', { modality: ct }),
      lumbar('2', { status: 'cancelled' }),
      lumbar('3', { status: 'registered' }),
    ]);
    expect(candidates).toEqual([]);
    expect(rejected).toEqual([
      { imagingStudy: 'ImagingStudy/1', reason: 'not a lumbar MR study' },
      { imagingStudy: 'ImagingStudy/2', reason: 'its status is cancelled' },
      { imagingStudy: 'ImagingStudy/3', reason: 'its status is registered' },
    ]);
  });
});

const candidate = (changes: Partial<ImagingStudy>) => lumbarStudies([{ ...study, ...changes }]).candidates[0];

test('UID, accession number, endpoint, date', () => {
  expect(candidate({})).toEqual({
    studyInstanceUid: '1.2.826.0.1.3680043.10.1.7',
    accessionNumber: 'A-1001',
    started: '2026-05-04',
    imagingStudy: 'ImagingStudy/study',
    order: 'ServiceRequest/order',
    lumbar: true,
    via: 'imaging-study',
    reason: 'lumbar MR study in the record',
  });
});

describe('what a study tells', () => {
  test.each([
    ['urn:oid:1.2.3', '1.2.3'],
    ['1.2.3', '1.2.3'],
    ['urn:oid:1.2.3/../../other', undefined],
    [`1.${'2'.repeat(64)}`, undefined],
    ['', undefined],
  ])('the UID "%s" is read as %s', (value, uid) => {
    expect(candidate({ identifier: [{ system: 'urn:dicom:uid', value }] })?.studyInstanceUid).toBe(uid);
  });
});

test('an id that FHIR does not have is no reference to the study', () => {
  for (const id of ['../Patient/x" onload=', 'a\0b', '\ud83d', { toString: 1 }, null]) {
    const odd = Object.assign({}, study, { id });
    expect(lumbarStudies([odd]).candidates).toMatchObject([{ lumbar: true }]);
    expect(lumbarStudies([odd]).candidates[0]).not.toHaveProperty('imagingStudy');
    expect(lumbarStudies([{ ...odd, status: 'cancelled' }]).rejected[0]?.imagingStudy).toBeUndefined();
  }
});

test('an accession number that DICOM cannot hold is none', () => {
  for (const value of ['A\0B', 'A\\B', '*', 'A?', '\ud83d', ' ', 'x'.repeat(65)]) {
    expect(candidate({ identifier: accession(value) })).not.toHaveProperty('accessionNumber');
  }
});

test('sixty thousand times the same study is one', () => {
  const studies = Array.from({ length: 60_000 }, () => study);
  expect(lumbarStudies(studies).candidates).toHaveLength(1);
  expect(reasons(report, ...studies)).toEqual([['ImagingStudy/study', 'the report names it']]);
});

const reasons = (of: DiagnosticReport, ...resources: FhirResource[]) =>
  reportedStudies(of, resources, 'p1').candidates.map(({ imagingStudy, via, reason }) => [
    imagingStudy ?? via,
    reason,
  ]);
const unlinked: DiagnosticReport = { resourceType: 'DiagnosticReport', status: 'final', code: {}, subject };

describe('an MRI was reported: the study of that report', () => {
  test('that it names, once, then the accession number of the order', () => {
    expect(reasons(report, study, order)).toEqual([
      ['ImagingStudy/study', 'the report names it'],
      ['order-accession', 'accession number of the order'],
    ]);
  });

  test('that was made for the same order', () => {
    const basedOn = [{ reference: 'https://fhir.example.org/r4/ServiceRequest/order' }];
    expect(reasons({ ...unlinked, basedOn }, study)).toEqual([
      ['ImagingStudy/study', 'made for the same order as the report'],
    ]);
  });

  test('that has its accession number', () => {
    const other = lumbar('other', { identifier: accession('A-2') });
    expect(reasons({ ...unlinked, identifier: accession('A-1001') }, study, other)).toEqual([
      ['ImagingStudy/study', 'same accession number as the report or its order'],
      ['report-accession', 'accession number of the report'],
    ]);
  });

  test('that is contained', () => {
    const contained = [{ ...study, id: 's', contained: [] }];
    expect(reasons({ ...unlinked, contained, imagingStudy: [{ reference: '#s' }] })).toHaveLength(1);
  });

  test('the strongest link comes first', () => {
    const named = lumbar('named', { started: '2000-01-01' });
    const made = lumbar('made', { basedOn: [{ reference: 'ServiceRequest/order' }] });
    const imagingStudy = [{ reference: 'ImagingStudy/named' }];
    const basedOn = [{ reference: 'ServiceRequest/order' }];
    expect(reasons({ ...unlinked, imagingStudy, basedOn }, made, named).map(([id]) => id)).toEqual([
      'ImagingStudy/named',
      'ImagingStudy/made',
    ]);
  });

  test('no other study of the patient, however new', () => {
    const { candidates, rejected } = reportedStudies(unlinked, [study], 'p1');
    expect(candidates).toEqual([]);
    expect(rejected).toEqual([
      { imagingStudy: 'ImagingStudy/study', reason: 'nothing links it to the report' },
    ]);
  });

  test.each([
    ['CT', [{ code: 'CT' }], 'it was made with another modality than MR'],
    ['CT and MR', [{ code: 'CT' }, { code: 'MR' }], undefined],
    ['none', [], undefined],
    ['one of a local code system', [{ system: 'urn:local', code: 'KM' }], undefined],
  ])('of modality %s', (_what, modality, reason) => {
    const { rejected } = reportedStudies(report, [{ ...study, modality }, order], 'p1');
    expect(rejected.map((one) => one.reason)).toEqual(reason ? [reason] : []);
  });

  test('an accession number alone does not say whether it is lumbar', () => {
    const { candidates } = reportedStudies({ ...unlinked, identifier: accession('A-1') }, [], 'p1');
    expect(candidates[0]).not.toHaveProperty('lumbar');
  });

  test('a contained study of another patient is refused', () => {
    const contained = [{ ...study, id: 's', contained: [], subject: { reference: 'Patient/p2' } }];
    expect(() => reportedStudies({ ...unlinked, contained }, [], 'p1')).toThrow(
      expect.objectContaining({ code: 'request/patient-mismatch' }),
    );
  });

  test('a missing study links nothing by its absent id', () => {
    const anonymous = { ...lumbar('x'), id: undefined } as ImagingStudy;
    expect(reasons({ ...unlinked, imagingStudy: [{ display: 'somewhere' }] }, anonymous)).toEqual([]);
  });
});

describe('what is odd in the report and its record does not stop it', () => {
  const odd = Object.assign({}, study, { id: { toString: 1 } });

  test.each([[{}], [[null]], ['none'], [[{ resourceType: 5 }, { ...study, id: 's' }]]])(
    'contained: %j',
    (contained) => {
      const named = Object.assign({}, unlinked, { contained });
      expect(() => reportedStudies(named, [study], 'p1')).not.toThrow();
    },
  );

  test('an id that is an object', async () => {
    const { candidates } = await readReportedStudies(report, [odd], 'p1', { read: async () => study });
    expect(candidates.map(({ imagingStudy }) => imagingStudy)).toEqual(['ImagingStudy/study', undefined]);
  });

  test('hundreds of accession numbers', () => {
    const identifier = Array.from({ length: 90 }, (_, index) => accession(`A-${index}`)).flat();
    expect(reasons({ ...unlinked, identifier })).toHaveLength(10);
  });
});

describe('readReportedStudies', () => {
  test('reads what the report names and the record lacks', async () => {
    const asked: string[] = [];
    const read = async (path: string) => {
      asked.push(path);
      return linked.find(({ resourceType, id }) => `${resourceType}/${id}` === path);
    };
    const { candidates } = await readReportedStudies(report, [order], 'p1', { read });
    expect(asked).toEqual(['ImagingStudy/study']);
    expect(candidates[0]?.studyInstanceUid).toBe('1.2.826.0.1.3680043.10.1.7');
  });

  test('what is not there is left out', async () => {
    const { candidates } = await readReportedStudies(report, [], 'p1', { read: async () => undefined });
    expect(candidates).toEqual([]);
  });

  test('a study of another patient is refused', async () => {
    const others = { ...study, subject: { reference: 'Patient/p2' } };
    await expect(readReportedStudies(report, [], 'p1', { read: async () => others })).rejects.toMatchObject({
      code: 'request/patient-mismatch',
    });
  });

  test('is about the patient of the hook, also where the report does not say whose it is', async () => {
    const { subject: _subject, ...anonymous } = report;
    const others = { ...study, subject: { reference: 'Patient/p2' } };
    await expect(
      readReportedStudies(anonymous, [], 'p1', { read: async () => others }),
    ).rejects.toMatchObject({ code: 'request/patient-mismatch' });
    await expect(readReportedStudies(report, [], 'p2', { read: async () => others })).rejects.toMatchObject({
      code: 'request/patient-mismatch',
    });
  });

  test('says which of the studies that it read is lumbar', async () => {
    const { description: _description, procedureCode: _code, ...silent } = study;
    const spoken = await readReportedStudies(report, [], 'p1', { read: async () => study });
    const unspoken = await readReportedStudies(report, [], 'p1', { read: async () => silent });
    expect(spoken.candidates[0]?.lumbar).toBe(true);
    expect(unspoken.candidates[0]?.lumbar).toBe(false);
  });

  test('asks for no more than ten', async () => {
    const asked: string[] = [];
    const imagingStudy = Array.from({ length: 50 }, (_, index) => ({ reference: `ImagingStudy/${index}` }));
    const read = async (path: string) => {
      asked.push(path);
      return undefined;
    };
    await readReportedStudies({ ...report, imagingStudy, basedOn: [] }, [], 'p1', { read });
    expect(asked).toHaveLength(10);
  });
});
