import { writeFile, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reason } from '../../../src/errors.ts';
import { Feedback } from '../../../src/store/feedback.ts';
import { StoredReferences } from '../../../src/store/references.ts';
import { ScannerLog } from '../../../src/store/scanner-log.ts';
import { siteReference } from '../../mscore/reference-file.ts';
import { measured, measuredAs, refused } from '../../support/measurement.ts';
import { signedInAs, startOpenReview, store, TRIED_OUT } from '../../support/open-review.ts';
import type { PlainBrowser } from '../../support/plain-browser.ts';
import type { ReviewService } from '../../support/review-service.ts';

const HOSTILE = '<script>alert(1)</script>';
const stack = new AsyncDisposableStack();
let review: ReviewService;
let admin: PlainBrowser;

beforeAll(async () => {
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-site-')));
  const validationReport = join(folder.path, 'validation.html');
  await writeFile(validationReport, '<!doctype html><style>p { color: red }</style><p>our validation</p>');
  review = await startOpenReview({}, TRIED_OUT, { validationReport });
  stack.defer(() => review.close());
  admin = await signedInAs(review, 'Ada', 'admin');
});
afterAll(() => stack.disposeAsync());

const site = async (browser = admin) => browser.get(`${review.url}/review/site`);

describe('the page of scanners and figures', () => {
  test('says so where there is nothing yet', async () => {
    const { text } = await site();
    expect(text).toContain('No reference is stored in the database');
    expect(text).toContain('No card was shown.');
  });

  test('shows each reference with its scanner, its status, and the noise of its exams', async () => {
    const air = { sd: { mean: 10, sd: 0.5 }, meanOverSd: { mean: 1.91, sd: 0.02 } };
    const scanner = { ...siteReference().scanner, model: HOSTILE };
    await new StoredReferences(review.database.sql).add(siteReference({ air, scanner }));
    const log = new ScannerLog(review.database.sql);
    const reference = { id: 'site', version: 1 };
    const exam = { kind: 'exam' as const, airSd: 10.2, airMeanOverSd: 1.91, airN: 4000 };
    await review.database.sql
      .transaction()
      .execute((transaction) => log.record(transaction, reference, '1.2.3', exam));
    const { text } = await site();
    expect(text).toContain('site version 1');
    expect(text).toContain('in use since');
    expect(text).toContain('1 exam, 0 controls');
    expect(text).toContain('SD of the air in 1 exam in the order in which they came');
    expect(text).toContain('No exam since');
    expect(text).not.toContain(HOSTILE);
  });

  test('says the cut-off that holds here: that of the policy where the reference has none', async () => {
    expect((await site()).text).toContain('<td>5.5 (the hospital’s policy)</td>');
  });

  test('counts the exams of a scanner in whole ones', async () => {
    const [, axis = ''] = /id="drift-0-title"(.*?)SD of the air<\/text>/s.exec((await site()).text) ?? [];
    expect(axis).toContain('text-anchor="middle" fill="#1b2430">1</text>');
    expect(axis).not.toContain('>0.5<');
  });

  test('writes numbers as the language of the reader does', async () => {
    const reader = await signedInAs(review, 'Rea');
    const { text } = await reader.get(`${review.url}/review/site?language=sk`);
    expect(text).toMatch(/<td[^>]*>50,0 \(5,0\)<\/td>/);
    expect(text).toContain('A7, 1,2 T');
    expect(text).toContain('site, verzia 1');
    expect(text).toContain('čiara je priemer kohorty, 10,00.');
    expect(text).toMatch(/text-anchor="end" fill="#1b2430">\d+,\d<\/text>/);
  });

  test('shows the SNR of its cohort and of one’s own hospitals’ exams since, with the cut-off that holds there', async () => {
    const exam = measuredAs({ m: 2 });
    const mscore = exam.mscore && { ...exam.mscore, referenceVersion: 1 };
    for (const snr of [52, 61]) await store(review, { ...exam, snr, mscore });
    const elsewhere = { ...TRIED_OUT, issuer: 'https://other.example.org' };
    await store(review, { ...exam, snr: 199, mscore }, { client: elsewhere });
    await store(review, { ...exam, snr: 33, mscore }, { daysAgo: 400 });
    const { text } = await site();
    expect(text).toContain('SNR of cohort and exams, site version 1');
    expect(text).toContain('Dotted: normal curve of the cohort’s mean 50.0 and SD 5.0, of 40 women.');
    expect(text).toMatch(
      /Line in steps: 2 exams since \d{4}-\d\d-\d\d, the lowest in 50–55, the highest in 60–65\./,
    );
    expect(text).toContain('Dashed line: cut-off M 5.5, at SNR 77.5.');
    const examSnrs = Array.from({ length: 40 }, (_, index) => 41.5 + (17 * index) / 39);
    await new StoredReferences(review.database.sql).add(siteReference({ examSnrs }));
    const newer = (await site()).text;
    expect(newer).toContain('Filled bars: 40 women of the cohort, SNR 41.5 to 58.5.');
    expect(newer).not.toContain('SNR of cohort and exams, site version 1');
  });

  test('counts why studies were refused, of one’s own hospitals alone', async () => {
    await store(review, measured());
    await store(review, refused(reason('spine/no-rois'), reason('noise/few-pixels')));
    const elsewhere = { ...TRIED_OUT, issuer: 'https://other.example.org' };
    await store(review, refused(reason('series/contrast')), { client: elsewhere });
    const { text } = await site();
    expect(text).toContain('<th scope="row">refused</th><td class="number">1</td>');
    expect(text).toContain('<th scope="row">spine/no-rois</th><td class="number">1</td>');
    expect(text).not.toContain('series/contrast');
  });

  test('shows what became of cards', async () => {
    const card = '00000000-0000-4000-8000-000000000001';
    await review.database.sql
      .insertInto('card')
      .values({
        uuid: card,
        issuer: TRIED_OUT.issuer,
        fhir_server: TRIED_OUT.fhirServer,
        service_id: 's',
        kind: 'dexaReferral',
      })
      .execute();
    await new Feedback(review.database.sql).save({
      issuer: TRIED_OUT.issuer,
      serviceId: 's',
      items: [
        {
          card,
          outcome: 'accepted',
          outcomeTimestamp: new Date().toISOString(),
          acceptedSuggestions: [],
          overrideReasons: [],
        },
      ],
    });
    expect((await site()).text).toContain('100 % (');
  });

  test('links the site’s validation report, whose own styles count and whose scripts do not', async () => {
    expect((await site()).text).toContain('href="/review/site/validation"');
    const { text, headers } = await admin.get(`${review.url}/review/site/validation`);
    expect(text).toContain('our validation');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'");
  });

  test('is all that an admin sees: no list, no study', async () => {
    expect((await admin.get(`${review.url}/review`)).url).toBe(`${review.url}/review/site`);
    const id = await store(review, measured());
    for (const path of ['', '/decision', '/slices'])
      expect((await admin.get(`${review.url}/review/studies/${id}${path}`)).status).toBe(403);
  });

  test('is for readers and admins', async () => {
    expect((await site(await signedInAs(review, 'Rita', 'reader'))).status).toBe(200);
    expect((await site(await signedInAs(review, 'Eva', 'reviewer'))).status).toBe(403);
  });
});
