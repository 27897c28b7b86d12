import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startFhirSandbox } from '../../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { auditEntrySchema, type AuditEntry } from '../../../src/audit/entry.ts';
import { reason } from '../../../src/errors.ts';
import { FhirClient } from '../../../src/fhir/fhir-client.ts';
import type { PatientRecord } from '../../../src/screening/record.ts';
import { recordFacts } from '../../../src/screening/facts.ts';
import { Worklist } from '../../../src/store/worklist.ts';
import { measuredAs, refused } from '../../support/measurement.ts';
import { signedInAs, startOpenReview, store, TRIED_OUT, withdraw } from '../../support/open-review.ts';
import type { PlainBrowser } from '../../support/plain-browser.ts';
import type { ReviewService } from '../../support/review-service.ts';

const HOSTILE = '<script>alert(1)</script>';
const stack = new AsyncDisposableStack();
let review: ReviewService;
let browser: PlainBrowser;

beforeAll(async () => {
  const fhir = await startFhirSandbox({
    resources: [
      {
        resourceType: 'Patient',
        id: 'p1',
        birthDate: '1955-03-04',
        name: [{ family: HOSTILE, given: ['Anna'] }],
      },
    ],
  });
  stack.defer(() => fhir.close());
  review = await startOpenReview({
    publishTo: {
      client: new FhirClient({ baseUrl: fhir.baseUrl }),
      fhirServer: fhir.baseUrl,
      sharesPatientIds: true,
    },
  });
  stack.defer(() => review.close());
});
beforeEach(async () => {
  for (const table of ['measurement', 'review_claim', 'decision'] as const)
    await review.database.sql.deleteFrom(table).execute();
  browser = await signedInAs(review, 'Eva');
});
afterAll(() => stack.disposeAsync());

const measured = (...of: Tail<Parameters<typeof store>>) => store(review, ...of);
type Tail<All extends readonly unknown[]> = All extends readonly [unknown, ...infer Rest] ? Rest : never;

async function list(query = ''): Promise<{ text: string; order: string[] }> {
  const { text } = await browser.get(`${review.url}/review${query}`);
  return { text, order: [...text.matchAll(/<tr id="f-([^"]+)"/g)].map(([, id]) => id ?? '') };
}

async function trail(): Promise<AuditEntry[]> {
  await review.audit.settled();
  return (await Array.fromAsync(review.audit.rows())).map(({ entry }) => auditEntrySchema.parse(entry));
}

describe('the worklist', () => {
  test('shows what a person should look at, newest first, and nothing else', async () => {
    const older = await measured(measuredAs({ m: 9 }), { daysAgo: 2 });
    const newer = await measured(measuredAs({ m: 6 }), { patientId: 'p2' });
    const drawing = await measured(refused(reason('spine/no-rois')), { daysAgo: 1 });
    await measured(measuredAs({ m: 2 }));
    await measured(refused(reason('series/contrast')));
    await measured(measuredAs({ m: 9 }), { verified: false });
    const { text, order } = await list();
    expect(order).toEqual([newer, drawing, older]);
    expect(text).toContain(
      '3 waiting: 1 clearly above the cut-off, 1 possibly, 1 without a number. 0 decided.',
    );
  });

  test('leaves out what was entered in error', async () => {
    const id = await measured(measuredAs({ m: 9 }));
    await withdraw(review, id);
    expect((await list()).order).toEqual([]);
  });

  test('puts the most suspicious first when asked to', async () => {
    const possible = await measured(measuredAs({ m: 6 }));
    const drawing = await measured(refused(reason('spine/no-rois')));
    const most = await measured(measuredAs({ m: 12 }), { daysAgo: 9 });
    const clear = await measured(measuredAs({ m: 9 }), { daysAgo: 8 });
    expect((await list('?order=suspicious')).order).toEqual([most, clear, possible, drawing]);
  });

  test('shows M with its interval against the cut-off, in words too', async () => {
    await measured(measuredAs({ m: 9 }));
    expect((await list()).text).toContain(
      'role="img" aria-label="M 9.0, 95 % interval 8.0 to 10.0, cut-off 5.5"',
    );
  });

  test('shows who it is by our own access to the record, and escapes it', async () => {
    await measured(measuredAs({ m: 9 }));
    await measured(measuredAs({ m: 9 }), { patientId: 'unknown-there' });
    const { text } = await list();
    expect(text).toContain('<bdi>Anna &lt;script&gt;alert(1)&lt;/script&gt;</bdi></a>');
    expect(text).toContain('unknown-there');
    expect(text).not.toContain(HOSTILE);
  });

  test('shows age, DEXA history and the card, as the last hook knew them', async () => {
    const id = await measured(measuredAs({ m: 9 }));
    const record: PatientRecord = {
      sex: 'female',
      birthDate: '1956-01-01',
      deceased: false,
      dexaHistory: [
        {
          date: '2024-01-01',
          kind: 'observation',
          values: [{ site: 'lumbar-spine', quantity: 't-score', value: -1.8 }],
        },
      ],
      dexaOrdered: false,
      suppressors: [],
      incomplete: [],
    };
    await review.database.sql
      .insertInto('decision')
      .values({
        id: randomUUID(),
        issuer: TRIED_OUT.issuer,
        fhir_server: TRIED_OUT.fhirServer,
        service_id: 'lumbar-mri',
        hook: 'patient-view',
        hook_instance: randomUUID(),
        decided_at: new Date(),
        kind: 'refer',
        shown: 'card',
        facts: JSON.stringify(recordFacts(record, '2026-01-02')),
        measurement_id: id,
      })
      .execute();
    const { text } = await list();
    expect(text).toContain('70 years or older');
    expect(text).toContain('within 25 months, lowest T-score −1.8');
    expect(text).toContain('shown, no answer');
  });

  test('is filtered by kind and by who has it', async () => {
    const clear = await measured(measuredAs({ m: 9 }));
    const possible = await measured(measuredAs({ m: 6 }));
    expect((await list('?suspicion=possible')).order).toEqual([possible]);
    await browser.submitTo(await browser.get(`${review.url}/review`), `/review/studies/${clear}/take`);
    expect((await list('?holder=me')).order).toEqual([clear]);
    expect((await list('?holder=nobody')).order).toEqual([possible]);
  });

  test('takes a nonsense query for none', async () => {
    const id = await measured(measuredAs({ m: 9 }));
    expect((await list('?suspicion=%00&page=-1&order=x&state[]=1')).order).toEqual([id]);
  });

  test('turns pages', async () => {
    for (let count = 0; count < 26; count += 1) await measured(measuredAs({ m: 9 }));
    expect((await list()).order).toHaveLength(25);
    expect((await list('?page=2')).order).toHaveLength(1);
    expect((await list('?page=999')).order).toHaveLength(1);
  });

  test('finds by accession number and Study Instance UID too, and only what is a finding', async () => {
    const base = measuredAs({ m: 9 });
    const withNumber = (m: number) => {
      const study = { ...base.study, accessionNumber: 'A-17' };
      return measured({ ...measuredAs({ m }), study });
    };
    const id = await withNumber(9);
    await withNumber(2);
    await measured(base);
    const uid = (await review.measurements.get(id))?.measurement.study.studyInstanceUid ?? '';
    for (const search of ['A-17', uid]) {
      const page = await browser.submitTo(await browser.get(`${review.url}/review`), '/review/search', {
        search,
      });
      expect(page.text).toContain('1 finding has this identifier.');
      expect(page.text).toContain(`id="f-${id}"`);
    }
  });

  test('finds by a whole identifier, which stands in no address', async () => {
    const id = await measured(measuredAs({ m: 9 }), { patientId: 'p-wanted' });
    await measured(measuredAs({ m: 9 }), { patientId: 'p-wanted-too' });
    const page = await browser.submitTo(await browser.get(`${review.url}/review`), '/review/search', {
      search: 'p-wanted',
    });
    expect([...page.text.matchAll(/<tr id="f-([^"]+)"/g)].map(([, one]) => one)).toEqual([id]);
    expect(page.url).toBe(`${review.url}/review/search`);
  });
});

describe('the audit trail', () => {
  test('says to whom a page and a search showed which patients, and names none', async () => {
    const ids = [
      await measured(measuredAs({ m: 9 })),
      await measured(measuredAs({ m: 6 }), { patientId: 'p2' }),
    ];
    const before = (await trail()).length;
    for (let times = 0; times < 3; times += 1) expect((await list()).order).toHaveLength(2);
    const page = await browser.get(`${review.url}/review`);
    await browser.submitTo(page, '/review/search', { search: 'p2' });
    await browser.get(`${review.url}/review/studies/${ids[1]}/decision`);
    const entries = (await trail()).slice(before);
    const [first, second, look] = entries;
    expect(entries).toHaveLength(3);
    const by = { who: { kind: 'person', name: 'Eva' }, action: 'read-record', client: TRIED_OUT };
    expect(first).toMatchObject({
      ...by,
      outcome: 'listed',
      listed: [{ measurement: ids[1] }, { measurement: ids[0] }],
    });
    expect(second).toMatchObject({ ...by, outcome: 'found', listed: [{ measurement: ids[1] }] });
    expect(look).toMatchObject({ ...by, outcome: 'shown', patient: second?.listed?.[0]?.patient });
    expect(first?.listed?.[0]?.patient).toBe(second?.listed?.[0]?.patient);
    expect(JSON.stringify(entries)).not.toMatch(/Anna|script|"p[12]"/);
  });
});

describe('who has a finding', () => {
  test('is shown to all; a colleague may take it over, and whoever was slower is told', async () => {
    const id = await measured(measuredAs({ m: 9 }));
    const take = `/review/studies/${id}/take`;
    const seenBefore = await browser.get(`${review.url}/review`);
    const other = await signedInAs(review, 'Ivan');
    await other.submitTo(await other.get(`${review.url}/review`), take);
    expect((await list()).text).toContain('<span>Ivan</span>');
    const late = await browser.submitTo(seenBefore, take);
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('review/taken')]);
    await browser.submitTo(await browser.get(`${review.url}/review`), take, { from: 'Ivan' });
    expect((await list()).text).toContain('<span>you</span>');
  });

  test.each(['take', 'release'])(
    'comes to the list from a /%s that says nonsense of where it came from',
    async (form) => {
      const address = `/review/studies/${await measured(measuredAs({ m: 9 }))}/${form}`;
      const page = await browser.get(`${review.url}/review`);
      const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const sent = { csrf, from: 'n'.repeat(501), back: `/review?${'n'.repeat(2001)}` };
      const { status, text } = await browser.post(review.url + address, sent);
      expect(status).toBe(200);
      expect(text).toContain('<h1>Worklist</h1>');
    },
  );

  test('changes by reviewers alone', async () => {
    const id = await measured(measuredAs({ m: 9 }));
    const reader = await signedInAs(review, 'Rita', 'reader');
    const page = await reader.get(`${review.url}/review`);
    expect(page.text).not.toContain('/take');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const refusedPage = await reader.post(`${review.url}/review/studies/${id}/take`, { csrf });
    expect(refusedPage.status).toBe(403);
  });
});

test('studies of other clients are neither listed nor found by their address', async () => {
  const foreign = await measured(measuredAs({ m: 9 }), {
    client: { ...TRIED_OUT, issuer: 'https://other.example.org' },
  });
  expect((await list()).order).toEqual([]);
  const page = await browser.get(`${review.url}/review/studies/${foreign}/decision`);
  expect([page.status, page.text]).toEqual([404, expect.stringContaining('review/not-found')]);
});

const stamp = () => new Worklist(review.database.sql).stamp({ clients: [TRIED_OUT] });
const OWNER = { issuer: TRIED_OUT.issuer, fhir_server: TRIED_OUT.fhirServer };

async function hooked(id: string, shown: 'card' | 'nothing'): Promise<void> {
  const row = {
    ...OWNER,
    id: randomUUID(),
    service_id: 'lumbar-mri',
    hook: 'patient-view',
    hook_instance: randomUUID(),
    decided_at: new Date(),
    shown,
    measurement_id: id,
  };
  await review.database.sql.insertInto('decision').values(row).execute();
}
const answered = () =>
  review.database.sql
    .insertInto('feedback')
    .values({
      ...OWNER,
      card_uuid: randomUUID(),
      service_id: 'lumbar-mri',
      outcome: 'accepted',
      outcome_timestamp: new Date(),
      detail: '{}',
    })
    .execute();
const posted = async (id: string, action: string, fields = {}) => {
  const page = await browser.get(`${review.url}/review/studies/${id}/decision`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const seen = /name="seen" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  await browser.post(`${review.url}/review/studies/${id}/${action}`, { csrf, seen, ...fields });
};

describe('whether anything changed', () => {
  test.each<[string, (id: string) => Promise<unknown>]>([
    ['a result', () => measured(measuredAs({ m: 9 }))],
    ['a colleague who decides', (id) => posted(id, 'decision', { decision: 'ask', reason: 'L1?' })],
    ['a colleague who takes it', (id) => posted(id, 'take')],
    ['a card', (id) => hooked(id, 'card')],
    ['what a clinician did with a card', answered],
    ['a study that was entered in error', (id) => withdraw(review, id)],
  ])('is seen of %s', async (_, change) => {
    const id = await measured(measuredAs({ m: 9 }));
    const before = await stamp();
    expect(await stamp()).toBe(before);
    await change(id);
    expect(await stamp()).not.toBe(before);
  });

  test('is not seen of a hook that showed nothing: charts are opened all day', async () => {
    const id = await measured(measuredAs({ m: 9 }));
    const before = await stamp();
    await hooked(id, 'nothing');
    expect(await stamp()).toBe(before);
  });
});

test('live: a new finding is told of, and the end of the session ends it', async () => {
  const events = await browser.stream(`${review.url}/review/live`);
  await measured(measuredAs({ m: 9 }));
  expect(await events.next('changed')).toBe(true);
  await review.database.sql
    .updateTable('review_session')
    .set({ expires_at: new Date(0) })
    .execute();
  expect(await events.next('over')).toBe(true);
});
