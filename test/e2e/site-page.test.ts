import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { probit } from 'simple-statistics';
import { parseReference } from '../../src/mscore/parse-reference.ts';
import type { Reference } from '../../src/mscore/reference.ts';
import { StoredReferences } from '../../src/store/references.ts';
import { ScannerLog } from '../../src/store/scanner-log.ts';
import { startOpenReview, store, TRIED_OUT } from '../support/open-review.ts';
import type { ReviewService } from '../support/review-service.ts';
import { measured } from '../support/measurement.ts';
import { seriousFindings, startChromium } from './chromium.ts';

const STARTING_MS = 120_000;
/** M of made-up patients: fatter than young women and more unlike, some beyond the cut-off. */
const PATIENTS = Array.from({ length: 120 }, (_, index) => 2.3 + 2.2 * probit((index + 0.5) / 120));

const stack = new AsyncDisposableStack();
let review: ReviewService;
let browser: Browser;
let complaints: string[] = [];

beforeAll(async () => {
  review = await startOpenReview({}, TRIED_OUT);
  stack.defer(() => review.close());
  browser = await startChromium();
  stack.defer(() => browser.close());
  const cohort = parseReference(await readFile('fixtures/references/phantom-young.json', 'utf8'));
  await new StoredReferences(review.database.sql).add(cohort);
  for (const [index, m] of PATIENTS.entries()) await measure(cohort, m, index);
}, STARTING_MS);
afterAll(() => stack.disposeAsync());

/** Stores an exam with this M, and what it says of the scanner. */
async function measure({ id, n, snr, cutoff }: Reference, m: number, index: number): Promise<void> {
  const mscore = {
    value: m,
    interval95: [m - 1, m + 1] satisfies [number, number],
    reference: id,
    referenceVersion: 1,
    cutoff,
    referenceN: n,
  };
  await store(review, measured({ snr: snr.mean + m * snr.sd, mscore }), { patientId: `p${index}` });
  const exam = {
    kind: 'exam' as const,
    airSd: 8.526 + 0.026 * probit((((index * index * 37 + index * 11) % 127) + 0.5) / 127),
    airMeanOverSd: 1.911,
    airN: 4000,
  };
  await review.database.sql
    .transaction()
    .execute((transaction) =>
      new ScannerLog(review.database.sql).record(transaction, { id, version: 1 }, `1.2.${index}`, exam),
    );
}

async function open(language: string): Promise<Page> {
  complaints = [];
  const context = await browser.newContext({ locale: language, viewport: { width: 1280, height: 1000 } });
  const page = await context.newPage();
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (/Content Security/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${review.url}/review/site`);
  await page.fill('input[name="name"]', 'Ada');
  await page.check('input[name="role"][value="admin"]');
  await page.click('form[action="/review/sign-in"] button');
  await page.goto(`${review.url}/review/site`);
  return page;
}

describe('the page of scanners', () => {
  test.each(['en', 'sk'])(
    'in %s has nothing that axe finds serious, numbers open or not',
    async (language) => {
      const page = await open(language);
      expect(await page.locator('.plots svg').count()).toBe(2);
      expect(await seriousFindings(page)).toEqual([]);
      await page.click('.plots summary');
      expect(await page.locator('.plots table').isVisible()).toBe(true);
      expect(await seriousFindings(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  test('shows cohort, exams and cut-off in one picture, on paper too', async () => {
    const page = await open('en');
    const histogram = page.locator('.plots svg').first();
    expect(await histogram.getByText('M 5.5', { exact: true }).isVisible()).toBe(true);
    const screen = await histogram.boundingBox();
    const folder = process.env['MSCORE_PICTURES'];
    if (folder) await page.locator('main').screenshot({ path: `${folder}/review-site.png` });
    await page.emulateMedia({ media: 'print' });
    const paper = await histogram.boundingBox();
    expect([paper?.width, paper?.height]).toEqual([screen?.width, screen?.height]);
    await page.context().close();
  });
});
