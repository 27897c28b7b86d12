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
const listOf = async (name: keyof typeof pacs) =>
  imageListSchema.parse(await (await get(`/${name}/slices`)).json());

const valuesIn = async (path: string) => new Uint16Array(await (await get(path)).arrayBuffer());

function inOneRow(images: readonly (typeof slices)[number]['pixels'][]): Uint16Array {
  return Uint16Array.from(images.flatMap((pixels) => [...pixels]));
}

describe('the list of images', () => {
  test('says where each lies and what is grey in it, and names no patient', async () => {
    const response = await get('/whole/slices');
    const text = await response.clone().text();
    const { headers, window, range, first } = imageListSchema.parse(await response.json());
    expect(headers.map(({ plane }) => plane)).toEqual(slices.map(({ header }) => header.plane));
    expect(range.low).toBeLessThanOrEqual(window.low);
    expect(range.high).toBeGreaterThanOrEqual(400);
    expect(first).toBe(0);
    expect(text).not.toContain('P1');
  });

  test('has the second acquisition too, where the noise is the difference of two', async () => {
    expect((await listOf('whole')).second.headers).toEqual([]);
    const { headers, second } = await listOf('twice');
    expect(second.headers).toEqual(headers);
    expect(await valuesIn(second.pixels)).toEqual(inOneRow(slices.map(({ pixels }) => pixels)));
  });
});

describe('the images', () => {
  test('are their stored values, 16 bit, little endian; this browser alone may keep them', async () => {
    const { pixels } = await listOf('whole');
    const response = await get(pixels);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('cache-control')).toBe('private, max-age=3600, immutable');
    expect(new Uint16Array(await response.arrayBuffer())).toEqual(
      inOneRow(slices.map((slice) => slice.pixels)),
    );
    const etag = response.headers.get('etag') ?? '';
    const again = await get(pixels, { 'if-none-match': etag, 'cache-control': 'max-age=0' });
    expect(again.status).toBe(304);
  });

  test('begin with the one that is looked at first', async () => {
    const { first, pixels } = await listOf('middle');
    expect(first).toBe(2);
    // A browser that kept them in another order must not take those.
    expect(pixels.split('?')[1]).not.toBe((await listOf('whole')).pixels.split('?')[1]);
    const order = [2, 1, 3, 0, 4].flatMap((at) => slices[at]?.pixels ?? []);
    expect(await valuesIn(pixels)).toEqual(inOneRow(order));
  });

  test('of signed values keep their signs', async () => {
    const response = await get('/signed/slices/pixels');
    const values = new Int16Array(await response.arrayBuffer());
    expect(values.some((value) => value < 0)).toBe(true);
    expect(values.every((value) => value <= 0)).toBe(true);
  });

  test('are asked of the PACS once, however often they are looked at', async () => {
    await listOf('whole');
    const before = pacs.whole.asked.length;
    await Promise.all([get('/whole/slices'), get('/whole/slices/pixels')]);
    expect(pacs.whole.asked).toHaveLength(before);
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
