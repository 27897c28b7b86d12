import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFhirSandbox } from '../../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { reason } from '../../../src/errors.ts';
import { FhirClient } from '../../../src/fhir/fhir-client.ts';
import { studyDocumentSchema } from '../../../src/review/study/study-document.ts';
import { Decisions } from '../../../src/store/decisions.ts';
import { Feedback } from '../../../src/store/feedback.ts';
import { keptDecision, POLICY } from '../../decisions/kept-decision.ts';
import { siteReference } from '../../mscore/reference-file.ts';
import { MRN } from '../../support/fake-site.ts';
import { logLines } from '../../support/log-lines.ts';
import { measuredAs, refused } from '../../support/measurement.ts';
import { signedInAs, startOpenReview, store, TRIED_OUT, withdraw } from '../../support/open-review.ts';
import type { PlainBrowser } from '../../support/plain-browser.ts';
import type { ReviewService } from '../../support/review-service.ts';

const CARD = '4e0a3a1e-3283-4575-ab82-028d55fe2719';
const HOSTILE = '</script><script>alert(1)</script>';
/** As a record may have it: markup, and a sign that turns what follows. */
const NAME = '<i>\u202eNováková';
const stack = new AsyncDisposableStack();
let review: ReviewService;
let eva: PlainBrowser;

beforeAll(async () => {
  const panel: unknown = JSON.parse(await readFile('fixtures/fhir/dexa-panel-with-components.json', 'utf8'));
  const fhir = await startFhirSandbox({
    resources: [
      {
        resourceType: 'Patient',
        id: 'p1',
        birthDate: '1955-03-04',
        name: [{ family: NAME, given: ['Anna'] }],
        identifier: [{ system: MRN, value: 'N-17' }],
      },
    ],
  });
  stack.defer(() => fhir.close());
  await fetch(`${fhir.baseUrl}/Observation/dexa-panel`, {
    method: 'PUT',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(panel),
  });
  const publishTo = {
    client: new FhirClient({ baseUrl: fhir.baseUrl }),
    fhirServer: fhir.baseUrl,
    sharesPatientIds: true,
  };
  review = await startOpenReview({ publishTo, references: async () => [siteReference()] });
  stack.defer(() => review.close());
  eva = await signedInAs(review, 'Eva');
});
afterAll(() => stack.disposeAsync());

const pageOf = async (id: string, query = '') =>
  (await eva.get(`${review.url}/review/studies/${id}${query}`)).text;
const documentIn = (page: string) =>
  studyDocumentSchema.parse(JSON.parse(/id="study-document">(.*?)<\/script>/.exec(page)?.[1] ?? ''));
/** Days of this patient's scores in the table beside the line of time. */
function lineOf(page: string): string[] {
  const section = page.split('id="time"')[1]?.split('</section>')[0] ?? '';
  return [...section.matchAll(/<t[dh][^>]*>(\d{4}-\d\d-\d\d)</g)].map(([, day]) => day ?? '').toSorted();
}
/** A suspicious study of this day, of a patient with no other. */
function studyOf(acquired: string): Promise<string> {
  const base = measuredAs({ m: 6 });
  return store(review, { ...base, study: { ...base.study, acquired } }, { patientId: 'p3' });
}
/** A study of somebody whom the record does not know. */
const stranger = { patientId: 'somebody-else' };

test('the page has the numbers in words, and all that a script measures with', async () => {
  const id = await store(review, measuredAs({ m: 6.4 }), stranger);
  const page = await pageOf(id);
  expect(page).toContain('data-exact="6.4"');
  expect(page).toContain('reaches the cut-off');
  const document = documentIn(page);
  expect(document).toMatchObject({ measurementId: id, cutoff: POLICY.cutoff, noise: { method: 'air-sd' } });
  expect(document.references.map((reference) => reference.id)).toEqual([siteReference().id]);
  expect(document.images).toBe(`/review/studies/${id}/slices`);
});

test('the page says above all whose study it is, and beside the signature, but in no title that a browser keeps', async () => {
  const page = await pageOf(await store(review, measuredAs({ m: 6.4 })));
  const who =
    '<strong><bdi>Anna &lt;i&gt; Nováková</bdi></strong>, born 1955-03-04, patient number <bdi>N-17</bdi>';
  expect(page).toMatch(/<section class="patient"[^]*<h1>/);
  expect(page.split(who)).toHaveLength(3);
  expect(/<title>(.*)<\/title>/.exec(page)?.[1]).toBe('Lumbar MRI of 2026-05-04 · M-score review');
  expect(page.split('id="study-document"')[1]).not.toContain('Nováková');
});

test('of somebody whom the record does not know the page has the id alone, and says so', async () => {
  const page = await pageOf(await store(review, measuredAs({ m: 6.4 }), stranger));
  expect(page).toContain('id in the record <bdi>somebody-else</bdi>');
  expect(page).toContain('the record has no patient with this id');
});

test('in Slovak with a decimal comma', async () => {
  const page = await pageOf(await store(review, measuredAs({ m: 6.4 }), stranger), '?language=sk');
  expect(page).toContain('<strong data-number="m" data-exact="6.4">6,40</strong>');
  expect(page).toContain('dosahuje hranicu');
  await eva.get(`${review.url}/review?language=en`);
});

test('a refusal is told with what to do about it', async () => {
  const page = await pageOf(
    await store(review, refused(reason('noise/too-few-pixels', 'pixels 300')), stranger),
  );
  expect(page).toContain('No M-score');
  expect(page).toContain('Mark at least 400 pixels of air.');
});

test('whatever a measurement says, it stays text', async () => {
  const base = measuredAs({ m: 6 });
  const series = { ...base.series, chosen: { seriesInstanceUid: '1.2', description: HOSTILE } };
  const page = await pageOf(await store(review, { ...base, series }, stranger));
  expect(page).not.toContain('<script>alert');
  expect(documentIn(page).measurement.series.chosen?.description).toBe(HOSTILE);
});

describe('over time', () => {
  test('earlier M-scores of the same patient, and T-scores of the record', async () => {
    const earlier = measuredAs({ m: 2.5 });
    await store(review, { ...earlier, study: { ...earlier.study, acquired: '2023-01-15' } });
    const page = await pageOf(await store(review, measuredAs({ m: 6 })));
    expect(page).toContain('2023-01-15');
    expect(page).toContain('this study');
    expect(page).toContain('T-score −2.6');
    expect(page).toContain('T-scores are from the record.');
    expect(await pageOf(await store(review, measuredAs({ m: 6 }), { patientId: 'p2' }))).not.toContain(
      '2023-01-15',
    );
  });
});

describe('of a study that was entered in error', () => {
  test('the page says so, what says it, and takes no decision; in both languages', async () => {
    const id = await studyOf('2024-02-03');
    await withdraw(review, id);
    const page = await pageOf(id);
    expect(page).toContain('Entered in error: this result must not be used.');
    expect(page).toContain('DiagnosticReport/r1 in the record says');
    expect(page).not.toContain('id="decision-form"');
    expect(documentIn(page).images).toBeNull();
    expect(page).toContain('There is nothing to decide while that stands.');
    expect(await pageOf(id, '?language=sk')).toContain('Zadané omylom: tento výsledok sa nesmie použiť.');
    await eva.get(`${review.url}/review?language=en`);
  });

  test('an interface engine that said so is no resource of the record', async () => {
    const id = await studyOf('2024-02-03');
    await withdraw(review, id, 'report');
    expect(await pageOf(id)).toContain('The system that tells of reports says');
  });

  test('the number is on no line of time, and no more is one that was rejected', async () => {
    const [withdrawn, rejected, standing] = [
      await studyOf('2021-01-01'),
      await studyOf('2022-02-02'),
      await studyOf('2023-03-03'),
    ];
    const now = await studyOf('2025-05-05');
    expect(lineOf(await pageOf(now))).toEqual(['2021-01-01', '2022-02-02', '2023-03-03', '2025-05-05']);
    await withdraw(review, withdrawn);
    const path = `/review/studies/${rejected}/decision`;
    await eva.submitTo(await eva.get(review.url + path), path, { decision: 'reject', reason: 'metal' });
    expect(lineOf(await pageOf(now))).toEqual(['2023-03-03', '2025-05-05']);
    expect(lineOf(await pageOf(withdrawn))).toEqual(['2023-03-03', '2025-05-05']);
    await withdraw(review, standing);
    expect(lineOf(await pageOf(now))).toEqual(['2025-05-05']);
  });
});

describe('in the EHR', () => {
  test('what was suggested, and what the clinician answered', async () => {
    const { logger } = logLines();
    const id = await store(review, measuredAs({ m: 6 }), stranger);
    const { facts, policy, kind } = keptDecision();
    const decisions = new Decisions(review.database.sql, { logger, keepDays: 30 });
    decisions.record(
      { client: TRIED_OUT, serviceId: 'lumbar-mri', hook: 'order-sign', hookInstance: randomUUID() },
      {
        recommendation: { kind: kind ?? 'nothing', reasons: [] },
        shown: 'card',
        card: CARD,
        basis: facts && policy && { facts, policy, image: 'imaging-study', measurement: id },
      },
    );
    await decisions.settled();
    await new Feedback(review.database.sql).save({
      issuer: TRIED_OUT.issuer,
      serviceId: 'lumbar-mri',
      items: [
        {
          card: CARD,
          outcome: 'overridden',
          outcomeTimestamp: '2026-11-21T10:00:00.000Z',
          acceptedSuggestions: [],
          overrideReasons: [
            { reason: { system: 'urn:mscore', code: 'dexaDone' }, userComment: 'in <b>Košice</b>' },
          ],
        },
      ],
    });
    const page = await pageOf(id);
    expect(page).toContain('Suggested');
    expect(page).toContain('declined on 2026-11-21: DEXA was done elsewhere – in &lt;b&gt;Košice&lt;/b&gt;');
    expect(await pageOf(await store(review, measuredAs({ m: 6 }), stranger))).toContain(
      'No card was decided',
    );
  });
});
