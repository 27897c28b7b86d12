import { describe, expect, test } from '@jest/globals';
import { findStudy, type StudyClues } from '../../src/analysis/find-study.ts';
import type { FoundStudy } from '../../src/dicom/image-source.ts';
import { fakeImages } from '../support/fake-images.ts';

const nothing: StudyClues = { recorded: [], anyLumbar: true, patientIds: [] };
const patientIds = [{ patientId: 'P1', issuer: 'NORTH' }];

function onPacs(studyInstanceUid: string, changes: Partial<FoundStudy> = {}): FoundStudy {
  return {
    studyInstanceUid,
    studyDate: '20260302',
    accessionNumber: 'A1',
    studyDescription: 'MR lumbar spine',
    modalities: ['MR'],
    patientId: 'P1',
    issuerOfPatientId: 'NORTH',
    ...changes,
  };
}

interface Search {
  readonly clues?: Partial<StudyClues>;
  readonly pacs?: readonly FoundStudy[];
  readonly ways?: readonly ('imaging-study' | 'qido')[];
}

async function search({ clues = {}, pacs = [], ways = ['imaging-study', 'qido'] }: Search) {
  const { source, asked } = fakeImages({ studies: () => [...pacs] });
  const found = await findStudy({ ...nothing, ...clues }, ways, source);
  return { target: found.target, missing: found.missing?.code, asked };
}

const inRecord = { studyInstanceUid: '1.1', accessionNumber: 'A1', imagingStudy: 'ImagingStudy/i1' };

describe('a study that the record names', () => {
  test('is taken from there, and the PACS is not asked', async () => {
    expect(await search({ clues: { recorded: [inRecord], patientIds }, pacs: [onPacs('9.9')] })).toEqual({
      target: { ...inRecord, via: 'imaging-study' },
      missing: undefined,
      asked: [],
    });
  });

  test('when it was reported, is the first of its records that has a UID', async () => {
    const recorded = [{ accessionNumber: 'A0' }, inRecord, { studyInstanceUid: '1.2' }];
    const { target } = await search({ clues: { recorded, anyLumbar: false } });
    expect(target?.studyInstanceUid).toBe('1.1');
  });

  test('when any will do, is the newest: an older one with a UID does not stand in for it', async () => {
    const recorded = [{ accessionNumber: 'A0', imagingStudy: 'ImagingStudy/i2' }, inRecord];
    const { target } = await search({
      clues: { recorded },
      pacs: [onPacs('9.9', { accessionNumber: 'A0' })],
    });
    expect(target).toMatchObject({
      studyInstanceUid: '9.9',
      via: 'qido-accession',
      imagingStudy: 'ImagingStudy/i2',
    });
  });

  test('is looked for on the PACS first where the site says so', async () => {
    const { target } = await search({
      clues: { recorded: [inRecord] },
      pacs: [onPacs('9.9')],
      ways: ['qido', 'imaging-study'],
    });
    expect(target).toEqual({ ...inRecord, studyInstanceUid: '9.9', via: 'qido-accession' });
  });

  test('is found in the record still when the PACS knows nothing', async () => {
    const { target } = await search({ clues: { recorded: [inRecord] }, ways: ['qido', 'imaging-study'] });
    expect(target?.via).toBe('imaging-study');
  });

  test('is not looked for in the record where the site does not trust it', async () => {
    expect(await search({ clues: { recorded: [inRecord] }, ways: ['qido'] })).toMatchObject({
      target: undefined,
      missing: 'study/not-found',
    });
  });
});

describe('a study by its accession number', () => {
  const byAccession = { recorded: [{ accessionNumber: 'A1' }], patientIds };

  test('is asked of the PACS by that number alone', async () => {
    const { target, asked } = await search({ clues: byAccession, pacs: [onPacs('9.9')] });
    expect(target).toEqual({ studyInstanceUid: '9.9', via: 'qido-accession', accessionNumber: 'A1' });
    expect(asked).toEqual([{ accessionNumber: 'A1' }]);
  });

  test('needs no description, but must be MR', async () => {
    const pacs = [onPacs('9.9', { studyDescription: '' }), onPacs('9.8', { modalities: ['CT'] })];
    expect((await search({ clues: byAccession, pacs })).target?.studyInstanceUid).toBe('9.9');
  });

  test('is ambiguous when two studies have the number', async () => {
    const pacs = [onPacs('9.8'), onPacs('9.9')];
    expect(await search({ clues: byAccession, pacs })).toMatchObject({ missing: 'study/ambiguous' });
  });

  test('is one when the PACS tells it twice', async () => {
    const pacs = [onPacs('9.9'), onPacs('9.9')];
    expect((await search({ clues: byAccession, pacs })).target?.studyInstanceUid).toBe('9.9');
  });

  test('that the PACS does not know is not replaced by another study of the patient, if one was named', async () => {
    const { target, missing, asked } = await search({ clues: { ...byAccession, anyLumbar: false } });
    expect({ target, missing, asked }).toEqual({
      target: undefined,
      missing: 'study/not-found',
      asked: [{ accessionNumber: 'A1' }],
    });
  });
});

describe('a study of the patient on the PACS', () => {
  test('is asked for by every identifier of the patient with its issuer', async () => {
    const ids = [...patientIds, { patientId: 'P2' }];
    const { asked } = await search({ clues: { patientIds: ids } });
    expect(asked).toEqual([{ patientId: 'P1', issuerOfPatientId: 'NORTH' }, { patientId: 'P2' }]);
  });

  test('is the newest lumbar MR', async () => {
    const pacs = [
      onPacs('1', { studyDate: '20240101' }),
      onPacs('2', { studyDate: '20250101' }),
      onPacs('3', { studyDate: '20260101', studyDescription: 'MR brain' }),
      onPacs('4', { studyDate: '20260101', modalities: ['CT'] }),
      onPacs('5', { studyDate: undefined }),
    ];
    expect((await search({ clues: { patientIds }, pacs })).target).toEqual({
      studyInstanceUid: '2',
      via: 'qido-patient',
    });
  });

  test('is ambiguous when two are of the newest day', async () => {
    const pacs = [onPacs('1'), onPacs('2')];
    expect(await search({ clues: { patientIds }, pacs })).toMatchObject({ missing: 'study/ambiguous' });
  });

  test.each([
    ['one study without a date is not taken for the newest', [onPacs('1', { studyDate: undefined })]],
    ['nothing that says lumbar', [onPacs('1', { studyDescription: '' })]],
    ['nothing at all', []],
  ])('is not found: %s', async (_why, pacs) => {
    expect(await search({ clues: { patientIds }, pacs })).toMatchObject({ missing: 'study/not-found' });
  });

  test.each([
    'MRT LWS',
    'MR Lendenwirbelsäule nativ',
    'MR L-SPINE W/O',
    'MR LSPINE',
    'IRM rachis lombaire',
    'MR LS chrbtica',
    'MR driekovej chrbtice',
    'MR bederní páteře',
    'RM columna lumbar',
    'RM rachide lombare',
    'MR L-S',
  ])('says that it is lumbar: %s', async (studyDescription) => {
    const pacs = [onPacs('1', { studyDescription })];
    expect((await search({ clues: { patientIds }, pacs })).target?.studyInstanceUid).toBe('1');
  });

  test.each(['MR brain', 'MR C-SPINE', 'MR HWS', 'MR knee', 'MRA renal', 'MR calendar'])(
    'says that it is not: %s',
    async (studyDescription) => {
      const pacs = [onPacs('1', { studyDescription })];
      expect((await search({ clues: { patientIds }, pacs })).target).toBeUndefined();
    },
  );
});

test('without any clue the PACS is not asked', async () => {
  expect(await search({ pacs: [onPacs('1')] })).toEqual({
    target: undefined,
    missing: 'study/not-found',
    asked: [],
  });
});
