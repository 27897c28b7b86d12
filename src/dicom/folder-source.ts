import { basename, extname, resolve } from 'node:path';
import { CodedError } from '../errors.ts';
import type { StudyAnnotations } from './annotation.ts';
import { AnnotationReader } from './annotation-reader.ts';
import type { PixelDecoder } from './decode-pixels.ts';
import { decodeSlices } from './decode-slices.ts';
import { FrameLimit } from './frame-limit.ts';
import type { SeriesHeaders, Slice } from './image.ts';
import { type ImageFile, readImageFile, readWhole } from './image-file.ts';
import type { ImageSource, Progress, StudyHeaders } from './image-source.ts';
import { listFiles } from './list-files.ts';
import { type Part10Image, parsePart10 } from './parse-part10.ts';
import { SeriesLimit } from './series-limit.ts';

export interface FolderOptions {
  readonly decoder: PixelDecoder;
  readonly maxFiles?: number;
  /** Frames of all images together. */
  readonly maxFrames?: number;
  /** Largest single file. */
  readonly maxFileBytes?: number;
  /** All images of one series together. */
  readonly maxSeriesBytes?: number;
}

type Limits = Required<Omit<FolderOptions, 'decoder'>>;

const DEFAULT_LIMITS: Limits = {
  maxFiles: 20_000,
  maxFrames: 20_000,
  maxFileBytes: 512 * 1024 ** 2,
  maxSeriesBytes: 1024 ** 3,
};

/**
 * One study in a folder of DICOM files. What is not DICOM is passed over, unless its name says that it
 * should be; damaged images are never passed over: they spoil their own series, or the study when they do
 * not say of which series they are.
 */
export class FolderSource implements ImageSource {
  readonly description: string;
  readonly studyInstanceUid: string;
  readonly #files: readonly ImageFile[];
  readonly #annotations: readonly ImageFile[];
  readonly #decoder: PixelDecoder;
  readonly #limits: Limits;

  private constructor(path: string, files: readonly ImageFile[], decoder: PixelDecoder, limits: Limits) {
    this.description = basename(resolve(path));
    const images = files.filter(({ isAnnotation }) => !isAnnotation);
    this.studyInstanceUid = onlyStudy(images);
    this.#files = images;
    this.#annotations = files.filter(
      (file) => file.isAnnotation && file.studyInstanceUid === this.studyInstanceUid,
    );
    this.#decoder = decoder;
    this.#limits = limits;
  }

  /**
   * Reads the headers of everything in the folder and below.
   *
   * @throws CodedError `study/not-found` without images, `study/ambiguous` with those of several studies,
   *   `dicom/…` and `pacs/too-large` for a damaged or too large file of an unknown series, `pacs/too-large`
   *   beyond `maxFiles` or `maxFrames`
   */
  static async open(path: string, { decoder, ...options }: FolderOptions): Promise<FolderSource> {
    const limits = { ...DEFAULT_LIMITS, ...options };
    const files: ImageFile[] = [];
    const frames = new FrameLimit(limits.maxFrames);
    const paths = await listFiles(path, limits.maxFiles);
    for (const file of paths) {
      const named = paths.length === 1 || /^\.(dcm|dicom|ima)$/i.test(extname(file));
      const image = await readImageFile(file, named, limits.maxFileBytes);
      frames.add(image?.headers.length ?? 0);
      if (image) files.push(image);
    }
    return new FolderSource(path, withoutCopies(files), decoder, limits);
  }

  async readSeries(studyInstanceUid: string): Promise<SeriesHeaders[]> {
    const series = Map.groupBy(this.#filesOf(studyInstanceUid), (file) => file.seriesInstanceUid);
    return [...series].map(([seriesInstanceUid, files]) => {
      const damage = files.find((file) => file.damage)?.damage;
      if (damage) return { seriesInstanceUid, images: [], unreadable: damage.toReason() };
      return { seriesInstanceUid, images: files.flatMap(({ headers }) => headers) };
    });
  }

  async readStudy(studyInstanceUid: string): Promise<StudyHeaders> {
    const series = await this.readSeries(studyInstanceUid);
    const annotationSeries = new Set(this.#annotations.map(({ seriesInstanceUid }) => seriesInstanceUid));
    return { series, annotationSeries: [...annotationSeries] };
  }

  async readAnnotations(
    studyInstanceUid: string,
    annotationSeries: readonly string[],
  ): Promise<StudyAnnotations> {
    const reader = new AnnotationReader(studyInstanceUid);
    if (studyInstanceUid !== this.studyInstanceUid) return reader.result();
    for (const { path, seriesInstanceUid } of this.#annotations) {
      if (!annotationSeries.includes(seriesInstanceUid)) continue;
      await reader.add((maxBytes) => readWhole(path, Math.min(maxBytes, this.#limits.maxFileBytes)));
    }
    return reader.result();
  }

  async readImages(
    studyInstanceUid: string,
    seriesInstanceUid: string,
    progress?: Progress,
  ): Promise<Slice[]> {
    const files = this.#filesOf(studyInstanceUid).filter(
      (file) => file.seriesInstanceUid === seriesInstanceUid,
    );
    if (files.length === 0) throw new CodedError('study/not-found', 'no such series');
    const images: Part10Image[] = [];
    const limit = new SeriesLimit();
    let room = this.#limits.maxSeriesBytes;
    for (const { path, damage } of files) {
      if (damage) throw damage;
      const bytes = await readWhole(path, Math.min(room, this.#limits.maxFileBytes));
      room -= bytes.length;
      const image = parsePart10(bytes);
      limit.add(image);
      images.push(image);
      progress?.(images.length, files.length);
    }
    return decodeSlices(images, this.#decoder);
  }

  #filesOf(studyInstanceUid: string): readonly ImageFile[] {
    if (studyInstanceUid !== this.studyInstanceUid) throw new CodedError('study/not-found');
    return this.#files;
  }
}

/** The same image under two names is one image. */
function withoutCopies(files: readonly ImageFile[]): ImageFile[] {
  const byInstance = Map.groupBy(files, ({ path, headers }) => headers[0]?.sopInstanceUid ?? path);
  return [...byInstance.values()].flatMap((copies) => copies.slice(0, 1));
}

function onlyStudy(files: readonly ImageFile[]): string {
  const studies = new Set(files.map(({ studyInstanceUid }) => studyInstanceUid));
  const [study] = studies;
  if (study === undefined) throw new CodedError('study/not-found', 'no DICOM images');
  if (studies.size > 1) throw new CodedError('study/ambiguous', `${studies.size} studies in the folder`);
  return study;
}
