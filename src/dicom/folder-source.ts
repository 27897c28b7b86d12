import { open } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { CodedError } from '../errors.ts';
import type { PixelDecoder } from './decode-pixels.ts';
import { decodeSlices } from './decode-slices.ts';
import type { ImageHeader, SeriesHeaders, Slice } from './image.ts';
import type { ImageSource, Progress } from './image-source.ts';
import { listFiles, unreadable } from './list-files.ts';
import { type Part10Image, parsePart10, parsePart10Headers } from './parse-part10.ts';
import { isPart10 } from './read-data-set.ts';

export interface FolderOptions {
  readonly decoder: PixelDecoder;
  readonly maxFiles?: number;
  /** Largest single file. */
  readonly maxFileBytes?: number;
  /** All images of one series together. */
  readonly maxSeriesBytes?: number;
}

interface ImageFile {
  readonly path: string;
  readonly headers: readonly ImageHeader[];
}

type Limits = Required<Omit<FolderOptions, 'decoder'>>;

const DEFAULT_LIMITS: Limits = { maxFiles: 20_000, maxFileBytes: 512 * 1024 ** 2, maxSeriesBytes: 1024 ** 3 };

/**
 * One study in a folder of DICOM files. What is not DICOM is passed over, unless its name says that it
 * should be; damaged images are never passed over.
 */
export class FolderSource implements ImageSource {
  readonly description: string;
  readonly studyInstanceUid: string;
  readonly #files: readonly ImageFile[];
  readonly #decoder: PixelDecoder;
  readonly #limits: Limits;

  private constructor(path: string, files: readonly ImageFile[], decoder: PixelDecoder, limits: Limits) {
    this.description = basename(resolve(path));
    this.studyInstanceUid = onlyStudy(files);
    this.#files = files;
    this.#decoder = decoder;
    this.#limits = limits;
  }

  /**
   * Reads the headers of everything in the folder and below.
   *
   * @throws CodedError `study/not-found` without images, `study/ambiguous` with those of several studies,
   *   `dicom/…` for a damaged file, `pacs/too-large`
   */
  static async open(path: string, { decoder, ...options }: FolderOptions): Promise<FolderSource> {
    const limits = { ...DEFAULT_LIMITS, ...options };
    const files: ImageFile[] = [];
    const paths = await listFiles(path, limits.maxFiles);
    for (const file of paths) {
      const named = paths.length === 1 || /^\.(dcm|dicom|ima)$/i.test(extname(file));
      const headers = await readHeaders(file, named, limits.maxFileBytes);
      if (headers.length > 0) files.push({ path: file, headers });
    }
    return new FolderSource(path, withoutCopies(files), decoder, limits);
  }

  async readSeries(studyInstanceUid: string): Promise<SeriesHeaders[]> {
    const headers = this.#filesOf(studyInstanceUid).flatMap((file) => file.headers);
    const series = Map.groupBy(headers, (header) => header.seriesInstanceUid);
    return [...series].map(([seriesInstanceUid, images]) => ({ seriesInstanceUid, images }));
  }

  async readImages(
    studyInstanceUid: string,
    seriesInstanceUid: string,
    progress?: Progress,
  ): Promise<Slice[]> {
    const files = this.#filesOf(studyInstanceUid).filter(
      ({ headers }) => headers[0]?.seriesInstanceUid === seriesInstanceUid,
    );
    if (files.length === 0) throw new CodedError('study/not-found', 'no such series');
    const images: Part10Image[] = [];
    let room = this.#limits.maxSeriesBytes;
    for (const { path } of files) {
      const bytes = await readBounded(path, Math.min(room, this.#limits.maxFileBytes));
      room -= bytes.length;
      images.push(parsePart10(bytes));
      progress?.(images.length, files.length);
    }
    return decodeSlices(images, this.#decoder);
  }

  #filesOf(studyInstanceUid: string): readonly ImageFile[] {
    if (studyInstanceUid !== this.studyInstanceUid) throw new CodedError('study/not-found');
    return this.#files;
  }
}

/** None for what is no image; a file whose name says DICOM must be DICOM. */
async function readHeaders(path: string, named: boolean, maxBytes: number): Promise<ImageHeader[]> {
  const bytes = await readBounded(path, maxBytes);
  return named || isPart10(bytes) ? parsePart10Headers(bytes) : [];
}

async function readBounded(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path).catch(unreadable);
  try {
    const { size } = await file.stat();
    if (size > maxBytes) throw new CodedError('pacs/too-large', `${size} bytes`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The same image under two names is one image. */
function withoutCopies(files: readonly ImageFile[]): ImageFile[] {
  const byInstance = Map.groupBy(files, ({ headers }) => headers[0]?.sopInstanceUid);
  return [...byInstance.values()].flatMap((copies) => copies.slice(0, 1));
}

function onlyStudy(files: readonly ImageFile[]): string {
  const studies = new Set(files.flatMap(({ headers }) => headers.map((header) => header.studyInstanceUid)));
  const [study] = studies;
  if (study === undefined) throw new CodedError('study/not-found', 'no DICOM images');
  if (studies.size > 1) throw new CodedError('study/ambiguous', `${studies.size} studies in the folder`);
  return study;
}
