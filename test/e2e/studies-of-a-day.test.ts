import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MR_IMAGE_STORAGE } from '../../fixtures/phantom/image-attributes.ts';
import { toDicomJson, writeFile } from '../../fixtures/phantom/part10.ts';
import { DicomWebSource } from '../../src/dicom/dicomweb-source.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { type Orthanc, startOrthanc } from './peers/orthanc.ts';

/** More than are asked for at a time. */
const STUDIES = 130;
const stack = new AsyncDisposableStack();
let orthanc: Orthanc;

beforeAll(async () => {
  orthanc = await startOrthanc(8148);
  stack.defer(() => orthanc.close());
  for (let i = 0; i < STUDIES; i += 1) {
    const uid = `2.999.${i + 1}.3`;
    const identity = {
      SOPClassUID: MR_IMAGE_STORAGE,
      SOPInstanceUID: uid,
      StudyInstanceUID: `2.999.${i + 1}.1`,
      SeriesInstanceUID: `2.999.${i + 1}.2`,
      PatientID: `P${i}`,
      StudyDate: '20260302',
      Modality: i % 10 === 0 ? 'CT' : 'MR',
    };
    await orthanc.storeInstance(writeFile(toDicomJson(identity), MR_IMAGE_STORAGE, uid));
  }
}, 60_000);
afterAll(() => stack.disposeAsync());

test('all MR studies of a day are found on Orthanc, page by page', async () => {
  const decoder = new PixelDecoder();
  stack.defer(() => decoder.close());
  const source = new DicomWebSource({
    baseUrl: orthanc.dicomweb,
    authorization: async () => orthanc.authorization,
    decoder,
  });
  expect(await source.studiesOn('2026-03-02')).toHaveLength(STUDIES - STUDIES / 10);
  expect(await source.studiesOn('2026-03-03')).toEqual([]);
});
