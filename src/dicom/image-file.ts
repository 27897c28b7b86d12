import { open } from 'node:fs/promises';
import { CodedError } from '../errors.ts';
import { isAnnotationClass } from './annotation.ts';
import type { ImageHeader } from './image.ts';
import { unreadable } from './list-files.ts';
import { parsePart10Headers, seriesOfFile, type SeriesOfFile } from './parse-part10.ts';
import { isPart10 } from './read-data-set.ts';

/** Bytes at the beginning of a file that is too large, which hold what series it is of. */
const BEGINNING = 64 * 1024;

/** One file of a study as its headers tell: images, or an annotation object, which has no headers. */
export interface ImageFile extends SeriesOfFile {
  readonly path: string;
  readonly headers: readonly ImageHeader[];
  readonly isAnnotation: boolean;
  /** What keeps its headers from being read. */
  readonly damage?: CodedError;
}

/**
 * The headers of a file; undefined for what is neither an image nor an annotation object. Damaged or too
 * large files are kept when they say of which series they are.
 *
 * @param named whether the name says that it is DICOM, so that it must be
 * @throws CodedError `dicom/…`, `pacs/too-large` when it does not say of which series it is
 */
export async function readImageFile(
  path: string,
  named: boolean,
  maxBytes: number,
): Promise<ImageFile | undefined> {
  const { bytes, tooLarge } = await readUpTo(path, maxBytes);
  if (!named && !isPart10(bytes)) return undefined;
  try {
    if (tooLarge) throw tooLarge;
    const headers = parsePart10Headers(bytes);
    const [first] = headers;
    if (first === undefined) {
      const series = seriesOfFile(bytes);
      return series && isAnnotation(series) ? { path, ...series, headers, isAnnotation: true } : undefined;
    }
    const { studyInstanceUid, seriesInstanceUid } = first;
    return { path, studyInstanceUid, seriesInstanceUid, headers, isAnnotation: false };
  } catch (thrown) {
    const series = seriesOfFile(bytes);
    if (!series || !(thrown instanceof CodedError)) throw thrown;
    return { path, ...series, headers: [], isAnnotation: isAnnotation(series), damage: thrown };
  }
}

function isAnnotation({ sopClassUid }: SeriesOfFile): boolean {
  return sopClassUid !== undefined && isAnnotationClass(sopClassUid);
}

/** The file, or the beginning of one that has more than `maxBytes`. */
async function readUpTo(
  path: string,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer; readonly tooLarge?: CodedError }> {
  const file = await open(path).catch(unreadable);
  try {
    const { size } = await file.stat();
    if (size <= maxBytes) return { bytes: await file.readFile() };
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return {
      bytes: buffer.subarray(0, bytesRead),
      tooLarge: new CodedError('pacs/too-large', `${size} bytes`),
    };
  } finally {
    await file.close();
  }
}

/** @throws CodedError `pacs/too-large`, `study/not-found` when it cannot be opened */
export async function readWhole(path: string, maxBytes: number): Promise<Buffer> {
  const { bytes, tooLarge } = await readUpTo(path, maxBytes);
  if (tooLarge) throw tooLarge;
  return bytes;
}
