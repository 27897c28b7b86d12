import { Router } from 'express';
import { CodedError } from '../../errors.ts';
import type { SiteOf } from '../../site.ts';
import type { StoredMeasurement } from '../../store/measurements.ts';
import { inViewOf } from '../measurement-in-view.ts';
import { imageAt, imageTag, listImages, storedBytes } from './list-images.ts';
import { shownSeries } from './shown-series.ts';
import type { StudyImages, StudyPixels } from './study-pixels.ts';

export interface ImagesDependencies {
  readonly siteOf: SiteOf;
  readonly pixels: Pick<StudyPixels, 'of'>;
}

/** For as long as a study is looked at; nothing that is stored under its address ever changes. */
const KEPT_SECONDS = 3600;
const PLACE = /^\d{1,4}$/;

/** `slices` and `slices/{n}` of the measurement in view: its images, each once, in 16 bits. */
export function imagesRouter(dependencies: ImagesDependencies): Router {
  const router = Router();
  router.get('/slices', async (request, response) => {
    const stored = inViewOf(request);
    const images = await imagesOf(stored, dependencies);
    response.json(listImages(images, stored.measurement, `${request.baseUrl}/slices`));
  });
  router.get('/slices/:at', async (request, response) => {
    const { at } = request.params;
    const image = PLACE.test(at)
      ? imageAt(await imagesOf(inViewOf(request), dependencies), Number(at))
      : undefined;
    if (!image) throw new CodedError('review/not-found');
    response
      .set('Cache-Control', `private, max-age=${KEPT_SECONDS}, immutable`)
      .set('ETag', `"${imageTag(image)}"`)
      .type('application/octet-stream')
      .send(storedBytes(image));
  });
  return router;
}

/** @throws CodedError `review/no-images`, and what reading them raises */
async function imagesOf(
  stored: StoredMeasurement,
  { siteOf, pixels }: ImagesDependencies,
): Promise<StudyImages> {
  const series = shownSeries(stored);
  if (!series) throw new CodedError('review/no-images');
  return pixels.of(series, siteOf(stored.client).images);
}
