import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import type { Slice } from '../../dicom/image.ts';
import { CodedError } from '../../errors.ts';
import type { SiteOf } from '../../site.ts';
import type { StoredMeasurement } from '../../store/measurements.ts';
import type { Withdrawals } from '../../store/withdrawals.ts';
import { inViewOf } from '../measurement-in-view.ts';
import { asSent, firstOf, imagesTag, listImages, storedBytes } from './list-images.ts';
import { shownSeries } from './shown-series.ts';
import type { StudyImages, StudyPixels } from './study-pixels.ts';

export interface ImagesDependencies {
  readonly siteOf: SiteOf;
  readonly pixels: Pick<StudyPixels, 'of'>;
  readonly withdrawals: Pick<Withdrawals, 'ofMeasurement'>;
}

/** For as long as a study is looked at; nothing that is stored under its address ever changes. */
const KEPT_SECONDS = 3600;

/**
 * `slices`, `slices/pixels` and `slices/second` of the measurement in view: which images there are, and all of them in 16
 * bits in one answer, since every question costs a look at session and measurement.
 */
export function imagesRouter(dependencies: ImagesDependencies): Router {
  const router = Router();
  router.get('/slices', async (request, response) => {
    const stored = inViewOf(request);
    const images = await imagesOf(stored, dependencies);
    response.json(listImages(images, stored.measurement, `${request.baseUrl}/slices`));
  });
  router.get('/slices/pixels', async (request, response) => {
    const stored = inViewOf(request);
    const { slices } = await imagesOf(stored, dependencies);
    await sendPixels(request, response, asSent(slices, firstOf(slices, stored.measurement)));
  });
  router.get('/slices/second', async (request, response) => {
    const { second } = await imagesOf(inViewOf(request), dependencies);
    await sendPixels(request, response, asSent(second, 0));
  });
  return router;
}

async function sendPixels(request: Request, response: Response, slices: readonly Slice[]): Promise<void> {
  response
    .set('Cache-Control', `private, max-age=${KEPT_SECONDS}, immutable`)
    .set('ETag', `"${imagesTag(slices)}"`)
    .type('application/octet-stream');
  if (request.fresh) response.status(304).end();
  // Who goes away in the middle wants nothing any more.
  else await pipeline(Readable.from(slices.map(storedBytes)), response).catch(() => undefined);
}

/** @throws CodedError `review/no-images`, and what reading them raises */
async function imagesOf(
  stored: StoredMeasurement,
  { siteOf, pixels, withdrawals }: ImagesDependencies,
): Promise<StudyImages> {
  const series = shownSeries(stored, await withdrawals.ofMeasurement(stored));
  if (!series) throw new CodedError('review/no-images');
  return pixels.of(series, siteOf(stored.client).images);
}
