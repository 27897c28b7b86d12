import { describe, expect, test } from '@jest/globals';
import { chooseSagittalT1 } from '../../src/dicom/choose-series.ts';
import type { SeriesHeaders } from '../../src/dicom/image.ts';
import { parsePart10Headers } from '../../src/dicom/parse-part10.ts';
import { type ErrorCode, reason } from '../../src/errors.ts';
import { SERIES_LIMITS } from '../../src/dicom/series-finding.ts';
import type { ReferenceProtocol } from '../../src/dicom/series-rank.ts';
import { dicomFile, SAGITTAL_T1, type TestDataSet } from '../support/dicom-builder.ts';

const AXIAL = { ImageOrientationPatient: [1, 0, 0, 0, 1, 0] };
const T2 = { RepetitionTime: 3500, EchoTime: 100, SeriesDescription: 'T2 TSE SAG' };
const NOT_LUMBAR = { StudyDescription: '', BodyPartExamined: '', ProtocolName: '' };

describe('chooseSagittalT1', () => {
  test('chooses the sagittal T1 of an ordinary study and says why, and why not the others', () => {
    const choice = chooseSagittalT1([
      series(1, { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'], SeriesDescription: 'localizer' }, 3),
      series(2, T2),
      series(3),
      series(4, { ...AXIAL, SeriesDescription: 'T1 TSE AX' }),
      series(5, { ScanningSequence: ['SE', 'IR'], SeriesDescription: 'TIRM SAG' }),
    ]);
    expect(choice.chosen?.series.seriesInstanceUid).toBe('1.2.3.3');
    expect(choice.chosen?.reasons).toEqual([
      'original images',
      'sagittal, 15 images',
      'spin echo',
      'T1-weighted: TR 600 ms, TE 11 ms',
      'named lumbar',
      'covers 280 mm',
      'pixels of 0.70 mm',
      'slices of 4.0 mm',
      'described as sagittal T1',
    ]);
    expect(choice.rejected.map(({ number, description, reasons }) => [number, description, reasons])).toEqual(
      [
        [1, 'localizer', ['a localizer', '3 sagittal images of one orientation, too few']],
        [2, 'T2 TSE SAG', ['not T1-weighted: TR 3500 ms, TE 100 ms']],
        [4, 'T1 TSE AX', ['not sagittal: axial']],
        [5, 'TIRM SAG', ['not a plain spin echo (SE\\IR)', 'fat suppression, by its description']],
      ],
    );
  });

  test('what the headers measure beats what the description says', () => {
    const mislabelled = series(1, { ...T2, SeriesDescription: 'T1 SAG' });
    const unlabelled = series(2, { SeriesDescription: 'se_15' });
    expect(chosenNumber([mislabelled, unlabelled])).toBe(2);
  });

  test('a gap in the headers is bridged by the description, but whole headers are better', () => {
    const gap = series(1, { RepetitionTime: [], EchoTime: [] });
    expect(chosenNumber([gap])).toBe(1);
    expect(chosenNumber([gap, series(2, { SeriesDescription: 'se_15' })])).toBe(2);
    expect(refusalOf([series(1, { RepetitionTime: [], EchoTime: [], SeriesDescription: 'SAG' })])).toBe(
      'series/no-sagittal-t1',
    );
  });

  test('a series a little outside the limits is used when there is no better one', () => {
    const short = series(1, { RepetitionTime: 280 });
    expect(chosenNumber([short])).toBe(1);
    expect(chosenNumber([short, series(2)])).toBe(2);
    expect(refusalOf([series(1, { RepetitionTime: 200 })])).toBe('series/no-sagittal-t1');
  });

  test('limits can be set by the site', () => {
    const limits = { ...SERIES_LIMITS, minImages: 20 };
    expect(chooseSagittalT1([series(1)], [], undefined, limits).chosen).toBeNull();
  });

  test('enhanced multi-frame images count as many', () => {
    const frames = Array.from({ length: 15 }, (_, index) => ({
      PlanePositionSequence: [{ ImagePositionPatient: [index * 4, 0, 0] }],
    }));
    const enhanced = { NumberOfFrames: 15, PerFrameFunctionalGroupsSequence: frames };
    expect(chosenNumber([series(1, enhanced, 1)])).toBe(1);
  });

  describe('among suitable series prefers', () => {
    const PROTOCOLS: ReferenceProtocol[] = [{ sequence: 'SE', repetitionTime: 700, echoTime: 12 }];

    test('the one closest to a reference protocol', () => {
      const near = series(1, { RepetitionTime: 690, EchoTime: 12, AcquisitionTime: '080000' });
      const far = series(2, { RepetitionTime: 450, EchoTime: 9, AcquisitionTime: '090000' });
      expect(chosenNumber([far, near], PROTOCOLS)).toBe(1);
      expect(chooseSagittalT1([far, near], PROTOCOLS).rejected[0]?.reasons).toEqual([
        'suitable, but further from the reference protocol than the chosen one',
      ]);
    });

    test('then the one that fits better', () => {
      const small = series(2, { Rows: 200, AcquisitionTime: '110000' });
      expect(chosenNumber([series(1), small])).toBe(1);
      expect(chooseSagittalT1([series(1), small]).rejected[0]?.reasons).toEqual([
        'suitable, but less fit than the chosen one: covers only 140 mm',
      ]);
    });

    test('then the latest, in whatever order they come', () => {
      const early = series(1, { AcquisitionTime: '100000' });
      const late = series(2, { AcquisitionTime: '103000' });
      expect(chosenNumber([early, late], PROTOCOLS)).toBe(2);
      expect(chosenNumber([late, early], PROTOCOLS)).toBe(2);
      expect(chooseSagittalT1([early, late]).rejected[0]?.reasons).toEqual([
        'suitable, but older than the chosen one',
      ]);
    });
  });

  describe('the series that the levels were marked on', () => {
    const marked = series(1, { AcquisitionTime: '100000' });
    const repeated = series(2, { AcquisitionTime: '103000' });

    test('is chosen before a later one that looks the same, and that is the first reason', () => {
      const { chosen, rejected } = chooseSagittalT1([marked, repeated], [], '1.2.3.1');
      expect(chosen?.series.seriesInstanceUid).toBe('1.2.3.1');
      expect(chosen?.reasons[0]).toBe('the levels were marked on it');
      expect(rejected.map(({ number, reasons }) => [number, reasons])).toEqual([
        [2, ['suitable, but the levels were marked on another series']],
      ]);
    });

    test('is not replaced by another when it cannot be measured', () => {
      const contrast = series(1, { ContrastBolusAgent: 'GADOVIST' });
      expect(chooseSagittalT1([contrast, repeated], [], '1.2.3.1')).toMatchObject({
        chosen: null,
        refusal: 'series/contrast',
        rejected: [
          { number: 2, reasons: ['suitable, but the levels were marked on another series'] },
          { number: 1, reasons: ['contrast agent given'] },
        ],
      });
    });

    test('in another study changes nothing', () => {
      const { chosen } = chooseSagittalT1([marked, repeated], [], '9.9');
      expect(chosen?.series.seriesInstanceUid).toBe('1.2.3.2');
      expect(chosen?.reasons).not.toContain('the levels were marked on it');
    });
  });

  describe('a series that could not be read', () => {
    test('is rejected with its reason, and the others are judged', () => {
      const choice = chooseSagittalT1([unread(1, 'dicom/invalid'), series(2)]);
      expect(choice.chosen?.series.seriesInstanceUid).toBe('1.2.3.2');
      expect(choice.rejected).toEqual([
        {
          seriesInstanceUid: '1.2.3.1',
          number: undefined,
          description: '',
          reasons: ['could not be read: The DICOM file is damaged or lacks a required attribute.'],
        },
      ]);
    });

    test('is the refusal when no other comes as near to a sagittal T1', () => {
      expect(refusalOf([unread(1, 'dicom/truncated'), series(2, T2)])).toBe('dicom/truncated');
      expect(refusalOf([unread(1, 'dicom/truncated'), series(2, { ContrastBolusAgent: 'X' })])).toBe(
        'series/contrast',
      );
    });

    test('for a fault that may pass is that fault: it may have been the T1', () => {
      const contrast = series(2, { ContrastBolusAgent: 'X' });
      expect(refusalOf([contrast, unread(1, 'dicom/invalid'), unread(3, 'pacs/error')])).toBe('pacs/error');
    });

    test('is never replaced when the levels were marked on it', () => {
      const choice = chooseSagittalT1([unread(1, 'pacs/too-large'), series(2)], [], '1.2.3.1');
      expect(choice).toMatchObject({ chosen: null, refusal: 'pacs/too-large' });
    });
  });

  describe('refuses', () => {
    test.each<[string, TestDataSet, string]>([
      ['post-contrast images by their agent', { ContrastBolusAgent: 'GADOVIST' }, 'series/contrast'],
      [
        'post-contrast images by their description',
        { SeriesDescription: 'T1 TSE SAG +C' },
        'series/contrast',
      ],
      ['lossy images', { LossyImageCompression: '01' }, 'series/lossy'],
      ['reformatted images', { ImageType: ['DERIVED', 'PRIMARY', 'MPR'] }, 'series/not-original'],
      ['screenshots', { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' }, 'series/not-original'],
      ['images without geometry', { ImagePositionPatient: [] }, 'dicom/no-geometry'],
      ['a head', { ...NOT_LUMBAR, BodyPartExamined: 'HEAD' }, 'series/body-part'],
      [
        'a knee named in the study only',
        { ...NOT_LUMBAR, StudyDescription: 'MRT Knie links' },
        'series/body-part',
      ],
      ['a cervical spine', { ...NOT_LUMBAR, SeriesDescription: 'T1 sag C-spine' }, 'series/body-part'],
      ['T2', T2, 'series/no-sagittal-t1'],
      ['axial slices', AXIAL, 'series/no-sagittal-t1'],
      [
        'axial slices without geometry',
        { ImagePositionPatient: [], SeriesDescription: 'T1 AX' },
        'series/no-sagittal-t1',
      ],
      ['gradient echo', { ScanningSequence: 'GR' }, 'series/no-sagittal-t1'],
      ['fat suppression', { ScanOptions: ['PFP', 'FS'] }, 'series/no-sagittal-t1'],
      ['Dixon water', { ImageType: ['ORIGINAL', 'PRIMARY', 'DIXON', 'WATER'] }, 'series/no-sagittal-t1'],
      ['phase images', { ImageType: ['ORIGINAL', 'PRIMARY', 'P'] }, 'series/no-sagittal-t1'],
      ['CT', { Modality: 'CT' }, 'series/no-sagittal-t1'],
      [
        'contrast and fat suppression',
        { ContrastBolusAgent: 'X', ScanOptions: 'FS' },
        'series/no-sagittal-t1',
      ],
      [
        'a post-contrast head',
        { ...NOT_LUMBAR, BodyPartExamined: 'BRAIN', ContrastBolusAgent: 'X' },
        'series/body-part',
      ],
    ])('%s', (_what, change, refusal) => {
      expect(refusalOf([series(1, change)])).toBe(refusal);
    });

    test('by what comes closest to a sagittal T1', () => {
      const contrast = series(1, { ContrastBolusAgent: 'GADOVIST' });
      const lossyContrast = series(2, { ContrastBolusAgent: 'GADOVIST', LossyImageCompression: '01' });
      const lossy = series(3, { LossyImageCompression: '01' });
      expect(refusalOf([lossyContrast, contrast, series(4, T2)])).toBe('series/contrast');
      expect(refusalOf([lossyContrast, lossy])).toBe('series/lossy');
    });

    test('a study without series, and a series without images', () => {
      expect(refusalOf([])).toBe('series/no-sagittal-t1');
      expect(refusalOf([{ seriesInstanceUid: '1.2', images: [] }])).toBe('series/no-sagittal-t1');
    });

    test('several echo times in one series', () => {
      const mixed = [...series(1).images, ...series(1, { EchoTime: 25 }).images];
      expect(refusalOf([{ seriesInstanceUid: '1.2.3.1', images: mixed }])).toBe('series/no-sagittal-t1');
    });
  });

  describe('the body part', () => {
    test.each<[string, TestDataSet]>([
      [
        'is not judged by BodyPartExamined alone',
        { StudyDescription: 'MR lumbar spine', BodyPartExamined: 'HEAD' },
      ],
      ['may go without saying', NOT_LUMBAR],
      ['may be called spine', { ...NOT_LUMBAR, BodyPartExamined: 'SPINE' }],
      ['may be named in Czech', { ...NOT_LUMBAR, StudyDescription: 'MR bederní páteře (krční ne)' }],
      ['may be named in German', { ...NOT_LUMBAR, StudyDescription: 'MRT LWS' }],
      ['may be thoracolumbar', { ...NOT_LUMBAR, StudyDescription: 'thoracic and lumbar spine' }],
    ])('%s', (_what, change) => {
      expect(chosenNumber([series(1, change)])).toBe(1);
    });
  });

  describe('contrast in a description', () => {
    test.each([
      'T1 SAG POST',
      't1_tse_sag_post_gd',
      'T1 sag KM',
      'T1 sag +Gd',
      'T1 SAG C+',
      'sag T1 po k.l.',
      'T1 SAG CE',
    ])('is seen in "%s"', (SeriesDescription) => {
      expect(refusalOf([series(1, { SeriesDescription })])).toBe('series/contrast');
    });

    test.each([
      'T1 SAG PRE CONTRAST',
      'T1 sag ohne KM',
      'T1 sag nativ',
      'T1 SAG W/O CONTRAST',
      't1_sag_pre',
      'T1 sag sans gado',
      'T1 SAG post-op',
    ])('is not seen in "%s"', (SeriesDescription) => {
      expect(chosenNumber([series(1, { SeriesDescription })])).toBe(1);
    });
  });
});

function series(number: number, change: TestDataSet = {}, count = 15): SeriesHeaders {
  const seriesInstanceUid = `1.2.3.${number}`;
  const images = Array.from({ length: count }, (_, index) =>
    parsePart10Headers(
      dicomFile({
        ...SAGITTAL_T1,
        SeriesInstanceUID: seriesInstanceUid,
        SOPInstanceUID: `${seriesInstanceUid}.${index}`,
        SeriesNumber: number,
        InstanceNumber: index + 1,
        ImagePositionPatient: [4.4 * index, -100, 100],
        PixelSpacing: [0.7, 0.7],
        Rows: 400,
        Columns: 400,
        ...change,
      }),
    ),
  );
  return { seriesInstanceUid, images: images.flat() };
}

function unread(number: number, code: ErrorCode): SeriesHeaders {
  return { seriesInstanceUid: `1.2.3.${number}`, images: [], unreadable: reason(code) };
}

function chosenNumber(all: SeriesHeaders[], protocols?: ReferenceProtocol[]): number | undefined {
  return chooseSagittalT1(all, protocols).chosen?.series.images[0]?.seriesNumber;
}

function refusalOf(all: SeriesHeaders[]): string | undefined {
  const choice = chooseSagittalT1(all);
  return choice.chosen ? undefined : choice.refusal;
}
