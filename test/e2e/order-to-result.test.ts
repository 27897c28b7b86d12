import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectValidFhir } from '../support/fhir-validity.ts';
import type { Exchange } from './story/exchanges.ts';
import { orderToResult, type Chapter } from './story/order-to-result.ts';
import { setStoryStage, type StoryStage } from './story/stage.ts';
import { chapterText } from './story/transcript.ts';

/** What `npm run transcript` writes down is here held to what it says. */
describe('a lumbar MRI is ordered, made and reported, by a real CDS client, Orthanc, a FHIR engine and PostgreSQL', () => {
  let stage: StoryStage;
  const chapters: Chapter[] = [];
  const exchanges: Exchange[][] = [];

  beforeAll(async () => {
    stage = await setStoryStage([8144, 8156]);
    for await (const chapter of orderToResult({ ...stage, fetch: stage.recorder.fetch })) {
      chapters.push(chapter);
      exchanges.push(stage.recorder.take());
    }
  });
  afterAll(async () => stage?.[Symbol.asyncDispose]());

  test('only the report of the measured study brings a card, until its DEXA is ordered', () => {
    const hooks = chapters.filter(({ cards }) => cards !== undefined);
    expect(hooks.map(({ decided, cards }) => [decided, cards?.length])).toMatchObject([
      [{ hook: 'order-sign', image: 'not-found', reasons: ['not-measured'] }, 0],
      [{ hook: 'report-view', image: 'imaging-study', shown: 'card' }, 1],
      [{ hook: 'report-view', reasons: expect.arrayContaining(['dexa-ordered']) }, 0],
    ]);
  });

  test('every call of the client was taken, the images and the feedback too', () => {
    expect(exchanges.flat().filter(({ status }) => status >= 300)).toEqual([]);
    const posts = exchanges.flat().filter(({ method }) => method === 'POST');
    expect(posts.map(({ url }) => new URL(url).pathname)).toEqual([
      '/cds-services/lumbar-mri',
      '/dicom-web/studies',
      '/cds-services/lumbar-mri-report',
      '/fhir/ServiceRequest',
      '/cds-services/lumbar-mri-report/feedback',
      '/cds-services/lumbar-mri-report',
    ]);
  });

  test('the result is one preliminary group in the record, with five members', () => {
    const results = chapters.flatMap((chapter) => chapter.results ?? []);
    expect(results).toMatchObject([{ status: 'preliminary', hasMember: { length: 5 } }]);
    results.forEach(expectValidFhir);
  });

  test('the transcript of it holds no token', () => {
    const text = chapters.map((chapter, i) => chapterText(i + 1, chapter, exchanges[i] ?? [])).join();
    expect(text).toContain('Authorization: Bearer <token>');
    for (const secret of [stage.hospital.token, stage.orthanc.authorization, 'eyJ']) {
      expect(text).not.toContain(secret);
    }
  });
});
