import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { measured } from '../support/measurement.ts';
import { signedInAs, startOpenReview, store } from '../support/open-review.ts';
import { PlainBrowser } from '../support/plain-browser.ts';
import type { ReviewService } from '../support/review-service.ts';

const stack = new AsyncDisposableStack();
let review: ReviewService;
let study: string;
beforeAll(async () => {
  review = await startOpenReview({});
  stack.defer(() => review.close());
  study = `/review/studies/${await store(review, measured())}`;
}, 60_000);
afterAll(() => stack.disposeAsync());

test.each([
  ['decision', 'Decision on a lumbar MRI'],
  ['take', 'Worklist'],
])('whose session ended before they sent /%s signs in and comes to: %s', async (form, title) => {
  const { status, text } = await new PlainBrowser().post(`${review.url}${study}/${form}`, {});
  const to = `${study}/${form}`;
  expect(status).toBe(401);
  expect(text).toContain(`<a href="/review/sign-in?to=${encodeURIComponent(to)}">Sign in</a>`);
  const eva = await signedInAs(review, 'Eva');
  const page = await eva.post(`${review.url}/review/sign-in`, { name: 'Eva', role: 'reader', to });
  expect(page.text).toContain(`<h1>${title}</h1>`);
});

test('who is signed in and asks for what is not there goes back to the worklist', async () => {
  const eva = await signedInAs(review, 'Eva');
  const { status, text } = await eva.get(`${review.url}/review/no-such-page`);
  expect(status).toBe(404);
  expect(text).toContain('<a href="/review">Back to the worklist</a>');
});

test.each([
  ['en', 'There is no such study here.', 'Open it from the worklist.'],
  ['sk', 'Takéto vyšetrenie tu nie je.', 'Otvorte ho zo zoznamu na posúdenie.'],
])('a script is told in the language of its reader: %s', async (language, text, remedy) => {
  const eva = await signedInAs(review, 'Eva');
  const headers = { accept: 'application/json', 'accept-language': language };
  const answer = await eva.get(`${review.url}/review/studies/${randomUUID()}/slices`, headers);
  expect(JSON.parse(answer.text)).toMatchObject({
    issue: [{ details: { coding: [{ code: 'review/not-found' }], text }, diagnostics: remedy }],
  });
});
