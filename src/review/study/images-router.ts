import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Response, Router } from 'express';
import { CodedError } from '../../errors.ts';
import type { SiteOf } from '../../site.ts';
import type { StoredMeasurement } from '../../store/measurements.ts';
import type { Withdrawals } from '../../store/withdrawals.ts';
import { inViewOf } from '../measurement-in-view.ts';
import { type ImageAnswer, inPieces, measuredImages, secondImages } from './image-answer.ts';
import { shownSeries } from './shown-series.ts';
import type { StudyImages, StudyPixels } from './study-pixels.ts';

export interface ImagesDependencies {
  readonly siteOf: SiteOf;
  readonly pixels: Pick<StudyPixels, 'of'>;
  readonly withdrawals: Pick<Withdrawals, 'ofMeasurement'>;
}

/**
 * `slices` and `slices/second` of the measurement in view: which images there are and all of them, in one answer, since
 * every question costs a look at session and measurement.
 */
export function imagesRouter(dependencies: ImagesDependencies): Router {
  const router = Router();
  router.get('/slices', async (request, response) => {
    const stored = inViewOf(request);
    const images = await imagesOf(stored, dependencies);
    await send(response, measuredImages(images, stored.measurement, `${request.baseUrl}/slices/second`));
  });
  router.get('/slices/second', async (request, response) => {
    await send(response, secondImages(await imagesOf(inViewOf(request), dependencies)));
  });
  return router;
}

async function send(response: Response, answer: ImageAnswer): Promise<void> {
  // A workstation has many users: what was looked at must not lie on its disk after sign-out.
  response.set('Cache-Control', 'no-store').type('application/octet-stream');
  // Who goes away in the middle wants nothing any more.
  await pipeline(Readable.from(inPieces(answer)), response).catch(() => undefined);
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
