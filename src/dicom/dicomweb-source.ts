import pLimit from 'p-limit';
import { CodedError, type ErrorCode } from '../errors.ts';
import { text } from './attributes.ts';
import type { PixelDecoder } from './decode-pixels.ts';
import { decodeSlices } from './decode-slices.ts';
import { claimedFrames, FrameLimit } from './frame-limit.ts';
import { type JsonAttributes, metadataHeaders, parseDicomJson } from './dicom-json.ts';
import { DicomWebClient, type DicomWebOptions } from './dicomweb-client.ts';
import type { SeriesHeaders, Slice } from './image.ts';
import { hasImages, isImage } from './image-header.ts';
import type { FoundStudy, ImageSource, Progress, StudyFinder, StudyQuery } from './image-source.ts';
import { type Part10Image, parsePart10IfImage } from './parse-part10.ts';
import { SeriesLimit } from './series-limit.ts';
import { foundStudy, matches, studySearch } from './qido.ts';

export interface DicomWebSourceOptions extends DicomWebOptions {
  readonly decoder: PixelDecoder;
}

/** Requests for metadata at the same time. */
const CONCURRENCY = 4;

/** More series than any MR study has. */
const MAX_SERIES = 200;

/** What may be wrong with one series alone; a PACS that is away, slow or closed is so for the whole study. */
const OF_ONE_SERIES: readonly ErrorCode[] = [
  'dicom/invalid',
  'pacs/error',
  'pacs/invalid',
  'pacs/too-large',
  'study/not-found',
];

/** Studies on a PACS over DICOMweb: QIDO-RS and WADO-RS (PS3.18 10). */
export class DicomWebSource implements ImageSource, StudyFinder {
  readonly description: string;
  readonly #client: DicomWebClient;
  readonly #decoder: PixelDecoder;

  constructor({ decoder, ...options }: DicomWebSourceOptions) {
    this.#client = new DicomWebClient(options);
    this.#decoder = decoder;
    this.description = this.#client.host;
  }

  /** MR studies that really match, the newest first; none when the query names nothing. */
  async findStudies(query: StudyQuery): Promise<FoundStudy[]> {
    const search = studySearch(query);
    if (search === undefined) return [];
    const results = parseDicomJson(await this.#client.getJson('/studies', search));
    return results
      .flatMap((result) => foundStudy(result) ?? [])
      .filter((study) => matches(study, query))
      .toSorted(
        (a, b) =>
          newestFirst(a.studyDate, b.studyDate) || newestFirst(a.studyInstanceUid, b.studyInstanceUid),
      );
  }

  async readSeries(studyInstanceUid: string): Promise<SeriesHeaders[]> {
    const path = `/studies/${uid(studyInstanceUid)}/series`;
    const search = new URLSearchParams({ includefield: 'Modality' });
    const series = parseDicomJson(await this.#client.getJson(path, search));
    if (series.length === 0) throw new CodedError('study/not-found');
    const uids = series
      .filter((each) => hasImages(text(each, 'Modality')))
      .flatMap((each) => text(each, 'SeriesInstanceUID') ?? []);
    if (uids.length > MAX_SERIES) throw new CodedError('pacs/too-large', `over ${MAX_SERIES} series`);
    const limit = pLimit(CONCURRENCY);
    const frames = new FrameLimit();
    const headers = uids.map((each) => limit(() => this.#readHeaders(studyInstanceUid, each, frames)));
    try {
      return (await Promise.all(headers)).filter(({ images, unreadable }) => images.length > 0 || unreadable);
    } catch (thrown) {
      // Nobody waits any more for the series that have not been asked for.
      limit.clearQueue();
      throw thrown;
    }
  }

  async readImages(
    studyInstanceUid: string,
    seriesInstanceUid: string,
    progress?: Progress,
  ): Promise<Slice[]> {
    const metadata = await this.#readMetadata(studyInstanceUid, seriesInstanceUid);
    const expected = new Set(metadata.filter(isImage).flatMap((each) => text(each, 'SOPInstanceUID') ?? []));
    if (expected.size === 0) throw new CodedError('study/not-found');
    const images = new Map<string, Part10Image>();
    const limit = new SeriesLimit();
    for await (const bytes of this.#client.getInstances(seriesPath(studyInstanceUid, seriesInstanceUid))) {
      const image = parsePart10IfImage(bytes);
      // Vendors put raw data beside the images of a series.
      if (image === undefined) continue;
      const sopInstanceUid = identify(image, studyInstanceUid, seriesInstanceUid);
      if (!expected.has(sopInstanceUid) || images.has(sopInstanceUid)) {
        throw new CodedError('pacs/invalid', 'an image that the series does not have');
      }
      limit.add(image);
      images.set(sopInstanceUid, image);
      progress?.(images.size, expected.size);
    }
    if (images.size < expected.size)
      throw new CodedError('pacs/incomplete', `${images.size} of ${expected.size}`);
    return decodeSlices([...images.values()], this.#decoder);
  }

  async #readHeaders(
    studyInstanceUid: string,
    seriesInstanceUid: string,
    ofStudy: FrameLimit,
  ): Promise<SeriesHeaders> {
    try {
      const images = (await this.#readMetadata(studyInstanceUid, seriesInstanceUid)).filter(isImage);
      ofStudy.add(images.reduce((frames, image) => frames + claimedFrames(image), 0));
      return { seriesInstanceUid, images: images.flatMap(metadataHeaders) };
    } catch (thrown) {
      if (!(thrown instanceof CodedError) || !OF_ONE_SERIES.includes(thrown.code)) throw thrown;
      return { seriesInstanceUid, images: [], unreadable: thrown.toReason() };
    }
  }

  async #readMetadata(studyInstanceUid: string, seriesInstanceUid: string): Promise<JsonAttributes[]> {
    const json = await this.#client.getJson(`${seriesPath(studyInstanceUid, seriesInstanceUid)}/metadata`);
    const metadata = parseDicomJson(json).filter(
      (each) => text(each, 'SeriesInstanceUID') === seriesInstanceUid,
    );
    if (metadata.length > this.#client.maxInstances) throw new CodedError('pacs/too-large');
    return metadata;
  }
}

/** The instance's UID, once it is sure to be of the series that was asked for. */
function identify({ frames }: Part10Image, studyInstanceUid: string, seriesInstanceUid: string): string {
  const header = frames[0]?.header;
  if (header?.studyInstanceUid !== studyInstanceUid || header.seriesInstanceUid !== seriesInstanceUid) {
    throw new CodedError('pacs/invalid', 'an image of another series');
  }
  return header.sopInstanceUid;
}

function seriesPath(studyInstanceUid: string, seriesInstanceUid: string): string {
  return `/studies/${uid(studyInstanceUid)}/series/${uid(seriesInstanceUid)}`;
}

/** What is no UID (PS3.5 9) names nothing, and must not become part of a path. */
function uid(value: string): string {
  if (!/^[0-9][0-9.]{0,63}$/.test(value)) throw new CodedError('study/not-found');
  return value;
}

function newestFirst(a = '', b = ''): number {
  return a > b ? -1 : Number(a < b);
}
