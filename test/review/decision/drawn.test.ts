import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CodedError } from '../../../src/errors.ts';
import { type EditedSpine, spineOf, withPlace } from '../../../src/review/client/edit/edited-spine.ts';
import { excluded } from '../../../src/review/client/edit/level-edits.ts';
import { roiFileOf } from '../../../src/review/client/edit/roi-file-of.ts';
import { moved } from '../../../src/review/client/edit/shape-edits.ts';
import { ReviewedRois } from '../../../src/store/reviewed-rois.ts';
import { Reviews } from '../../../src/store/reviews.ts';
import { siteReference } from '../../mscore/reference-file.ts';
import { measuredOn, stackOf } from '../../picture/measured-on.ts';
import { fakeImages } from '../../support/fake-images.ts';
import { signedInAs, startOpenReview, store, TRIED_OUT } from '../../support/open-review.ts';
import type { PlainBrowser } from '../../support/plain-browser.ts';
import type { ReviewService } from '../../support/review-service.ts';

const slices = stackOf(12);
const images = slices.map(({ header }) => header);
const measurement = measuredOn(slices);
const spine = spineOf(measurement, images);
const withoutL1 = excluded(spine, 'L1', 'fracture');
const references = async () => [siteReference()];
const stack = new AsyncDisposableStack();
/** Of a hospital whose PACS answers, and of one whose PACS is away. */
let review: ReviewService;
let away: ReviewService;

beforeAll(async () => {
  const failing = fakeImages({ imagesFailure: new CodedError('pacs/unavailable') });
  review = await startOpenReview({ images: fakeImages({ slices }).source, references });
  stack.defer(() => review.close());
  away = await startOpenReview({ images: failing.source, references });
  stack.defer(() => away.close());
});
afterAll(() => stack.disposeAsync());

const decisionPath = (id: string) => `/review/studies/${id}/decision`;
const standing = async ({ database }: ReviewService, id: string) =>
  (await new Reviews(database.sql).standing(id)).state;

async function draws(service: ReviewService, browser: PlainBrowser, id: string, drawn: EditedSpine) {
  const page = await browser.get(service.url + decisionPath(id));
  const rois = JSON.stringify(roiFileOf(drawn, images));
  return browser.submitTo(page, decisionPath(id), { decision: 'change', rois, reason: 'L1 is fractured' });
}

test('changes that leave an M-score are taken', async () => {
  const id = await store(review, measurement);
  const [first] = spine.levels;
  if (!first) throw new Error('no level');
  const canvas = { size: { rows: 256, columns: 256 }, plane: { rowSpacing: 1, columnSpacing: 1 } };
  const place = { sliceIndex: first.sliceIndex, polygon: moved(first.polygon, [-3, 0], canvas) };
  const dragged = withPlace(spine, { kind: 'levels', index: 0 }, place);
  await draws(review, await signedInAs(review, 'Eva'), id, dragged);
  expect(await standing(review, id)).toBe('measuring');
});

test('changes that leave none are not confirmed: the reviewer is told why, loses nothing, and can reject', async () => {
  const eva = await signedInAs(review, 'Eva');
  const id = await store(review, measurement);
  const page = await draws(review, eva, id, withoutL1);
  expect(page.status).toBe(422);
  expect(page.text).toContain('As you drew it there is no M-score, so nothing was confirmed.');
  expect(page.text).toContain('data-code="reference/levels"');
  expect(page.text).toContain('L1 is fractured</textarea>');
  const { studyInstanceUid } = (await review.measurements.get(id))?.measurement.study ?? {};
  expect(await standing(review, id)).toBe('open');
  expect(await new ReviewedRois(review.database.sql).find(TRIED_OUT, studyInstanceUid ?? '')).toBeUndefined();
  await eva.submitTo(page, decisionPath(id), { decision: 'reject', reason: 'L1 is fractured' });
  expect(await standing(review, id)).toBe('rejected');
});

test('levels that no spine can have are told before they are signed too', async () => {
  const names = spine.levels.map(({ level }) => level).toReversed();
  const levels = spine.levels.map((one, at) => ({ ...one, level: names[at] ?? one.level }));
  const id = await store(review, measurement);
  const page = await draws(review, await signedInAs(review, 'Eva'), id, { ...spine, levels });
  expect([page.status, page.text]).toEqual([
    422,
    expect.stringContaining('data-code="spine/levels-implausible"'),
  ]);
});

test('while the PACS is away it cannot be said: what is found without a number later waits again, and says why', async () => {
  const eva = await signedInAs(away, 'Eva');
  const id = await store(away, measurement);
  const taken = await draws(away, eva, id, withoutL1);
  expect(taken.text).toContain('if it has no number, it waits again');
  const asDrawn = { ...measurement, mscore: null, status: 'refused', roiSource: 'reviewer' };
  await away.database.sql
    .updateTable('measurement')
    .set({ measurement: JSON.stringify(asDrawn) })
    .where('id', '=', id)
    .execute();
  expect(await standing(away, id)).toBe('open');
  const page = (await eva.get(away.url + decisionPath(id))).text;
  expect(page).toContain('It waits again: what was decided was about other numbers than these.');
  expect(page).not.toContain('Nobody has decided yet.');
});
