import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { DicomWebSource, type DicomWebSourceOptions } from '../../src/dicom/dicomweb-source.ts';
import {
  COUNTING_PIXELS,
  dicomFile,
  dicomJson,
  SAGITTAL_T1,
  type TestDataSet,
} from '../support/dicom-builder.ts';
import { reportDataSet } from '../support/report-builder.ts';

const ORIGIN = 'http://pacs.test';
const STUDY = '1.2.3';
const SERIES = '1.2.3.1';
const SERIES_PATH = `/dicom-web/studies/${STUDY}/series/${SERIES}`;
const JSON_TYPE = { 'content-type': 'application/dicom+json' };
const BOUNDARY = 'b0undary';
const MULTIPART = { 'content-type': `multipart/related; type="application/dicom"; boundary=${BOUNDARY}` };

const IMAGES = [1, 2, 3].map((number): TestDataSet => ({
  ...SAGITTAL_T1,
  SOPInstanceUID: `${SERIES}.${number}`,
  InstanceNumber: number,
  ImagePositionPatient: [4 * number, -100, 100],
}));
const FILES = IMAGES.map((image) => dicomFile(image, { pixels: COUNTING_PIXELS }));

const decoder = new PixelDecoder();
beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});
afterAll(async () => {
  nock.restore();
  await decoder.close();
});

const STUDY_RESULT: TestDataSet = {
  StudyInstanceUID: STUDY,
  StudyDate: '20260302',
  StudyDescription: 'MR lumbar spine',
  AccessionNumber: 'A1',
  PatientID: 'P1',
  IssuerOfPatientID: 'HOSPITAL',
  ModalitiesInStudy: ['MR', 'SR'],
};

describe('findStudies', () => {
  test('asks for MR studies and says what the PACS knows about them, the newest first', async () => {
    const query = nock(ORIGIN, {
      reqheaders: { accept: 'application/dicom+json', authorization: 'Bearer t' },
    })
      .get('/dicom-web/studies')
      .query(({ PatientID, ModalitiesInStudy }) => PatientID === 'P1' && ModalitiesInStudy === 'MR')
      .reply(
        200,
        [STUDY_RESULT, { ...STUDY_RESULT, StudyInstanceUID: '1.2.4', StudyDate: '20260401' }].map(dicomJson),
        JSON_TYPE,
      );
    const found = await source({ authorization: async () => 'Bearer t' }).findStudies({ patientId: 'P1' });
    expect(found.map(({ studyInstanceUid }) => studyInstanceUid)).toEqual(['1.2.4', STUDY]);
    expect(found[1]).toEqual({
      studyInstanceUid: STUDY,
      studyDate: '20260302',
      accessionNumber: 'A1',
      studyDescription: 'MR lumbar spine',
      modalities: ['MR', 'SR'],
      patientId: 'P1',
      issuerOfPatientId: 'HOSPITAL',
    });
    query.done();
  });

  test('of any modality are asked for by UID, so that another one is told from none', async () => {
    const other = { ...STUDY_RESULT, StudyInstanceUID: '1.2.4' };
    const query = nock(ORIGIN)
      .get('/dicom-web/studies')
      .query((asked) => asked['StudyInstanceUID'] === STUDY && asked['ModalitiesInStudy'] === undefined)
      .reply(200, [{ ...STUDY_RESULT, ModalitiesInStudy: ['CT'] }, other].map(dicomJson), JSON_TYPE);
    const found = await source().findStudies({ studyInstanceUid: STUDY, anyModality: true });
    expect(found).toMatchObject([{ studyInstanceUid: STUDY, modalities: ['CT'] }]);
    query.done();
  });

  test.each<[string, TestDataSet]>([
    ['accession number', { AccessionNumber: 'A2' }],
    ['patient', { PatientID: 'P2' }],
    ['patient, as a server takes an asterisk', { PatientID: 'P1X' }],
    ['issuer', { IssuerOfPatientID: 'ELSEWHERE' }],
    ['modality', { ModalitiesInStudy: ['CT'] }],
  ])(
    'leaves out studies of another %s, for servers that ignore what they do not know',
    async (_what, change) => {
      nock(ORIGIN)
        .get('/dicom-web/studies')
        .query(true)
        .reply(200, [dicomJson({ ...STUDY_RESULT, ...change })], JSON_TYPE);
      const query = { accessionNumber: 'A1', patientId: 'P1', issuerOfPatientId: 'HOSPITAL' };
      expect(await source().findStudies(query)).toEqual([]);
    },
  );

  test('keeps a study whose issuer the PACS does not tell', async () => {
    const { IssuerOfPatientID: _issuer, ...untold } = STUDY_RESULT;
    nock(ORIGIN)
      .get('/dicom-web/studies')
      .query(true)
      .reply(200, [dicomJson(untold)], JSON_TYPE);
    expect(await source().findStudies({ patientId: 'P1', issuerOfPatientId: 'HOSPITAL' })).toHaveLength(1);
  });

  test.each([
    ['204', 204, undefined],
    ['an empty list', 200, '[]'],
  ])('no match is %s', async (_what, status, body) => {
    nock(ORIGIN).get('/dicom-web/studies').query(true).reply(status, body, JSON_TYPE);
    expect(await source().findStudies({ accessionNumber: 'A1' })).toEqual([]);
  });

  test('asks nothing when there is nothing to ask for', async () => {
    expect(await source().findStudies({})).toEqual([]);
    expect(await source().findStudies({ accessionNumber: '', issuerOfPatientId: 'HOSPITAL' })).toEqual([]);
  });
});

const DAY = '2026-03-01';
const results = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    const uid = `1.2.${from + i}`;
    return dicomJson({ ...STUDY_RESULT, StudyInstanceUID: uid, StudyDate: '20260301' });
  });
const askedFrom = (offset: number) =>
  nock(ORIGIN)
    .get('/dicom-web/studies')
    .query((query) => query['StudyDate'] === '20260301' && query['offset'] === String(offset));

describe('studiesOn', () => {
  test('asks for the MR studies of the day until there are no more', async () => {
    askedFrom(0).reply(200, results(0, 100), JSON_TYPE);
    askedFrom(100).reply(200, results(100, 130), JSON_TYPE);
    const found = await source().studiesOn(DAY);
    expect(found.map(({ studyInstanceUid }) => studyInstanceUid)).toEqual(
      Array.from({ length: 130 }, (_, i) => `1.2.${i}`),
    );
  });

  test('ends where a server knows no offset and sends the same again', async () => {
    askedFrom(0).reply(200, results(0, 100), JSON_TYPE);
    askedFrom(100).reply(200, results(0, 100), JSON_TYPE);
    expect(await source().studiesOn(DAY)).toHaveLength(100);
  });

  test('leaves out what is of another day or modality', async () => {
    const others = [{ StudyDate: '20260302' }, { StudyDate: '20260301', ModalitiesInStudy: ['CT'] }];
    askedFrom(0).reply(
      200,
      others.map((change) => dicomJson({ ...STUDY_RESULT, ...change })),
      JSON_TYPE,
    );
    expect(await source().studiesOn(DAY)).toEqual([]);
  });

  test('gives up where there is no end of them', async () => {
    nock(ORIGIN)
      .get('/dicom-web/studies')
      .query(true)
      .times(51)
      .reply((uri) => {
        const offset = Number(new URL(uri, ORIGIN).searchParams.get('offset'));
        return [200, results(offset, offset + 100), JSON_TYPE];
      });
    await expect(source().studiesOn(DAY)).rejects.toMatchObject({ code: 'archive/day-too-full' });
  });
});

describe('readSeries', () => {
  test('reads the metadata of image series only', async () => {
    replySeries([
      { SeriesInstanceUID: SERIES, Modality: 'MR' },
      { SeriesInstanceUID: '1.2.3.2', Modality: 'SR' },
      { SeriesInstanceUID: '1.2.3.3', Modality: 'SEG' },
    ]);
    replyMetadata();
    const series = await source().readSeries(STUDY);
    expect(series.map(({ seriesInstanceUid }) => seriesInstanceUid)).toEqual([SERIES]);
    expect(series[0]?.images.map(({ acquisition }) => acquisition.echoTime)).toEqual([11, 11, 11]);
    expect(series[0]?.images[0]?.plane?.position).toEqual([4, -100, 100]);
  });

  test('leaves out images of other series that a server sends along', async () => {
    replySeries([{ SeriesInstanceUID: SERIES, Modality: 'MR' }]);
    replyMetadata([...IMAGES, { ...SAGITTAL_T1, SeriesInstanceUID: '9.9', SOPInstanceUID: '9.9.9' }]);
    expect((await source().readSeries(STUDY))[0]?.images).toHaveLength(3);
  });

  describe('with one odd series', () => {
    const ODD = '1.2.3.7';
    const ODD_PATH = `/dicom-web/studies/${STUDY}/series/${ODD}/metadata`;
    const odd = (change: TestDataSet): TestDataSet => ({
      ...SAGITTAL_T1,
      SeriesInstanceUID: ODD,
      SOPInstanceUID: `${ODD}.1`,
      ...change,
    });
    function replyStudy(): void {
      replySeries([
        { SeriesInstanceUID: SERIES, Modality: 'MR' },
        { SeriesInstanceUID: ODD, Modality: 'MR' },
      ]);
      replyMetadata();
    }

    test('of spectroscopy, which has rows and columns but no pixels, reads the others only', async () => {
      replyStudy();
      const { BitsAllocated: _bits, ...spectrum } = odd({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.2' });
      nock(ORIGIN)
        .get(ODD_PATH)
        .reply(200, [dicomJson(spectrum)], JSON_TYPE);
      expect((await source().readSeries(STUDY)).map((each) => each.seriesInstanceUid)).toEqual([SERIES]);
    });

    const { BitsAllocated: _bits, ...withoutBits } = odd({});
    test.each<[string, number, unknown, string]>([
      [
        'with headers that lack something',
        200,
        [dicomJson(odd({})), dicomJson(withoutBits)],
        'dicom/invalid',
      ],
      ['with metadata that are none', 200, {}, 'pacs/invalid'],
      ['too large', 200, Array.from({ length: 5 }, () => dicomJson(odd({}))), 'pacs/too-large'],
      ['that is not there', 404, '', 'study/not-found'],
      ['that the PACS cannot tell about', 500, '', 'pacs/error'],
    ])('%s reads the others, and says what is wrong with it', async (_what, status, body, code) => {
      replyStudy();
      nock(ORIGIN).get(ODD_PATH).reply(status, JSON.stringify(body), JSON_TYPE);
      const series = await source({ maxInstances: 4 }).readSeries(STUDY);
      expect(series.map(({ images, unreadable }) => [images.length, unreadable?.code])).toEqual([
        [3, undefined],
        [0, code],
      ]);
    });

    test.each([
      ['one image claims', [odd({ NumberOfFrames: 5_001 })], 'dicom/invalid'],
      [
        'its images claim together',
        [1, 2].map((number) => odd({ NumberOfFrames: 2_501, SOPInstanceUID: `1.${number}` })),
        'pacs/too-large',
      ],
      ['the study has with the others', [odd({ NumberOfFrames: 4_998 })], 'pacs/too-large'],
    ])('more frames than are read, which %s, are never made headers', async (_what, images, code) => {
      replyStudy();
      nock(ORIGIN).get(ODD_PATH).reply(200, images.map(dicomJson), JSON_TYPE);
      const series = await source().readSeries(STUDY);
      expect(series.map(({ unreadable }) => unreadable?.code)).toContain(code);
      expect(series.flatMap(({ images: read }) => read).length).toBeLessThanOrEqual(5_000);
    });

    test('a PACS that does not let us in, or is away, stops the whole study', async () => {
      replyStudy();
      nock(ORIGIN).get(ODD_PATH).reply(401, '');
      await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/unauthorized' });
      nock.cleanAll();
      replyStudy();
      nock(ORIGIN).get(ODD_PATH).replyWithError('ECONNRESET');
      await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/unavailable' });
    });
  });

  test.each(['', '../1.2', '1.2/3', 'x', '.', '..', '1'.repeat(65)])(
    '%j is no study',
    async (studyInstanceUid) => {
      await expect(source().readSeries(studyInstanceUid)).rejects.toMatchObject({ code: 'study/not-found' });
    },
  );

  test('the series that wait are not asked for once the study cannot be read', async () => {
    const uids = Array.from({ length: 20 }, (_, index) => `1.2.3.${index + 1}`);
    replySeries(uids.map((SeriesInstanceUID) => ({ SeriesInstanceUID, Modality: 'MR' })));
    let asked = 0;
    nock(ORIGIN)
      .get(/metadata$/)
      .times(uids.length)
      .reply(() => {
        asked += 1;
        return [401, ''];
      });
    await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/unauthorized' });
    await setTimeout(20);
    expect(asked).toBeLessThan(uids.length / 2);
  });

  test('a study of more series than any is not read', async () => {
    replySeries(Array.from({ length: 201 }, (_, index) => ({ SeriesInstanceUID: `1.2.3.${index}` })));
    await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/too-large' });
  });

  test('a study without series does not exist', async () => {
    replySeries([]);
    await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'study/not-found' });
  });
});

describe('readAnnotations', () => {
  const ANNOTATIONS = '1.2.3.5';
  const INSTANCES = `/dicom-web/studies/${STUDY}/series/${ANNOTATIONS}/instances`;
  const REPORT = reportDataSet([]);

  test('is asked of the series that can hold any, which are known without another request', async () => {
    replySeries([
      { SeriesInstanceUID: SERIES, Modality: 'MR' },
      { SeriesInstanceUID: ANNOTATIONS, Modality: 'SR' },
      { SeriesInstanceUID: '1.2.3.6', Modality: 'SEG' },
      { SeriesInstanceUID: '1.2.3.7', Modality: 'PR' },
    ]);
    replyMetadata();
    const { series, annotationSeries } = await source().readStudy(STUDY);
    expect(series).toHaveLength(1);
    expect(annotationSeries).toEqual([ANNOTATIONS, '1.2.3.6']);
    expect(await source().readAnnotations(STUDY, [])).toEqual({ objects: [], unread: [] });
  });

  test('fetches the instances of the right SOP classes, one by one', async () => {
    replyInstances([REPORT, { SOPInstanceUID: '1.2.3.5.9', SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.67' }]);
    replyFile('1.2.3.5.1', dicomFile(REPORT));
    const { objects, unread } = await source().readAnnotations(STUDY, [ANNOTATIONS]);
    expect(objects.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(['1.2.3.5.1']);
    expect(unread).toEqual([]);
  });

  test.each<[string, (path: string) => unknown, string]>([
    ['is damaged', () => replyFile('1.2.3.5.1', dicomFile(REPORT).subarray(0, -5)), 'dicom/'],
    ['is not there', () => nock(ORIGIN).get(`${INSTANCES}/1.2.3.5.1`).reply(404, ''), 'study/not-found'],
    ['may not be read', () => nock(ORIGIN).get(`${INSTANCES}/1.2.3.5.1`).reply(403, ''), 'pacs/unauthorized'],
    ['is empty', () => nock(ORIGIN).get(`${INSTANCES}/1.2.3.5.1`).reply(204, ''), 'pacs/incomplete'],
  ])('tells of one that %s, and reads the others', async (_what, reply, code) => {
    replyInstances([REPORT, { ...REPORT, SOPInstanceUID: '1.2.3.5.2' }]);
    reply(INSTANCES);
    replyFile('1.2.3.5.2', dicomFile({ ...REPORT, SOPInstanceUID: '1.2.3.5.2' }));
    const { objects, unread } = await source().readAnnotations(STUDY, [ANNOTATIONS]);
    expect(objects).toHaveLength(1);
    expect(unread).toMatchObject([{ code: 'spine/annotation-unread', text: expect.stringContaining(code) }]);
  });

  test('tells of a series whose instances are not told', async () => {
    nock(ORIGIN).get(INSTANCES).query(true).reply(500, '');
    const { unread } = await source().readAnnotations(STUDY, [ANNOTATIONS]);
    expect(unread).toMatchObject([{ text: expect.stringContaining('pacs/error') }]);
  });

  test('asks for no more than 20 objects', async () => {
    const all = Array.from({ length: 30 }, (_, i) => ({ ...REPORT, SOPInstanceUID: `1.2.3.5.${i}` }));
    replyInstances(all);
    for (const report of all) replyFile(report.SOPInstanceUID, dicomFile(report));
    const { objects, unread } = await source().readAnnotations(STUDY, [ANNOTATIONS, '1.2.3.6']);
    expect(objects).toHaveLength(20);
    expect(unread).toMatchObject([{ text: expect.stringContaining('more than 20') }]);
  });

  test('stops when the PACS is away: it may know better later', async () => {
    nock(ORIGIN).get(INSTANCES).query(true).replyWithError('ECONNRESET');
    await expect(source().readAnnotations(STUDY, [ANNOTATIONS])).rejects.toMatchObject({
      code: 'pacs/unavailable',
    });
  });

  function replyInstances(instances: readonly TestDataSet[]): void {
    nock(ORIGIN).get(INSTANCES).query(true).reply(200, instances.map(dicomJson), JSON_TYPE);
  }

  function replyFile(sopInstanceUid: string, file: Buffer): void {
    nock(ORIGIN)
      .get(`${INSTANCES}/${sopInstanceUid}`)
      .reply(200, multipart([file]), MULTIPART);
  }
});

describe('readImages', () => {
  test('fetches the series as it is stored and gives back its slices in order', async () => {
    replyMetadata();
    const accept = 'multipart/related; type="application/dicom"; transfer-syntax=*';
    nock(ORIGIN, { reqheaders: { accept } }).get(SERIES_PATH).reply(200, multipart(FILES), MULTIPART);
    const steps: [number, number][] = [];
    const slices = await source().readImages(STUDY, SERIES, (done, total) => steps.push([done, total]));
    expect(slices.map(({ header }) => header.instanceNumber)).toEqual([3, 2, 1]);
    expect([...(slices[0]?.pixels ?? [])]).toEqual(Array.from({ length: 16 }, (_, index) => index));
    expect(steps).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  test('asks for the images without waiting to hear which there are', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const late = async () => asked.then(() => IMAGES.map(dicomJson));
    nock(ORIGIN).get(`${SERIES_PATH}/metadata`).reply(200, late, JSON_TYPE);
    const images = () => (resolve(), multipart(FILES));
    nock(ORIGIN).get(SERIES_PATH).reply(200, images, MULTIPART);
    expect(await source().readImages(STUDY, SERIES)).toHaveLength(3);
  });

  test('reads a gzipped answer', async () => {
    replyMetadata();
    nock(ORIGIN)
      .get(SERIES_PATH)
      .reply(200, gzipSync(multipart(FILES)), { ...MULTIPART, 'content-encoding': 'gzip' });
    expect(await source().readImages(STUDY, SERIES)).toHaveLength(3);
  });

  test('reads a single image that is not wrapped in multipart', async () => {
    replyMetadata(IMAGES.slice(0, 1));
    nock(ORIGIN)
      .get(SERIES_PATH)
      .reply(200, FILES[0], { 'content-type': 'application/dicom; transfer-syntax=1.2' });
    expect(await source().readImages(STUDY, SERIES)).toHaveLength(1);
  });

  test('passes over raw data beside the images', async () => {
    const { Rows: _rows, ...raw } = { ...SAGITTAL_T1, SOPInstanceUID: '7.7' };
    replyMetadata([...IMAGES, raw]);
    nock(ORIGIN)
      .get(SERIES_PATH)
      .reply(200, multipart([...FILES, dicomFile(raw)]), MULTIPART);
    expect(await source().readImages(STUDY, SERIES)).toHaveLength(3);
  });

  test.each<[string, Buffer, Record<string, string>, string]>([
    ['an image less than the metadata say', multipart(FILES.slice(1)), MULTIPART, 'pacs/incomplete'],
    ['half a multipart', multipart(FILES).subarray(0, 1500), MULTIPART, 'pacs/incomplete'],
    ['an image twice', multipart([...FILES, ...FILES.slice(0, 1)]), MULTIPART, 'pacs/invalid'],
    [
      'an image of another series',
      multipart([dicomFile({ ...SAGITTAL_T1, SeriesInstanceUID: '9.9' }, { pixels: COUNTING_PIXELS })]),
      MULTIPART,
      'pacs/invalid',
    ],
    [
      'an image that the metadata do not list',
      multipart([dicomFile({ ...SAGITTAL_T1, SOPInstanceUID: '9.9' }, { pixels: COUNTING_PIXELS })]),
      MULTIPART,
      'pacs/invalid',
    ],
    [
      'a damaged image',
      multipart([FILES[0]?.subarray(0, -7) ?? Buffer.alloc(0)]),
      MULTIPART,
      'dicom/truncated',
    ],
    ['JPEG files', multipart(FILES, 'image/jpeg'), MULTIPART, 'pacs/invalid'],
    ['a page of HTML', Buffer.from('<html>'), { 'content-type': 'text/html' }, 'pacs/invalid'],
    ['no media type', multipart(FILES), {}, 'pacs/invalid'],
  ])('%s is an error', async (_what, body, headers, code) => {
    replyMetadata();
    nock(ORIGIN).get(SERIES_PATH).reply(200, body, headers);
    await expect(source().readImages(STUDY, SERIES)).rejects.toMatchObject({ code });
  });

  test('decodes no series that would not fit into memory', async () => {
    const claim = dicomFile(
      { ...SAGITTAL_T1, Rows: 4096, Columns: 4096, NumberOfFrames: 17 },
      {
        transferSyntaxUid: '1.2.840.10008.1.2.5',
        pixels: Array.from({ length: 17 }, () => [Buffer.alloc(8)]),
      },
    );
    replyMetadata([SAGITTAL_T1]);
    nock(ORIGIN)
      .get(SERIES_PATH)
      .reply(200, multipart([claim]), MULTIPART);
    await expect(source().readImages(STUDY, SERIES)).rejects.toMatchObject({ code: 'pacs/too-large' });
  });

  test('only part of the content (206) is an error', async () => {
    replyMetadata();
    nock(ORIGIN)
      .get(SERIES_PATH)
      .reply(206, multipart(FILES.slice(0, 1)), MULTIPART);
    await expect(source().readImages(STUDY, SERIES)).rejects.toMatchObject({ code: 'pacs/incomplete' });
  });

  test('a series without images does not exist', async () => {
    replyMetadata([]);
    nock(ORIGIN).get(SERIES_PATH).reply(204);
    await expect(source().readImages(STUDY, SERIES)).rejects.toMatchObject({ code: 'study/not-found' });
  });
});

describe('faults of the PACS', () => {
  test.each([
    [401, 'pacs/unauthorized'],
    [403, 'pacs/unauthorized'],
    [404, 'study/not-found'],
    [400, 'pacs/error'],
    [406, 'pacs/error'],
    [500, 'pacs/error'],
    [503, 'pacs/unavailable'],
    [504, 'pacs/timeout'],
  ])('HTTP %i is %s, and the address stays secret', async (status, code) => {
    nock(ORIGIN).get(`/dicom-web/studies/${STUDY}/series`).query(true).reply(status, 'private details');
    const reading = source().readSeries(STUDY);
    await expect(reading).rejects.toMatchObject({ code });
    await expect(reading).rejects.toThrow(expect.not.stringMatching(/private|1\.2\.3|pacs\.test/));
  });

  test('no connection', async () => {
    nock(ORIGIN).get(`/dicom-web/studies/${STUDY}/series`).query(true).replyWithError('ECONNREFUSED');
    await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/unavailable' });
  });

  test.each([
    ['before the answer', { head: 60_000 }],
    ['within the answer', { body: 60_000 }],
  ])('silence %s', async (_when, delay) => {
    nock(ORIGIN)
      .get(`/dicom-web/studies/${STUDY}/series`)
      .query(true)
      .delay(delay)
      .reply(200, '[]', JSON_TYPE);
    await expect(source({ timeoutMs: 50 }).readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/timeout' });
  });

  test.each([
    ['not JSON', '<html>', JSON_TYPE],
    ['not a list', '{}', JSON_TYPE],
    ['another media type', '[]', { 'content-type': 'text/html' }],
    ['XML', '<NativeDicomModel/>', { 'content-type': 'application/dicom+xml' }],
  ])('%s', async (_what, body, headers) => {
    nock(ORIGIN).get(`/dicom-web/studies/${STUDY}/series`).query(true).reply(200, body, headers);
    await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/invalid' });
  });

  test('more than we read', async () => {
    replyMetadata();
    nock(ORIGIN)
      .get(SERIES_PATH)
      .reply(200, multipart([Buffer.alloc(20_000)]), MULTIPART);
    await expect(source({ maxBytes: 10_000 }).readImages(STUDY, SERIES)).rejects.toMatchObject({
      code: 'pacs/too-large',
    });
    replyMetadata();
    nock(ORIGIN).get(SERIES_PATH).reply(200, multipart(FILES), MULTIPART);
    await expect(source({ maxInstances: 2 }).readImages(STUDY, SERIES)).rejects.toMatchObject({
      code: 'pacs/too-large',
    });
  });

  test('more JSON than we read, once unpacked', async () => {
    nock(ORIGIN)
      .get(`/dicom-web/studies/${STUDY}/series`)
      .query(true)
      .reply(200, gzipSync(`[${' '.repeat(20_000)}]`), { ...JSON_TYPE, 'content-encoding': 'gzip' });
    await expect(source({ maxJsonBytes: 10_000 }).readSeries(STUDY)).rejects.toMatchObject({
      code: 'pacs/too-large',
    });
  });

  test.each([
    'http://internal.test/dicom-web/studies',
    'https://pacs.test/dicom-web',
    '//evil.test/',
    'http://[',
  ])('a redirect to %s is not followed', async (location) => {
    nock(ORIGIN).get(`/dicom-web/studies/${STUDY}/series`).query(true).reply(302, '', { location });
    await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/foreign-link' });
  });

  test('a redirect within the origin is followed, but not in circles', async () => {
    nock(ORIGIN).get(`/dicom-web/studies/${STUDY}/series`).query(true).reply(307, '', { location: '/moved' });
    nock(ORIGIN).get('/moved').reply(200, [], JSON_TYPE);
    await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'study/not-found' });

    nock(ORIGIN).get(`/dicom-web/studies/${STUDY}/series`).query(true).reply(307, '', { location: '/round' });
    nock(ORIGIN).get('/round').times(5).reply(307, '', { location: '/round' });
    await expect(source().readSeries(STUDY)).rejects.toMatchObject({ code: 'pacs/error' });
  });
});

test('a source is described by its host alone', () => {
  expect(source({ baseUrl: 'http://user:secret@pacs.test:8042/dicom-web/' }).description).toBe(
    'pacs.test:8042',
  );
});

function source(options: Partial<DicomWebSourceOptions> = {}): DicomWebSource {
  return new DicomWebSource({ baseUrl: `${ORIGIN}/dicom-web/`, decoder, ...options });
}

function replySeries(series: TestDataSet[]): void {
  nock(ORIGIN)
    .get(`/dicom-web/studies/${STUDY}/series`)
    .query(true)
    .reply(200, series.map(dicomJson), JSON_TYPE);
}

function replyMetadata(images: TestDataSet[] = IMAGES): void {
  nock(ORIGIN).get(`${SERIES_PATH}/metadata`).reply(200, images.map(dicomJson), JSON_TYPE);
}

function multipart(files: readonly Buffer[], mediaType = 'application/dicom'): Buffer {
  const parts = files.flatMap((file) => [
    Buffer.from(`\r\n--${BOUNDARY}\r\nContent-Type: ${mediaType}\r\n\r\n`),
    file,
  ]);
  return Buffer.concat([...parts, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}
