import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chooseSagittalT1 } from '../../src/dicom/choose-series.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { type FolderOptions, FolderSource } from '../../src/dicom/folder-source.ts';
import { COUNTING_PIXELS, dicomFile, SAGITTAL_T1, type TestDataSet } from '../support/dicom-builder.ts';
import { reportDataSet } from '../support/report-builder.ts';
import { segmentationFile } from '../support/segmentation-builder.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';

/** Of another series than `image` makes. */
const OTHER: TestDataSet = { SeriesInstanceUID: '1.2.3.2' };
const decoder = new PixelDecoder();
afterAll(() => decoder.close());

describe('FolderSource', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mscore-folder-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('reads a study in subfolders, past whatever else lies there', async () => {
    await put('b/2', image(2));
    await put('a/1.dcm', image(1));
    await put('rois.json', Buffer.from('{}'));
    await put('report.dcm', dicomFile({ ...withoutRows(), Modality: 'SR' }));
    const source = await open();
    expect(source.studyInstanceUid).toBe('1.2.3');
    const series = await source.readSeries('1.2.3');
    expect(series.map(({ images }) => images.length)).toEqual([2]);
    const steps: [number, number][] = [];
    const slices = await source.readImages('1.2.3', '1.2.3.1', (done, total) => steps.push([done, total]));
    expect(slices.map(({ header }) => header.instanceNumber)).toEqual([2, 1]);
    expect(steps).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  test('reads a single file, and files behind links', async () => {
    await put('store/1.dcm', image(1));
    expect((await FolderSource.open(join(folder, 'store/1.dcm'), { decoder })).studyInstanceUid).toBe(
      '1.2.3',
    );
    await mkdir(join(folder, 'links'));
    await symlink(join(folder, 'store/1.dcm'), join(folder, 'links/1'));
    expect((await FolderSource.open(join(folder, 'links'), { decoder })).studyInstanceUid).toBe('1.2.3');
  });

  test('an image under two names is one image', async () => {
    await put('1.dcm', image(1));
    await put('copy.dcm', image(1));
    expect(await (await open()).readImages('1.2.3', '1.2.3.1')).toHaveLength(1);
  });

  test('several studies are ambiguous', async () => {
    await put('1.dcm', image(1));
    await put('2.dcm', image(2, { StudyInstanceUID: '1.2.4' }));
    await expect(open()).rejects.toMatchObject({ code: 'study/ambiguous' });
  });

  test('an empty folder, one without DICOM, and one that is not there have no study', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'study/not-found' });
    await put('a.txt', Buffer.from('x'));
    await put('b.txt', Buffer.from('y'));
    await expect(open()).rejects.toMatchObject({ code: 'study/not-found' });
    const missing = FolderSource.open(join(folder, 'missing'), { decoder });
    await expect(missing).rejects.toMatchObject({ code: 'study/not-found' });
  });

  test.each([
    ['a file called .dcm that is not DICOM', 'x.dcm', Buffer.from('text'), 'dicom/not-dicom'],
    ['an empty .dcm file', 'x.DCM', Buffer.alloc(0), 'dicom/not-dicom'],
    ['a header that breaks off', 'x', dicomFile(SAGITTAL_T1).subarray(0, 300), 'dicom/truncated'],
  ])(
    '%s beside good images is an error, not one image less: it may be of any series',
    async (_what, name, bytes, code) => {
      await put('1.dcm', image(1));
      await put(name, bytes);
      await expect(open()).rejects.toMatchObject({ code });
    },
  );

  test('an image with truncated pixels spoils its own series, and no other', async () => {
    await put('1.dcm', image(1));
    await put('2.dcm', image(2).subarray(0, -5));
    await put('3.dcm', image(3, { SeriesInstanceUID: '1.2.3.2' }));
    const source = await open();
    expect((await source.readSeries('1.2.3')).map(({ images }) => images.length)).toEqual([2, 1]);
    await expect(source.readImages('1.2.3', '1.2.3.1')).rejects.toMatchObject({ code: 'dicom/truncated' });
    expect(await source.readImages('1.2.3', '1.2.3.2')).toHaveLength(1);
  });

  test.each<[string, Buffer, string]>([
    ['a header that breaks off', image(3, OTHER).subarray(0, -79), 'dicom/truncated'],
    ['a header that lacks something', image(3, { ...OTHER, BitsAllocated: [] }), 'dicom/invalid'],
  ])('%s spoils the series that it names, and no other', async (_what, bytes, code) => {
    await put('1.dcm', image(1));
    await put('2.dcm', image(2, OTHER));
    await put('3.dcm', bytes);
    const source = await open();
    const series = await source.readSeries('1.2.3');
    expect(series.map(({ images, unreadable }) => [images.length, unreadable?.code])).toEqual([
      [1, undefined],
      [0, code],
    ]);
    expect(await source.readImages('1.2.3', '1.2.3.1')).toHaveLength(1);
    await expect(source.readImages('1.2.3', '1.2.3.2')).rejects.toMatchObject({ code });
  });

  test('a file that is too large spoils its own series, and is passed over when it is no image', async () => {
    const large = { ...OTHER, ProtocolName: 'x'.repeat(400) };
    await put('1.dcm', image(1));
    await put('2.dcm', image(2, large));
    await put('export.zip', Buffer.alloc(100_000));
    const maxFileBytes = image(2, large).length - 1;
    const source = await open({ maxFileBytes });
    const series = await source.readSeries('1.2.3');
    expect(series.map(({ unreadable }) => unreadable?.code)).toEqual([undefined, 'pacs/too-large']);
    expect(await source.readImages('1.2.3', '1.2.3.1')).toHaveLength(1);
  });

  test('spectra beside the images are no series', async () => {
    await put('1.dcm', image(1));
    const { BitsAllocated: _bits, ...spectrum } = SAGITTAL_T1;
    await put('2.dcm', dicomFile({ ...spectrum, ...OTHER, SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.2' }));
    expect(await (await open()).readSeries('1.2.3')).toHaveLength(1);
  });

  describe('with annotation objects', () => {
    test('tells of their series and reads them, of this study only', async () => {
      await put('1.dcm', image(1));
      await put('a/sr', dicomFile(reportDataSet([])));
      await put('a/copy', dicomFile(reportDataSet([])));
      await put(
        'b/seg.dcm',
        segmentationFile([], [{ segment: 1, x: 0, pixels: [1] }], { Rows: 1, Columns: 1 }),
      );
      await put('other.dcm', dicomFile(reportDataSet([], { StudyInstanceUID: '1.2.4' })));
      const source = await open();
      const { series, annotationSeries } = await source.readStudy('1.2.3');
      expect(series.map(({ seriesInstanceUid }) => seriesInstanceUid)).toEqual(['1.2.3.1']);
      expect(annotationSeries).toEqual(['1.2.3.5', '1.2.3.6']);
      const { objects, unread } = await source.readAnnotations('1.2.3', annotationSeries);
      expect(objects.map(({ kind }) => kind)).toEqual(['sr', 'seg']);
      expect(unread).toEqual([]);
      expect((await source.readAnnotations('1.2.3', ['1.2.3.6'])).objects).toHaveLength(1);
      expect((await source.readAnnotations('1.2.4', annotationSeries)).objects).toEqual([]);
    });

    test('of which one is damaged reads the images and the others, and tells', async () => {
      await put('1.dcm', image(1));
      await put('2.dcm', dicomFile(reportDataSet([])).subarray(0, -10));
      await put('3.dcm', dicomFile(reportDataSet([], { SOPInstanceUID: '1.2.3.5.2' })));
      const source = await open();
      const { series, annotationSeries } = await source.readStudy('1.2.3');
      expect(series.map(({ unreadable }) => unreadable)).toEqual([undefined]);
      const { objects, unread } = await source.readAnnotations('1.2.3', annotationSeries);
      expect(objects).toHaveLength(1);
      expect(unread.map(({ code }) => code)).toEqual(['spine/annotation-unread']);
    });

    test('and no images is no study', async () => {
      await put('2.dcm', dicomFile(reportDataSet([])));
      await expect(open()).rejects.toMatchObject({ code: 'study/not-found' });
    });
  });

  test('images without pixels are named as such', async () => {
    await put('1.dcm', dicomFile(SAGITTAL_T1));
    const source = await open();
    await expect(source.readImages('1.2.3', '1.2.3.1')).rejects.toMatchObject({
      code: 'dicom/no-pixel-data',
    });
  });

  test('decodes no series that would not fit into memory', async () => {
    const claim = dicomFile(
      { ...SAGITTAL_T1, Rows: 4096, Columns: 4096, NumberOfFrames: 17 },
      {
        transferSyntaxUid: '1.2.840.10008.1.2.5',
        pixels: Array.from({ length: 17 }, () => [Buffer.alloc(8)]),
      },
    );
    await put('1.dcm', claim);
    await expect((await open()).readImages('1.2.3', '1.2.3.1')).rejects.toMatchObject({
      code: 'pacs/too-large',
    });
  });

  test('is asked for its own study and series only', async () => {
    await put('1.dcm', image(1));
    const source = await open();
    await expect(source.readSeries('1.2.4')).rejects.toMatchObject({ code: 'study/not-found' });
    await expect(source.readImages('1.2.3', '9.9')).rejects.toMatchObject({ code: 'study/not-found' });
  });

  test('does not read more files than its limit, nor a large one of an unknown series', async () => {
    await put('1.dcm', image(1));
    await put('2.dcm', Buffer.alloc(10_000));
    await expect(open({ maxFiles: 1 })).rejects.toMatchObject({ code: 'pacs/too-large' });
    await expect(open({ maxFileBytes: 9_999 })).rejects.toMatchObject({ code: 'pacs/too-large' });
  });

  test('does not keep headers of more frames than its limit', async () => {
    await put('1.dcm', image(1, { NumberOfFrames: 3 }));
    await put('2.dcm', image(2, { NumberOfFrames: 3 }));
    await expect(open({ maxFrames: 5 })).rejects.toMatchObject({ code: 'pacs/too-large' });
    expect((await open({ maxFrames: 6 })).studyInstanceUid).toBe('1.2.3');
  });

  test('does not read a series larger than its limit', async () => {
    await put('1.dcm', image(1));
    await put('2.dcm', image(2));
    const source = await FolderSource.open(folder, { decoder, maxSeriesBytes: image(1).length + 1 });
    await expect(source.readImages('1.2.3', '1.2.3.1')).rejects.toMatchObject({ code: 'pacs/too-large' });
  });

  function open(limits: Omit<FolderOptions, 'decoder'> = {}): Promise<FolderSource> {
    return FolderSource.open(folder, { decoder, ...limits });
  }

  async function put(name: string, bytes: Buffer): Promise<void> {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, bytes);
  }
});

describeWithTestData('a real stack', () => {
  test.each(['raw', 'semireal'])(
    'lumbar-t1-aka3/%s is chosen and read, 15 slices side by side',
    async (name) => {
      const source = await FolderSource.open(testData(`lumbar-t1-aka3/${name}`), { decoder });
      const choice = chooseSagittalT1(await source.readSeries(source.studyInstanceUid));
      const chosen = choice.chosen?.series.seriesInstanceUid ?? '';
      const slices = await source.readImages(source.studyInstanceUid, chosen);
      const positions = slices.map(({ header }) => header.plane?.position[0] ?? Number.NaN);
      expect(positions).toHaveLength(15);
      expect(positions.slice(1).every((x, index) => Math.abs((positions[index] ?? 0) - x - 4.4) < 1e-6)).toBe(
        true,
      );
      expect(slices.every(({ pixels }) => pixels.length === 512 * 512)).toBe(true);
    },
  );

  test('a folder of several studies is not guessed at', async () => {
    await expect(FolderSource.open(testData('mr-variants'), { decoder })).rejects.toMatchObject({
      code: 'study/ambiguous',
    });
  });
});

function image(number: number, change: TestDataSet = {}): Buffer {
  const dataSet = {
    SOPInstanceUID: `1.2.3.1.${number}`,
    InstanceNumber: number,
    ImagePositionPatient: [4 * number, 0, 0],
  };
  return dicomFile({ ...SAGITTAL_T1, ...dataSet, ...change }, { pixels: COUNTING_PIXELS });
}

function withoutRows(): TestDataSet {
  const { Rows: _rows, ...report } = SAGITTAL_T1;
  return report;
}
