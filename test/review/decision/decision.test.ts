import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startFhirSandbox } from '../../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { FhirClient } from '../../../src/fhir/fhir-client.ts';
import { reason } from '../../../src/errors.ts';
import { ReviewedRois } from '../../../src/store/reviewed-rois.ts';
import { Reviews } from '../../../src/store/reviews.ts';
import { jobRows } from '../../jobs/support.ts';
import { measuredAs, refused } from '../../support/measurement.ts';
import { signedInAs, startOpenReview, store, TRIED_OUT, withdraw } from '../../support/open-review.ts';
import type { PlainBrowser } from '../../support/plain-browser.ts';
import type { ReviewService } from '../../support/review-service.ts';

const HOSTILE = `</textarea><script>alert('x')</script>`;
const DRAWN = {
  format: 'mscore-rois/1',
  drawnBy: 'Eva',
  levels: [{ level: 'L2', shape: { kind: 'rectangle', coordinates: 'patient', center: [1, 2, 3] } }],
};
const stack = new AsyncDisposableStack();
let review: ReviewService;
let eva: PlainBrowser;
let ivan: PlainBrowser;

beforeAll(async () => {
  const fhir = await startFhirSandbox({
    resources: [
      {
        resourceType: 'Patient',
        id: 'p1',
        name: [{ text: 'Anna Nováková' }],
        gender: 'female',
        birthDate: '1956-03-07',
        identifier: [{ system: 'https://north.example.org/mrn', value: 'P1' }],
      },
    ],
  });
  stack.defer(() => fhir.close());
  const client = new FhirClient({ baseUrl: fhir.baseUrl });
  review = await startOpenReview({
    publishTo: { client, fhirServer: fhir.baseUrl, sharesPatientIds: true },
  });
  stack.defer(() => review.close());
  eva = await signedInAs(review, 'Eva');
  ivan = await signedInAs(review, 'Ivan');
});
afterAll(() => stack.disposeAsync());

const decisionPath = (id: string) => `/review/studies/${id}/decision`;
const open = (browser: PlainBrowser, id: string) => browser.get(review.url + decisionPath(id));
const reviews = () => new Reviews(review.database.sql);
const stateOf = async (id: string) => (await reviews().standing(id)).state;
const jobsOf = async (id: string) =>
  (await jobRows(review.database)).filter(({ data }) => JSON.stringify(data).includes(id));

async function decide(browser: PlainBrowser, id: string, fields: Record<string, string>) {
  return browser.submitTo(await open(browser, id), decisionPath(id), fields);
}

describe('a reviewer', () => {
  test('confirms: signed, dated, and on its way into the record', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    const page = await decide(eva, id, { decision: 'confirm' });
    expect(page.text).toContain('The result is confirmed.');
    expect(page.text).toMatch(/Confirmed by Eva, \d{4}-\d\d-\d\d, \d\d:\d\d UTC/);
    expect(await reviews().latestOf(id)).toEqual({
      decision: 'confirmed',
      reviewer: { display: 'Eva', identifier: { system: 'open', value: 'Eva' } },
      decidedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(await jobsOf(id)).toMatchObject([{ name: 'publish-result' }]);
    await review.audit.settled();
    const entries = (await Array.fromAsync(review.audit.rows())).map(({ entry }) => entry);
    const who = { kind: 'person', name: 'Eva' };
    expect(entries).toContainEqual(
      expect.objectContaining({ who, action: 'reviewed', outcome: 'confirm', measurement: id }),
    );
    expect(entries).toContainEqual(expect.objectContaining({ who, action: 'signed-in', outcome: 'open' }));
    expect((await review.measurements.get(id))?.published).toBe('pending');
  });

  test('rejects with a reason, and not without', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    const without = await decide(eva, id, { decision: 'reject', reason: '  ' });
    expect([without.status, without.text]).toEqual([422, expect.stringContaining('Give a reason.')]);
    expect(without.text).toContain('value="reject" required checked');
    await decide(eva, id, { decision: 'reject', reason: 'haemangioma of L3' });
    expect(await reviews().latestOf(id)).toMatchObject({
      decision: 'rejected',
      reason: 'haemangioma of L3',
    });
  });

  test('rejects what may be of somebody else: nothing goes into the record', async () => {
    const id = await store(review, refused(reason('study/patient-unverified')), { verified: false });
    await decide(eva, id, { decision: 'reject', reason: 'not her images' });
    expect(await stateOf(id)).toBe('rejected');
    expect(await jobsOf(id)).toEqual([]);
  });

  test('asks a colleague: it waits on, and nothing goes into the record', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    await decide(eva, id, { decision: 'ask', reason: 'Is L1 really L1?' });
    expect(await stateOf(id)).toBe('asked');
    expect(await reviews().latestOf(id)).toBeUndefined();
    expect(await jobsOf(id)).toEqual([]);
  });

  test('confirms with changes: the study is measured as it was drawn, for the patient of the record', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    const stored = await review.measurements.get(id);
    const study = stored?.measurement.study.studyInstanceUid ?? '';
    const page = await decide(eva, id, { decision: 'change', rois: JSON.stringify(DRAWN) });
    expect(page.text).toContain('The study is being measured as it was drawn');
    expect(await new ReviewedRois(review.database.sql).find(TRIED_OUT, study)).toMatchObject(DRAWN);
    expect(await jobsOf(study)).toMatchObject([
      {
        name: 'measure-study',
        data: { patientId: 'p1', patient: { identifiers: [{ patientId: 'P1' }], birthDate: '1956-03-07' } },
      },
    ]);
    expect(await reviews().latestOf(id)).toBeUndefined();
  });

  test.each([
    ['without a decision', {}, 'Choose what you decide.'],
    ['with changes that nobody drew', { decision: 'change' }, 'Nothing has been changed on the images'],
    ['with something else drawn', { decision: 'change', rois: '{"levels":[]}' }, 'cannot be read'],
  ])('is told when the form comes %s', async (_, fields, said) => {
    const id = await store(review, measuredAs({ m: 9 }));
    const page = await decide(eva, id, { ...fields, reason: HOSTILE });
    expect([page.status, page.text]).toEqual([422, expect.stringContaining(said)]);
    expect(page.text).not.toContain('<script>alert');
    expect(await stateOf(id)).toBe('open');
  });

  test('cannot confirm where there is no number', async () => {
    const id = await store(review, refused(reason('spine/no-rois')));
    expect((await open(eva, id)).text).not.toContain('value="confirm"');
    expect((await decide(eva, id, { decision: 'confirm' })).status).toBe(422);
  });

  test('leaves a study without a number as it is, or has it measured: there is no number to reject', async () => {
    const id = await store(review, refused(reason('spine/no-rois')));
    const { text } = await open(eva, id);
    expect(text).toContain('Leave it without a number: nothing is to be drawn');
    expect(text).toContain('Have it measured as it is drawn; the number then waits for a decision');
    expect(text).not.toContain('the number must not be used');
    const left = await decide(eva, id, { decision: 'reject', reason: 'too many artefacts' });
    expect(left.text).toContain('The study stays without a number.');
    expect(await stateOf(id)).toBe('rejected');
    const drawn = await store(review, refused(reason('spine/no-rois')));
    const sent = await decide(eva, drawn, { decision: 'change', rois: JSON.stringify(DRAWN) });
    expect(sent.text).toContain('being measured as it was drawn; the number then waits for a decision.');
  });
});

test('in Slovak the page says why there is no number, and what helps, in Slovak', async () => {
  const id = await store(review, refused(reason('spine/no-rois')));
  const page = (await eva.get(`${review.url}${decisionPath(id)}?language=sk`)).text;
  const list = (await eva.get(`${review.url}/review`)).text;
  await eva.get(`${review.url}/review?language=en`);
  expect(page).toContain('Stavce L1–L4 v tomto vyšetrení nikto neoznačil.');
  expect(page).toContain('Označte ich na snímkach.');
  expect(page).not.toContain(reason('spine/no-rois').text);
  expect(list).toContain('title="Stavce L1–L4 v tomto vyšetrení nikto neoznačil."');
});

/** How often the trail says that a study was shown. */
const looks = async () => {
  await review.audit.settled();
  const entries = (await Array.fromAsync(review.audit.rows())).map(({ entry }) => entry);
  return entries.filter((entry) => JSON.stringify(entry).includes('"shown"')).length;
};

describe('whose study it is', () => {
  const ANNA = '<strong><bdi>Anna Nováková</bdi></strong>, born 1956-03-07';
  test('stands above the decision, and where one was not taken; whoever sees it is noted', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    const page = await open(eva, id);
    expect(page.text).toContain(ANNA);
    await decide(ivan, id, { decision: 'ask', reason: 'L1?' });
    const before = await looks();
    const incomplete = await eva.submitTo(page, decisionPath(id), {});
    const late = await eva.submitTo(page, decisionPath(id), { decision: 'confirm' });
    expect([incomplete.status, incomplete.text]).toEqual([422, expect.stringContaining(ANNA)]);
    expect([late.status, late.text]).toEqual([409, expect.stringContaining(ANNA)]);
    expect(await looks()).toBe(before + 2);
  });
});

const takes = async (browser: PlainBrowser, id: string) => {
  const csrf = /name="csrf" value="([^"]+)"/.exec((await open(browser, id)).text)?.[1] ?? '';
  await browser.post(`${review.url}/review/studies/${id}/take`, { csrf, back: '/review' });
};

describe('what a colleague has taken', () => {
  test('says who has it and since when, to who decides and to who only looks', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    await takes(eva, id);
    const seen = /Eva has taken this to look at, since \d{4}-\d\d-\d\d, \d\d:\d\d UTC\./;
    expect((await open(ivan, id)).text).toMatch(seen);
    expect((await open(await signedInAs(review, 'Rita', 'reader'), id)).text).toMatch(seen);
    expect((await ivan.get(`${review.url}/review/studies/${id}`)).text).toMatch(seen);
    const own = (await open(eva, id)).text;
    expect(own).toContain('You have taken this to look at, since');
    expect(own).not.toContain('name="despite"');
  });

  test('is decided by somebody else only knowingly, and nothing that they typed is lost', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    const before = await open(ivan, id);
    await takes(eva, id);
    const asked = await ivan.submitTo(before, decisionPath(id), { decision: 'reject', reason: 'metal' });
    expect([asked.status, asked.text]).toEqual([
      422,
      expect.stringContaining('A colleague has taken this: say below'),
    ]);
    expect(asked.text).toContain('metal</textarea>');
    expect(asked.text).toContain('value="reject" required checked');
    expect(await stateOf(id)).toBe('open');
    await ivan.submitTo(asked, decisionPath(id), {
      decision: 'reject',
      reason: 'metal',
      despite: 'open Eva',
    });
    expect(await stateOf(id)).toBe('rejected');
  });

  test('to know of another holder than the one who has it now is not to know', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    await takes(eva, id);
    const page = await decide(ivan, id, { decision: 'confirm', despite: 'open Somebody' });
    expect(page.status).toBe(422);
    expect(await stateOf(id)).toBe('open');
  });

  test('is decided by who has taken it as ever', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    await takes(eva, id);
    await decide(eva, id, { decision: 'confirm' });
    expect(await stateOf(id)).toBe('confirmed');
    expect((await open(ivan, id)).text).not.toContain('has taken this');
  });
});

describe('two reviewers at once', () => {
  test('the second is told what the first decided, and nothing is overwritten', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    const [first, second] = [await open(eva, id), await open(ivan, id)];
    await eva.submitTo(first, decisionPath(id), { decision: 'confirm' });
    const late = await ivan.submitTo(second, decisionPath(id), {
      decision: 'reject',
      reason: `too late ${HOSTILE}`,
    });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Confirmed by Eva');
    expect(late.text).toContain('too late &lt;/textarea&gt;');
    expect(await stateOf(id)).toBe('confirmed');
    expect((await reviews().of([id])).get(id)).toHaveLength(1);
  });

  test('in the very same moment one of them is the second', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    const [first, second] = [await open(eva, id), await open(ivan, id)];
    const answers = await Promise.all([
      eva.submitTo(first, decisionPath(id), { decision: 'confirm' }),
      ivan.submitTo(second, decisionPath(id), { decision: 'confirm' }),
    ]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409']);
  });

  test('numbers that changed meanwhile are not decided about unseen', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    const page = await open(eva, id);
    await review.database.sql
      .updateTable('measurement')
      .set({ measurement: JSON.stringify(measuredAs({ m: 3 })) })
      .where('id', '=', id)
      .execute();
    const late = await eva.submitTo(page, decisionPath(id), { decision: 'confirm' });
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('the study was measured anew')]);
  });

  test('how long measuring took is no other number', async () => {
    const id = await store(review, measuredAs({ m: 9 }));
    await decide(eva, id, { decision: 'confirm' });
    const { measurement } = (await review.measurements.get(id)) ?? {};
    await review.database.sql
      .updateTable('measurement')
      .set({ measurement: JSON.stringify({ ...measurement, timings: { pixels: 7 } }) })
      .where('id', '=', id)
      .execute();
    expect(await stateOf(id)).toBe('confirmed');
  });
});

test('about a study that was entered in error nobody decides, not with a page of before either', async () => {
  const id = await store(review, measuredAs({ m: 9 }));
  const page = await open(eva, id);
  await withdraw(review, id);
  const late = await eva.submitTo(page, decisionPath(id), { decision: 'confirm' });
  expect([late.status, late.text]).toEqual([409, expect.stringContaining('review/withdrawn')]);
  expect(await stateOf(id)).toBe('open');
  const now = await open(eva, id);
  expect(now.text).toContain('Entered in error: this result must not be used.');
  expect(now.text).not.toContain('value="confirm"');
});

test('readers see what was decided, and do not decide', async () => {
  const id = await store(review, measuredAs({ m: 9 }));
  await decide(eva, id, { decision: 'ask', reason: HOSTILE });
  const rita = await signedInAs(review, 'Rita', 'reader');
  const page = await open(rita, id);
  expect(page.text).toContain('Your role lets you look; reviewers decide.');
  expect(page.text).not.toContain('<script>alert');
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const sent = await rita.post(review.url + decisionPath(id), {
    csrf,
    seen: '',
    decision: 'reject',
    reason: 'x',
  });
  expect([sent.status, sent.text]).toEqual([403, expect.stringContaining('review/not-allowed')]);
});

test('a review is never changed nor removed, whoever writes to the database', async () => {
  const id = await store(review, measuredAs({ m: 9 }));
  await decide(eva, id, { decision: 'confirm' });
  const sql = review.database.sql;
  await expect(sql.deleteFrom('review').execute()).rejects.toThrow('never changed');
  await expect(sql.updateTable('review').set({ reason: 'x' }).execute()).rejects.toThrow('never changed');
});
