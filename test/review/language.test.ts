import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signedInAs, startOpenReview } from '../support/open-review.ts';
import { PlainBrowser } from '../support/plain-browser.ts';
import type { ReviewService } from '../support/review-service.ts';

const stack = new AsyncDisposableStack();
let review: ReviewService;
beforeAll(async () => {
  review = await startOpenReview({});
  stack.defer(() => review.close());
}, 60_000);
afterAll(() => stack.disposeAsync());

/** What a browser does when somebody follows the link to Slovak on this page. */
function inSlovak(browser: PlainBrowser, address: string) {
  const [path] = address.split('?');
  return browser.get(`${review.url}${path}?language=sk`, { referer: review.url + address });
}

describe('another language', () => {
  test('is remembered', async () => {
    const eva = await signedInAs(review, 'Eva');
    await inSlovak(eva, '/review');
    expect((await eva.get(`${review.url}/review`)).text).toContain('<html lang="sk">');
  });

  test('leaves the filters of the list as they are', async () => {
    const eva = await signedInAs(review, 'Eva');
    const { url, text } = await inSlovak(eva, '/review?state=all&order=suspicious&language=en');
    expect(url).toBe(`${review.url}/review?state=all&order=suspicious`);
    expect(text).toContain('<html lang="sk">');
  });

  test('still leads to the page that was wanted before sign-in', async () => {
    const { text } = await inSlovak(
      new PlainBrowser(),
      `/review/sign-in?to=${encodeURIComponent('/review/studies/s1')}`,
    );
    expect(text).toContain('<html lang="sk">');
    expect(text).toContain('name="to" value="/review/studies/s1"');
  });

  test('takes nothing over from another page', async () => {
    const eva = await signedInAs(review, 'Eva');
    const { url } = await eva.get(`${review.url}/review?language=sk`, {
      referer: 'https://other.example.org/elsewhere?state=all',
    });
    expect(url).toBe(`${review.url}/review?language=sk`);
  });

  test.each(['/review/search', '/review/sign-out'])(
    'of what a form at %s answered leads to the list',
    async (address) => {
      const eva = await signedInAs(review, 'Eva');
      const { url, status, text } = await inSlovak(eva, address);
      expect([url, status]).toEqual([`${review.url}/review`, 200]);
      expect(text).toContain('<html lang="sk">');
    },
  );
});
