import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FhirSandbox, startFhirSandbox } from '../../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { reason } from '../../../src/errors.ts';
import { publishAgain } from '../../../src/events/publish-again.ts';
import { FhirClient } from '../../../src/fhir/fhir-client.ts';
import { publishStored } from '../../../src/jobs/publish-stored.ts';
import type { Measurement } from '../../../src/mscore/measurement.ts';
import { ExpectedStudies } from '../../../src/store/expected-studies.ts';
import type { StudyKey } from '../../../src/store/measurements.ts';
import { Reviews } from '../../../src/store/reviews.ts';
import { Withdrawals } from '../../../src/store/withdrawals.ts';
import { result } from '../../support/data-keys.ts';
import { measuredAs, refused } from '../../support/measurement.ts';
import { signedInAs, startOpenReview } from '../../support/open-review.ts';
import type { PlainBrowser } from '../../support/plain-browser.ts';
import type { ReviewService } from '../../support/review-service.ts';
import { OPEN_ISSUER } from '../../../src/calling-client.ts';

const stack = new AsyncDisposableStack();
let fhir: FhirSandbox;
let record: FhirClient;
let review: ReviewService;
let eva: PlainBrowser;

beforeAll(async () => {
  fhir = await startFhirSandbox({ resources: [{ resourceType: 'Patient', id: 'p1' }] });
  stack.defer(() => fhir.close());
  record = new FhirClient({ baseUrl: fhir.baseUrl });
  review = await startOpenReview(
    { publishTo: { client: record, fhirServer: fhir.baseUrl, sharesPatientIds: true } },
    { issuer: OPEN_ISSUER, fhirServer: fhir.baseUrl },
  );
  stack.defer(() => review.close());
  const { database, measurements, logger, audit, siteOf, queue } = review;
  const stores = {
    measurements,
    expected: new ExpectedStudies(database.sql, logger),
    reviews: new Reviews(database.sql),
    withdrawals: new Withdrawals(database.sql),
  };
  const metrics = { published() {} };
  await queue.work(
    {
      measureStudy: async () => {},
      publishResult: (message) => publishStored(message, { ...stores, audit, metrics, siteOf, logger }),
    },
    1,
  );
  eva = await signedInAs(review, 'Eva');
});
afterAll(() => stack.disposeAsync());

const studyOf = (studyInstanceUid: string): StudyKey => ({
  client: { issuer: OPEN_ISSUER, fhirServer: fhir.baseUrl },
  patientId: 'p1',
  studyInstanceUid,
});

/** As a job leaves it: the result, and the job that writes it, at once. */
async function measured(studyInstanceUid: string, measurement: Measurement): Promise<string> {
  const { database, measurements, queue } = review;
  const study = { ...measurement.study, studyInstanceUid };
  return database.sql.transaction().execute(async (transaction) => {
    const stored = result({ ...measurement, study }, { published: 'pending' });
    const measurementId = await measurements.within(transaction).save(studyOf(studyInstanceUid), stored);
    await queue.publishResult({ measurementId }, transaction);
    return measurementId;
  });
}

async function decide(id: string, decision: string): Promise<void> {
  const path = `/review/studies/${id}/decision`;
  const page = await eva.get(review.url + path);
  expect((await eva.submitTo(page, path, { decision, reason: 'as it is' })).status).toBe(200);
}

/** As an event does it: what was written is looked at again. */
async function withdrawn(studyInstanceUid: string, stands: boolean): Promise<void> {
  const key = studyOf(studyInstanceUid);
  await review.database.sql.transaction().execute(async (transaction) => {
    const withdrawals = new Withdrawals(transaction);
    if (stands) await withdrawals.lift(key, { source: 'report', reported: true });
    else await withdrawals.add(key, 'report');
    await publishAgain(key, review, transaction);
  });
}

const counted = async (query: string) =>
  [...(await eva.get(`${review.url}/review?${query}`)).text.matchAll(/<tr id="f-/g)].length;

async function worklistSays() {
  const { text } = await eva.get(`${review.url}/review`);
  const [, waiting, decided] = /(\d+) waiting: .* (\d+) decided\./.exec(text) ?? [];
  return { waiting: Number(waiting), decided: Number(decided) };
}

async function recordSays() {
  const { resources } = await record.search('Task?_count=100');
  const of = (wanted: string) =>
    resources.filter((one) => one.resourceType === 'Task' && one.status === wanted).length;
  return { requested: of('requested'), completed: of('completed'), cancelled: of('cancelled') };
}

/** Jobs write to the record, so that it follows. */
async function bothSay(expected: { waiting: number; decided: number; cancelled: number }) {
  const { waiting, decided, cancelled } = expected;
  const tasks = { requested: waiting, completed: decided, cancelled };
  for (let tries = 0; tries < 100; tries += 1) {
    if (JSON.stringify(await recordSays()) === JSON.stringify(tasks)) break;
    await pause(50);
  }
  expect({ worklist: await worklistSays(), record: await recordSays() }).toEqual({
    worklist: { waiting, decided },
    record: tasks,
  });
}

test('through a whole story the worklist counts what the Tasks in the record say', async () => {
  const suspicious = measuredAs({ m: 9 });
  await bothSay({ waiting: 0, decided: 0, cancelled: 0 });

  const [one, two, three] = [
    await measured('1.1', suspicious),
    await measured('1.2', suspicious),
    await measured('1.3', refused(reason('spine/no-rois'))),
    await measured('1.4', suspicious),
  ];
  const unsuspicious = await measured('1.5', measuredAs({ m: 2 }));
  await bothSay({ waiting: 4, decided: 0, cancelled: 0 });

  await eva.submitTo(await eva.get(`${review.url}/review`), `/review/studies/${one}/take`);
  await decide(two, 'ask');
  await bothSay({ waiting: 4, decided: 0, cancelled: 0 });
  expect([await counted('holder=me'), await counted('holder=nobody')]).toEqual([1, 3]);

  await decide(one, 'confirm');
  await decide(two, 'reject');
  await bothSay({ waiting: 2, decided: 2, cancelled: 0 });
  await decide(three, 'reject');
  await decide(unsuspicious, 'confirm');
  await bothSay({ waiting: 1, decided: 4, cancelled: 0 });

  // Entered in error: before anybody decided, and after.
  await withdrawn('1.4', false);
  await withdrawn('1.1', false);
  await bothSay({ waiting: 0, decided: 4, cancelled: 1 });
  expect(await counted('state=decided')).toBe(4);

  // Both stand again, and what was decided on has other numbers since.
  await withdrawn('1.4', true);
  await withdrawn('1.1', true);
  await bothSay({ waiting: 1, decided: 4, cancelled: 0 });
  await measured('1.2', measuredAs({ m: 10 }));
  await bothSay({ waiting: 2, decided: 3, cancelled: 0 });

  // Corrected images: nothing is left that anybody should look at.
  await measured('1.4', measuredAs({ m: 2 }));
  await measured('1.2', measuredAs({ m: 3 }));
  await bothSay({ waiting: 0, decided: 3, cancelled: 2 });
  await measured('1.4', suspicious);
  await bothSay({ waiting: 1, decided: 3, cancelled: 1 });
}, 60_000);
