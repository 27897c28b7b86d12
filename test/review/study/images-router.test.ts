import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { CodedError, reason } from '../../../src/errors.ts';
import { listen, type Listening } from '../../../src/listen.ts';
import type { Measurement } from '../../../src/mscore/measurement.ts';
import { errorPage } from '../../../src/review/error-page.ts';
import { imageListSchema } from '../../../src/review/study/image-list.ts';
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
  twice: fakeImages({ slices }),
} satisfies Record<string, ReturnType<typeof fakeImages>>;
const measured: Partial<Record<keyof typeof pacs, Measurement>> = {
  another: { ...measurement, refusals: [reason('study/patient-mismatch')] },
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
    app.use(`/${name}`, imagesRouter({ siteOf: () => site, pixels: new StudyPixels() }));
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
const listOf = async (name: keyof typeof pacs) =>
  imageListSchema.parse(await (await get(`/${name}/slices`)).json());

describe('the list of images', () => {
  test('says where each lies and what is grey in it, and names no patient', async () => {
    const response = await get('/whole/slices');
    const text = await response.clone().text();
    const { images, window, range, first } = imageListSchema.parse(await response.json());
    expect(images.map(({ header }) => header.plane)).toEqual(slices.map(({ header }) => header.plane));
    expect(range.low).toBeLessThanOrEqual(window.low);
    expect(range.high).toBeGreaterThanOrEqual(400);
    expect(first).toBe(0);
    expect(text).not.toContain('P1');
  });

  test('has the second acquisition too, where the noise is the difference of two', async () => {
    const { images, second } = await listOf('twice');
    expect(second.map(({ url }) => url.split('?')[0])).toEqual(
      images.map((_, at) => `/twice/slices/${at + slices.length}`),
    );
  });
});

describe('an image', () => {
  test('is its stored values, 16 bit, little endian; it may be kept, by this browser alone', async () => {
    const [first] = (await listOf('whole')).images;
    const response = await get(first?.url ?? '');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('cache-control')).toBe('private, max-age=3600, immutable');
    expect(new Uint16Array(await response.arrayBuffer())).toEqual(slices[0]?.pixels);
    const etag = response.headers.get('etag') ?? '';
    expect(
      (await get(first?.url ?? '', { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status,
    ).toBe(304);
  });

  test('of signed values keeps its signs', async () => {
    const response = await get('/signed/slices/2');
    expect([...new Int16Array(await response.arrayBuffer())].every((value) => value <= 0)).toBe(true);
  });

  test('is asked of the PACS once, however often it is looked at', async () => {
    const before = pacs.whole.asked.length;
    await listOf('whole');
    await Promise.all([0, 1, 2, 3, 4].map((at) => get(`/whole/slices/${at}`)));
    expect(pacs.whole.asked.length - before).toBeLessThanOrEqual(before === 0 ? 1 : 0);
  });

  test.each(['5', '-1', '1.5', 'x', '99999'])('that there is not: %s', async (at) => {
    const response = await get(`/whole/slices/${at}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('review/not-found');
  });
});

describe('no images', () => {
  test.each<[string, keyof typeof pacs, number, string]>([
    ['the PACS is away', 'away', 503, 'pacs/unavailable'],
    ['they are of another patient', 'another', 404, 'review/no-images'],
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
