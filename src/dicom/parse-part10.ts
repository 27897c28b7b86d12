import type { DataSet } from 'dicom-parser';
import { CodedError } from '../errors.ts';
import { encapsulatedFrames } from './encapsulated-frames.ts';
import type { ImageHeader } from './image.ts';
import { imageHeaders, isImage } from './image-header.ts';
import { text } from './attributes.ts';
import { Part10Attributes } from './part10-attributes.ts';
import { type ReadDataSet, readDataSet } from './read-data-set.ts';
import { DEFLATED, isEncapsulated, transferSyntax } from './transfer-syntax.ts';

/** The series that a file says it belongs to. */
export interface SeriesOfFile {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopClassUid?: string | undefined;
}

/** An image file: one header and the bytes of the pixels, still encoded, per frame. */
export interface Part10Image {
  readonly transferSyntaxUid: string;
  readonly frames: readonly { readonly header: ImageHeader; readonly bytes: Uint8Array }[];
}

/**
 * Reads one DICOM image file (PS3.10) with its pixels, which stay encoded (see PixelDecoder). No length
 * that the file declares is trusted beyond the bytes that are there.
 *
 * @throws CodedError `dicom/not-dicom`, `dicom/truncated`, `dicom/invalid`, `dicom/no-pixel-data`,
 *   `dicom/transfer-syntax`
 */
export function parsePart10(bytes: Uint8Array): Part10Image {
  return imageOf(readDataSet(bytes, 'end'));
}

/** The same for a file that may be something else; undefined when it is no image. */
export function parsePart10IfImage(bytes: Uint8Array): Part10Image | undefined {
  const read = readDataSet(bytes, 'end');
  return isImage(new Part10Attributes(read.dataSet)) ? imageOf(read) : undefined;
}

function imageOf({ dataSet, transferSyntaxUid }: ReadDataSet): Part10Image {
  if (dataSet.elements['x7fe00010'] === undefined) throw new CodedError('dicom/no-pixel-data');
  const headers = imageHeaders(new Part10Attributes(dataSet), transferSyntaxUid);
  const frames = frameBytes(dataSet, headers, transferSyntaxUid);
  return {
    transferSyntaxUid,
    frames: headers.flatMap((header, index) => {
      const frame = frames[index];
      return frame ? { header, bytes: frame } : [];
    }),
  };
}

/**
 * The headers of a DICOM file without its pixels, one per frame; none when it is not an image. Works on
 * files whose pixels are cut off, so that a damaged image is still known to be part of its series.
 *
 * @throws CodedError `dicom/not-dicom`, `dicom/truncated`, `dicom/invalid`
 */
export function parsePart10Headers(bytes: Uint8Array): ImageHeader[] {
  const { dataSet, transferSyntaxUid } = readDataSet(bytes, 'pixels');
  const attributes = new Part10Attributes(dataSet);
  return isImage(attributes) ? imageHeaders(attributes, transferSyntaxUid) : [];
}

/**
 * The series that a file belongs to, from the beginning of it: of a damaged one, or of one that is no image.
 * Undefined when it breaks off or is not readable before it says so.
 */
export function seriesOfFile(bytes: Uint8Array): SeriesOfFile | undefined {
  try {
    const attributes = new Part10Attributes(readDataSet(bytes, 'series').dataSet);
    const studyInstanceUid = text(attributes, 'StudyInstanceUID');
    const seriesInstanceUid = text(attributes, 'SeriesInstanceUID');
    if (!studyInstanceUid || !seriesInstanceUid) return undefined;
    return { studyInstanceUid, seriesInstanceUid, sopClassUid: text(attributes, 'SOPClassUID') };
  } catch {
    return undefined;
  }
}

function frameBytes(
  dataSet: DataSet,
  headers: readonly ImageHeader[],
  transferSyntaxUid: string,
): Uint8Array[] {
  const syntax = transferSyntax(transferSyntaxUid);
  const pixelData = dataSet.elements['x7fe00010'];
  const pixels = headers[0]?.pixels;
  if (syntax === undefined) throw new CodedError('dicom/transfer-syntax', transferSyntaxUid.slice(0, 64));
  if (pixelData === undefined || pixels === undefined || pixelData.length === 0) {
    throw new CodedError('dicom/no-pixel-data');
  }
  if (isEncapsulated(syntax) !== (pixelData.encapsulatedPixelData === true)) {
    throw new CodedError('dicom/invalid', 'pixel data do not fit the transfer syntax');
  }
  if (isEncapsulated(syntax)) return encapsulatedFrames(dataSet.byteArray, pixelData, headers.length);

  const frameLength = (pixels.rows * pixels.columns * pixels.samplesPerPixel * pixels.bitsAllocated) / 8;
  if (frameLength * headers.length > pixelData.length) {
    throw new CodedError('dicom/truncated', 'fewer pixels than declared');
  }
  return headers.map((_, index) => {
    const start = pixelData.dataOffset + index * frameLength;
    const frame = dataSet.byteArray.subarray(start, start + frameLength);
    // A view would keep all that was inflated, which may be far more than the frame.
    return transferSyntaxUid === DEFLATED ? new Uint8Array(frame) : frame;
  });
}
