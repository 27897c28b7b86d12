import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { phantomReference } from '../../fixtures/phantom/reference.ts';
import type { PhantomTruth } from '../../fixtures/phantom/truth.ts';
import { roisFromCentres } from '../../fixtures/lumbar-t1-aka3/rois-from-centres.ts';
import { measureStudy, type MeasureDependencies } from '../../src/analysis/measure-study.ts';
import type { PatientIdentity } from '../../src/analysis/patient-identity.ts';
import { readReference } from '../../src/analysis/references.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { FolderSource } from '../../src/dicom/folder-source.ts';
import type { SeriesHeaders, Slice } from '../../src/dicom/image.ts';
import { CodedError, reason } from '../../src/errors.ts';
import { measurementSchema, type Measurement } from '../../src/mscore/measurement.ts';
import type { Localiser } from '../../src/spine/localiser.ts';
import { parseRoiFile } from '../../src/spine/roi-file.ts';
import { RoiFileLocaliser } from '../../src/spine/roi-file-localiser.ts';
import { imageHeader } from '../mscore/image-header.ts';
import { fakeImages } from '../support/fake-images.ts';
import { type PhantomFolder, phantomFolder } from '../support/phantom-folder.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';

const nobody = { id: undefined, issuerOfPatientId: undefined, birthDate: undefined, sex: undefined };

const GENERATION_MS = 60_000;
const decoder = new PixelDecoder();
afterAll(() => decoder.close());

const roisOf = (rois: object) => ({ localiserFor: async () => new RoiFileLocaliser(parseRoiFile(rois)) });
const codes = ({ refusals }: Measurement) => refusals.map(({ code }) => code);

/** The patient of the phantom, as a record tells it. */
const agatha: PatientIdentity = {
  identifiers: [{ patientId: 'PHANTOM-0001', issuer: 'PHANTOM-HOSPITAL' }],
  birthDate: '1962-02-28',
  sex: 'female',
};

describe('the phantom, read from a folder', () => {
  const reference = phantomReference(30);
  let phantom: PhantomFolder;
  let source: FolderSource;
  let truth: PhantomTruth;
  let series: SeriesHeaders[];
  let slices: Slice[];

  beforeAll(async () => {
    phantom = await phantomFolder('--axial', '--post-contrast');
    source = await FolderSource.open(phantom.path, { decoder });
    truth = phantom.truth;
    series = await source.readSeries(truth.studyInstanceUid);
    slices = await source.readImages(truth.studyInstanceUid, truth.seriesInstanceUid);
  }, GENERATION_MS);
  afterAll(async () => phantom[Symbol.asyncDispose]());

  async function measure(
    changes: Partial<MeasureDependencies> = {},
    patient: PatientIdentity | undefined = agatha,
  ) {
    const { measurement } = await measureStudy(
      { studyInstanceUid: truth.studyInstanceUid, patient },
      { source, references: [reference], ...roisOf(phantom.rois), ...changes },
    );
    return measurement;
  }

  test('is measured on its sagittal T1, with a reason for that series and against every other', async () => {
    const { study, series: choice, status, roiSource, algorithm } = await measure();
    expect({ status, roiSource, algorithm }).toEqual({
      status: 'measured',
      roiSource: 'roi-file',
      algorithm: { name: 'mscore', version: expect.any(String), weightsSha256: null },
    });
    expect(study).toMatchObject({ acquired: '2026-03-02', accessionNumber: 'PHANTOM-ACC-1' });
    expect(choice.chosen?.seriesInstanceUid).toBe(truth.seriesInstanceUid);
    expect(choice.reasons).not.toEqual([]);
    expect(choice.rejected).toHaveLength(4);
    expect(choice.rejected.every(({ reasons }) => reasons.length > 0)).toBe(true);
  });

  test('SD of the air within 3 % of the truth, SNR and M-score near it', async () => {
    const { noise, snr, mscore, levels } = await measure();
    expect(levels.map(({ level }) => level)).toEqual(['L1', 'L2', 'L3', 'L4']);
    expect(Math.abs((noise?.sd ?? 0) / truth.airSd - 1)).toBeLessThan(0.03);
    const trueSnr = truth.snr ?? 0;
    expect(Math.abs((snr ?? 0) / trueSnr - 1)).toBeLessThan(0.05);
    const trueM = (trueSnr - reference.snr.mean) / reference.snr.sd;
    const [low, high] = mscore?.interval95 ?? [0, 0];
    expect(low).toBeLessThan(trueM);
    expect(high).toBeGreaterThan(trueM);
    expect(mscore?.reference).toBe(reference.id);
  });

  test('gives a measurement that can be stored and read back', async () => {
    const measurement = await measure();
    expect(measurementSchema.parse(JSON.parse(JSON.stringify(measurement)))).toEqual(measurement);
  });

  test('finds the air itself where nobody marked any', async () => {
    const { status, noise } = await measure(roisOf({ ...phantom.rois, noise: [] }));
    expect(status).toBe('measured');
    expect(noise?.rois.length).toBeGreaterThan(1);
    expect(Math.abs((noise?.sd ?? 0) / truth.airSd - 1)).toBeLessThan(0.03);
  });

  describe('with levels that a model found', () => {
    const limit = reason('spine/level-uncertain', 'L1');
    const model = (): Localiser => {
      const marked = new RoiFileLocaliser(parseRoiFile({ ...phantom.rois, noise: [] }));
      return {
        source: 'model',
        basis: 'model',
        seriesInstanceUid: undefined,
        locate: async (on) => ({
          ...(await marked.locate(on)),
          source: 'model',
          weightsSha256: 'c'.repeat(64),
          limits: [limit],
        }),
      };
    };

    test('names its weights, and is limited where the model is uncertain', async () => {
      const measurement = await measure({ localiserFor: async () => model() });
      expect(measurement).toMatchObject({
        status: 'limited',
        roiSource: 'model',
        algorithm: { name: 'mscore', version: '1.2.0', weightsSha256: 'c'.repeat(64) },
        limits: [limit],
        mscore: { value: expect.any(Number) },
      });
      expect(measurementSchema.parse(JSON.parse(JSON.stringify(measurement)))).toEqual(measurement);
    });

    test('is refused with what the model says when it cannot tell', async () => {
      const failing = {
        ...model(),
        locate: () => Promise.reject(new CodedError('spine/numbering-uncertain')),
      };
      const measurement = await measure({ localiserFor: async () => failing });
      expect(codes(measurement)).toEqual(['spine/numbering-uncertain']);
      expect(measurement).toMatchObject({
        status: 'refused',
        mscore: null,
        series: { chosen: expect.any(Object) },
      });
    });

    test('is not stored as refused when the net gave no answer', async () => {
      const failing = { ...model(), locate: () => Promise.reject(new CodedError('model/failed')) };
      await expect(measure({ localiserFor: async () => failing })).rejects.toMatchObject({
        code: 'model/failed',
        kind: 'fault',
      });
    });

    test('gives way to what the caller insists on', async () => {
      const { roiSource } = await measure({
        given: async () => new RoiFileLocaliser(phantom.rois),
        localiserFor: async () => model(),
      });
      expect(roiSource).toBe('roi-file');
    });
  });

  test('against a cohort of 25 is limited, not refused', async () => {
    const { status, limits, mscore } = await measure({ references: [phantomReference(25)] });
    expect(status).toBe('limited');
    expect(limits.map(({ code }) => code)).toEqual(['reference/small']);
    expect(mscore).not.toBeNull();
  });

  describe('is refused', () => {
    const unmeasured = { snr: null, mscore: null, vbq: null, status: 'refused' };

    test('when nobody marked the levels', async () => {
      const measurement = await measure({ localiserFor: async () => undefined });
      expect(codes(measurement)).toEqual(['spine/no-rois']);
      expect(measurement).toMatchObject({
        ...unmeasured,
        levels: [],
        series: { chosen: expect.any(Object) },
      });
    });

    test('when the marks are of another study', async () => {
      const rois = { ...phantom.rois, studyInstanceUid: '1.2.3' };
      expect(codes(await measure(roisOf(rois)))).toEqual(['spine/roi-other-study']);
    });

    test('for another patient, before any image is fetched', async () => {
      const { source: pacs, asked } = fakeImages({ series, slices });
      const other = { ...agatha, identifiers: [{ patientId: 'PHANTOM-0002' }] };
      expect(codes(await measure({ source: pacs }, other))).toEqual(['study/patient-mismatch']);
      expect(asked).toEqual(['series']);
    });

    test('when one image of the series is another patient’s', async () => {
      const mixed = series.map((each) => ({
        ...each,
        images: each.images.map((image, index) =>
          index === 3 ? { ...image, patient: { ...image.patient, id: 'PHANTOM-0002' } } : image,
        ),
      }));
      const { source: pacs } = fakeImages({ series: mixed, slices });
      expect(codes(await measure({ source: pacs }))).toEqual(['study/patient-mismatch']);
    });

    test('when nothing shows whose images they are', async () => {
      expect(codes(await measure({}, { ...agatha, identifiers: [] }))).toEqual(['study/patient-unverified']);
    });

    test('without any reference cohort', async () => {
      const measurement = await measure({ references: [] });
      expect(codes(measurement)).toEqual(['reference/none']);
      expect(measurement).toMatchObject({ ...unmeasured, roiSource: 'roi-file' });
      expect(measurement.levels).toHaveLength(4);
    });

    test('with a near miss of a reference, which is named', async () => {
      const { protocol, scanner } = reference;
      const nearMisses = [
        { ...reference, id: 'other-te', protocol: { ...protocol, echoTime: protocol.echoTime + 5 } },
        { ...reference, id: 'other-serial', scanner: { ...scanner, serial: 'PW-000-0002' } },
      ];
      const measurement = await measure({ references: nearMisses });
      expect(codes(measurement)).toEqual(['reference/no-match']);
      expect(measurement.refusals[0]?.text).toMatch(
        /other-te: same scanner, but .* other-serial: another scanner/,
      );
    });

    test.each([
      ['contrast only', ['LOCALIZER 3 PLANES', 'T2 TSE SAG', 'T1 SE SAG POST GD'], 'series/contrast'],
      ['no T1', ['LOCALIZER 3 PLANES', 'T2 TSE SAG'], 'series/no-sagittal-t1'],
      ['an axial T1 only', ['LOCALIZER 3 PLANES', 'T1 SE AX'], 'series/no-sagittal-t1'],
    ])('with %s', async (_what, present, code) => {
      const some = series.filter(({ images }) => present.includes(images[0]?.seriesDescription ?? ''));
      expect(some).toHaveLength(present.length);
      const { source: pacs, asked } = fakeImages({ series: some });
      const measurement = await measure({ source: pacs });
      expect(codes(measurement)).toEqual([code]);
      expect(measurement.series.chosen).toBeNull();
      expect(measurement.series.rejected).toHaveLength(present.length);
      expect(asked).toEqual(['series']);
    });

    test('when the study has no images, which are nobody’s', async () => {
      const { source: pacs } = fakeImages();
      expect(codes(await measure({ source: pacs }))).toEqual(['study/patient-unverified']);
    });

    test('for its patient first, whatever else speaks against it', async () => {
      const { source: pacs } = fakeImages({
        series: [{ seriesInstanceUid: '1.9', images: [imageHeader({ modality: 'CT', patient: nobody })] }],
      });
      expect(codes(await measure({ source: pacs }))).toEqual(['study/patient-unverified']);
    });

    test('when the pixels are padding only', async () => {
      const blank = slices.map(({ header, pixels }) => ({
        header: { ...header, pixels: { ...header.pixels, pixelPaddingValue: 0 } },
        pixels: new Uint16Array(pixels.length),
      }));
      const { source: pacs } = fakeImages({ series, slices: blank });
      const measurement = await measure({ source: pacs });
      expect(codes(measurement)).toContain('spine/too-few-levels');
      expect(measurement).toMatchObject(unmeasured);
    });

    test('when an image is damaged', async () => {
      const imagesFailure = new CodedError('dicom/undecodable');
      const { source: pacs } = fakeImages({ series, imagesFailure });
      expect(codes(await measure({ source: pacs }))).toEqual(['dicom/undecodable']);
    });
  });

  describe('is not stored as refused, but raised, when it may pass', () => {
    test.each([
      ['the PACS is away', { seriesFailure: new CodedError('pacs/unavailable') }, 'pacs/unavailable'],
      ['the study has not arrived', { seriesFailure: new CodedError('study/not-found') }, 'study/not-found'],
      ['images are missing', { imagesFailure: new CodedError('pacs/incomplete') }, 'pacs/incomplete'],
      ['something unforeseen', { imagesFailure: new TypeError('x is not a function') }, 'internal'],
    ])('%s', async (_what, failure, code) => {
      const { source: pacs } = fakeImages({ series, slices, ...failure });
      await expect(measure({ source: pacs })).rejects.toMatchObject({ code, kind: 'fault' });
    });
  });
});

/** A stack of the real study, with levels at the centres that the data set's author marked. */
async function measureReal(stack: 'semireal' | 'raw') {
  const source = await FolderSource.open(testData(`lumbar-t1-aka3/${stack}`), { decoder });
  const centres: unknown = JSON.parse(await readFile(testData('lumbar-t1-aka3/centres.json'), 'utf8'));
  const [series] = await source.readSeries(source.studyInstanceUid);
  const { measurement } = await measureStudy(
    { studyInstanceUid: source.studyInstanceUid, patient: undefined },
    {
      source,
      references: [await readReference('fixtures/references/semireal-invented.json')],
      ...roisOf(roisFromCentres(centres, series?.seriesInstanceUid ?? '')),
    },
  );
  return measurement;
}

describeWithTestData('a real lumbar MRI (lumbar-t1-aka3)', () => {
  test('with noise of a known σ: air SD within 3 % of 9.83, four levels, an M-score', async () => {
    const { status, noise, levels, mscore, series } = await measureReal('semireal');
    expect(status).toBe('measured');
    expect(Math.abs((noise?.sd ?? 0) / 9.83 - 1)).toBeLessThan(0.03);
    expect(levels.map(({ level }) => level)).toEqual(['L1', 'L2', 'L3', 'L4']);
    expect(mscore).toMatchObject({ value: expect.any(Number), reference: 'semireal-invented' });
    expect(series.chosen).not.toBeNull();
  });

  test('with air rounded to a few grey values, most of them 0, is refused for its noise', async () => {
    const measurement = await measureReal('raw');
    expect(measurement.status).toBe('refused');
    expect(codes(measurement)).toContain('noise/zero-filled');
    expect(measurement.mscore).toBeNull();
  });
});
