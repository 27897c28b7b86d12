import pLimit from 'p-limit';
import { CodedError, type ErrorCode } from '../errors.ts';
import { text } from './attributes.ts';
import { type JsonAttributes, metadataHeaders, parseDicomJson } from './dicom-json.ts';
import type { DicomWebClient } from './dicomweb-client.ts';
import { seriesPath } from './dicomweb-path.ts';
import { claimedFrames, FrameLimit } from './frame-limit.ts';
import type { SeriesHeaders } from './image.ts';
import { isImage } from './image-header.ts';

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

/**
 * The headers of the images of these series; series without images are left out. What is wrong with one
 * series alone is said in its `unreadable`.
 *
 * @throws CodedError `pacs/…`
 */
export async function readSeriesHeaders(
  client: DicomWebClient,
  studyInstanceUid: string,
  uids: readonly string[],
): Promise<SeriesHeaders[]> {
  if (uids.length > MAX_SERIES) throw new CodedError('pacs/too-large', `over ${MAX_SERIES} series`);
  const limit = pLimit(CONCURRENCY);
  const frames = new FrameLimit();
  const headers = uids.map((each) => limit(() => readHeaders(client, studyInstanceUid, each, frames)));
  try {
    return (await Promise.all(headers)).filter(({ images, unreadable }) => images.length > 0 || unreadable);
  } catch (thrown) {
    // Nobody waits any more for the series that have not been asked for.
    limit.clearQueue();
    throw thrown;
  }
}

async function readHeaders(
  client: DicomWebClient,
  studyInstanceUid: string,
  seriesInstanceUid: string,
  ofStudy: FrameLimit,
): Promise<SeriesHeaders> {
  try {
    const images = (await readMetadata(client, studyInstanceUid, seriesInstanceUid)).filter(isImage);
    ofStudy.add(images.reduce((frames, image) => frames + claimedFrames(image), 0));
    return { seriesInstanceUid, images: images.flatMap(metadataHeaders) };
  } catch (thrown) {
    if (!(thrown instanceof CodedError) || !OF_ONE_SERIES.includes(thrown.code)) throw thrown;
    return { seriesInstanceUid, images: [], unreadable: thrown.toReason() };
  }
}

/**
 * The metadata of every instance of a series (PS3.18 10.4), images or not.
 *
 * @throws CodedError `pacs/…`, `study/not-found`
 */
export async function readMetadata(
  client: DicomWebClient,
  studyInstanceUid: string,
  seriesInstanceUid: string,
): Promise<JsonAttributes[]> {
  const json = await client.getJson(`${seriesPath(studyInstanceUid, seriesInstanceUid)}/metadata`);
  const metadata = parseDicomJson(json).filter(
    (each) => text(each, 'SeriesInstanceUID') === seriesInstanceUid,
  );
  if (metadata.length > client.maxInstances) throw new CodedError('pacs/too-large');
  return metadata;
}
