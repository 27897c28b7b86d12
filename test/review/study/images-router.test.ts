import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { CodedError, reason } from '../../../src/errors.ts';
import { listen, type Listening } from '../../../src/listen.ts';
import type { Measurement } from '../../../src/mscore/measurement.ts';
import { errorPage } from '../../../src/review/error-page.ts';
import { fetchImages, ImagesAway } from '../../../src/review/client/fetch-images.ts';
import { imageListSchema, listedImagesSchema } from '../../../src/review/study/image-list.ts';
import { imagesRouter } from '../../../src/review/study/images-router.ts';
import { StudyPixels } from '../../../src/review/study/study-pixels.ts';
import { measuredOn, stackOf } from '../../picture/measured-on.ts';
import { stored } from '../../support/data-keys.ts';
import { fakeImages } from '../../support/fake-images.ts';
import { fakeSite } from '../../support/fake-site.ts';
import { logLines } from '../../support/log-lines.ts';

const slices = stackOf(5);
const measurement = measuredOn(slices);
/** By address: what the PACS has, and what was measured of it. */
const pacs = {
  whole: fakeImages({ slices }),
  signed: fakeImages({ slices: slices.map(inNegative) }),
  away: fakeImages({ imagesFailure: new CodedError('pacs/unavailable') }),
  another: fakeImages({ slices }),
  none: fakeImages({ slices }),
  middle: fakeImages({ slices }),
  twice: fakeImages({ slices }),
  withdrawn: fakeImages({ slices }),
} satisfies Record<string, ReturnType<typeof fakeImages>>;
const measured: Partial<Record<keyof typeof pacs, Measurement>> = {
  another: { ...measurement, refusals: [reason('study/patient-mismatch')] },
  middle: { ...measurement, levels: [] },
  none: { ...measurement, series: { ...measurement.series, chosen: null } },
  twice: {
    ...measurement,
    noise: measurement.noise && {
      ...measurement.noise,
      method: 'difference',
      secondSeriesInstanceUid: '1.2.3.4',
    },
  },
};
let server: Listening;

beforeAll(async () => {
  const app = express();
  for (const [name, { source }] of Object.entries(pacs)) {
    const known = Object.entries(measured).find(([key]) => key === name)?.[1] ?? measurement;
    const site = fakeSite({ images: source });
    app.use(`/${name}`, (request, _response, next) => {
      request.inView = stored(known);
      next();
    });
    const withdrawal =
      name === 'withdrawn' ? { source: 'ImagingStudy/i1', withdrawnAt: new Date() } : undefined;
    const withdrawals = { ofMeasurement: async () => withdrawal };
    app.use(`/${name}`, imagesRouter({ siteOf: () => site, pixels: new StudyPixels(), withdrawals }));
  }
  app.use(errorPage(logLines().logger));
  server = await listen(app, { host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

function inNegative({ header, pixels }: (typeof slices)[number]) {
  return {
    header: { ...header, pixels: { ...header.pixels, signed: true } },
    pixels: Int16Array.from(pixels, (value) => -value),
  };
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers: { accept: 'application/json', ...headers } });
/** As the page's script reads them. */
const imagesOf = async (name: keyof typeof pacs) => {
  const { list, slices: comingSlices } = await fetchImages(`${server.url}/${name}/slices`, imageListSchema);
  const order: number[] = [];
  const images = await comingSlices((at) => order.push(at));
  return { list, images, order };
};

const pixelsOf = (images: readonly (typeof slices)[number][]) => images.map(({ pixels }) => pixels);

describe('what is said of the images', () => {
  test('is where each lies and what is grey in it, and names no patient', async () => {
    const { list } = await imagesOf('whole');
    expect(list.headers.map(({ plane }) => plane)).toEqual(slices.map(({ header }) => header.plane));
    expect(list.range.low).toBeLessThanOrEqual(list.window.low);
    expect(list.range.high).toBeGreaterThanOrEqual(400);
    expect(list.first).toBe(0);
    expect(JSON.stringify(list)).not.toContain('P1');
  });

  test('is where the second acquisition is, where the noise is the difference of two', async () => {
    expect((await imagesOf('whole')).list.second).toBeNull();
    const { list } = await imagesOf('twice');
    expect(list.second).toBe('/twice/slices/second');
    const second = await fetchImages(`${server.url}${list.second}`, listedImagesSchema);
    expect(second.list.headers).toEqual(list.headers);
    expect(pixelsOf(await second.slices(() => {}))).toEqual(pixelsOf(slices));
  });
});

describe('the images', () => {
  test('are their stored values, which nothing may keep', async () => {
    const response = await get('/whole/slices');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.has('etag')).toBe(false);
    await response.body?.cancel();
    const { list, images } = await imagesOf('whole');
    expect(images.map(({ header }) => header)).toEqual(list.headers);
    expect(pixelsOf(images)).toEqual(pixelsOf(slices));
  });

  test('begin with the one that is looked at first', async () => {
    const { list, images, order } = await imagesOf('middle');
    expect(list.first).toBe(2);
    expect(order).toEqual([2, 1, 3, 0, 4]);
    expect(pixelsOf(images)).toEqual(pixelsOf(slices));
  });

  test('of signed values keep their signs', async () => {
    const values = (await imagesOf('signed')).images.flatMap(({ pixels }) => [...pixels]);
    expect(values.some((value) => value < 0)).toBe(true);
    expect(values.every((value) => value <= 0)).toBe(true);
  });

  test('are asked of the PACS once, however often they are looked at', async () => {
    await imagesOf('whole');
    const before = pacs.whole.asked.length;
    await Promise.all([imagesOf('whole'), imagesOf('whole')]);
    expect(pacs.whole.asked).toHaveLength(before);
  });

  test('that break off are an error, not a study with fewer images', async () => {
    const broken = await listen(
      express().get('/slices', async (_request, response) => {
        const whole = await (await get('/whole/slices')).bytes();
        response.send(Buffer.from(whole.subarray(0, whole.length - 1)));
      }),
      { host: '127.0.0.1', port: 0 },
    );
    const coming = await fetchImages(`${broken.url}/slices`, imageListSchema);
    await expect(coming.slices(() => {})).rejects.toThrow(ImagesAway);
    await broken.close();
  });
});

describe('no images', () => {
  test.each<[string, keyof typeof pacs, number, string]>([
    ['the PACS is away', 'away', 503, 'pacs/unavailable'],
    ['they are of another patient', 'another', 404, 'review/no-images'],
    ['their study was entered in error', 'withdrawn', 404, 'review/no-images'],
    ['no series was chosen', 'none', 404, 'review/no-images'],
  ])('%s', async (_, name, status, code) => {
    const response = await get(`/${name}/slices`);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(code);
  });

  test('is told as a script can read it, also when a browser asks for it as it asks for pages', async () => {
    const headers = { accept: '*/*', 'sec-fetch-dest': 'empty' };
    const response = await get('/away/slices', headers);
    expect(response.headers.get('content-type')).toContain('json');
  });
});
