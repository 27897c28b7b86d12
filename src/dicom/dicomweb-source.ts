import { CodedError } from '../errors.ts';
import { hasAnnotations, type StudyAnnotations } from './annotation.ts';
import { text } from './attributes.ts';
import type { PixelDecoder } from './decode-pixels.ts';
import { decodeSlices } from './decode-slices.ts';
import { parseDicomJson } from './dicom-json.ts';
import { readDicomWebAnnotations } from './dicomweb-annotations.ts';
import { DicomWebClient, type DicomWebOptions } from './dicomweb-client.ts';
import { readMetadata, readSeriesHeaders } from './dicomweb-headers.ts';
import { seriesPath, studyPath } from './dicomweb-path.ts';
import type { SeriesHeaders, Slice } from './image.ts';
import { hasImages, isImage } from './image-header.ts';
import type {
  FoundStudy,
  ImageSource,
  Progress,
  StudyFinder,
  StudyHeaders,
  StudyLister,
  StudyQuery,
} from './image-source.ts';
import { type Part10Image, parsePart10IfImage } from './parse-part10.ts';
import { SeriesLimit } from './series-limit.ts';
import { daySearch, foundStudy, matches, STUDIES_AT_A_TIME, studySearch } from './qido.ts';

/** More than any hospital makes. */
const MAX_STUDIES_A_DAY = 5_000;

export interface DicomWebSourceOptions extends DicomWebOptions {
  readonly decoder: PixelDecoder;
}

/** Studies on a PACS over DICOMweb: QIDO-RS and WADO-RS (PS3.18 10). */
export class DicomWebSource implements ImageSource, StudyFinder, StudyLister {
  readonly description: string;
  readonly #client: DicomWebClient;
  readonly #decoder: PixelDecoder;

  constructor({ decoder, ...options }: DicomWebSourceOptions) {
    this.#client = new DicomWebClient(options);
    this.#decoder = decoder;
    this.description = this.#client.host;
  }

  /** MR studies that really match, the newest first; none when the query names nothing. */
  async findStudies(query: StudyQuery, signal?: AbortSignal): Promise<FoundStudy[]> {
    const search = studySearch(query);
    if (search === undefined) return [];
    const results = parseDicomJson(await this.#client.getJson('/studies', search, signal));
    return results
      .flatMap((result) => foundStudy(result) ?? [])
      .filter((study) => matches(study, query))
      .toSorted(
        (a, b) =>
          newestFirst(a.studyDate, b.studyDate) || newestFirst(a.studyInstanceUid, b.studyInstanceUid),
      );
  }

  async studiesOn(day: string): Promise<FoundStudy[]> {
    const studyDate = day.replaceAll('-', '');
    const found = new Map<string, FoundStudy>();
    for (let asked = 0; asked <= MAX_STUDIES_A_DAY; asked += STUDIES_AT_A_TIME) {
      const results = parseDicomJson(await this.#client.getJson('/studies', daySearch(studyDate, asked)));
      const before = found.size;
      for (const study of results.flatMap((result) => foundStudy(result) ?? []))
        found.set(study.studyInstanceUid, study);
      // Servers that know no offset send the same ones again.
      const isLast = results.length < STUDIES_AT_A_TIME || found.size === before;
      if (isLast) return [...found.values()].filter((study) => isOfDay(study, studyDate));
    }
    throw new CodedError('archive/day-too-full', day);
  }

  async readSeries(studyInstanceUid: string): Promise<SeriesHeaders[]> {
    return [...(await this.readStudy(studyInstanceUid)).series];
  }

  async readStudy(studyInstanceUid: string): Promise<StudyHeaders> {
    const path = `${studyPath(studyInstanceUid)}/series`;
    const search = new URLSearchParams({ includefield: 'Modality' });
    const series = parseDicomJson(await this.#client.getJson(path, search));
    if (series.length === 0) throw new CodedError('study/not-found');
    const uidsWhere = (suits: (modality: string | undefined) => boolean): string[] =>
      series
        .filter((each) => suits(text(each, 'Modality')))
        .flatMap((each) => text(each, 'SeriesInstanceUID') ?? []);
    return {
      series: await readSeriesHeaders(this.#client, studyInstanceUid, uidsWhere(hasImages)),
      annotationSeries: uidsWhere(hasAnnotations),
    };
  }

  async readAnnotations(
    studyInstanceUid: string,
    annotationSeries: readonly string[],
  ): Promise<StudyAnnotations> {
    return readDicomWebAnnotations(this.#client, studyInstanceUid, annotationSeries);
  }

  async readImages(
    studyInstanceUid: string,
    seriesInstanceUid: string,
    progress?: Progress,
  ): Promise<Slice[]> {
    await using files = this.#client.getInstances(seriesPath(studyInstanceUid, seriesInstanceUid));
    // Both are asked for at once: the images are on their way while the PACS says which there are.
    const [expected, first] = await Promise.all([
      this.#expectedImages(studyInstanceUid, seriesInstanceUid),
      files.next(),
    ]);
    const images = new Map<string, Part10Image>();
    const limit = new SeriesLimit();
    for (let file = first; !file.done; file = await files.next()) {
      const image = parsePart10IfImage(file.value);
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

  /** SOPInstanceUIDs of the images that the series has. */
  async #expectedImages(studyInstanceUid: string, seriesInstanceUid: string): Promise<Set<string>> {
    const metadata = await readMetadata(this.#client, studyInstanceUid, seriesInstanceUid);
    const expected = new Set(metadata.filter(isImage).flatMap((each) => text(each, 'SOPInstanceUID') ?? []));
    if (expected.size === 0) throw new CodedError('study/not-found');
    return expected;
  }
}

/** Servers ignore keys that they do not know. */
function isOfDay({ studyDate, modalities }: FoundStudy, day: string): boolean {
  return studyDate === day && modalities.includes('MR');
}

/** The instance's UID, once it is sure to be of the series that was asked for. */
function identify({ frames }: Part10Image, studyInstanceUid: string, seriesInstanceUid: string): string {
  const header = frames[0]?.header;
  if (header?.studyInstanceUid !== studyInstanceUid || header.seriesInstanceUid !== seriesInstanceUid) {
    throw new CodedError('pacs/invalid', 'an image of another series');
  }
  return header.sopInstanceUid;
}

function newestFirst(a = '', b = ''): number {
  return a > b ? -1 : Number(a < b);
}
