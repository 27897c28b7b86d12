import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseFeedback } from '../../src/cds-hooks/feedback.ts';
import { ShownCards } from '../../src/store/cards.ts';
import { Feedback } from '../../src/store/feedback.ts';
import { aCard } from '../cds-hooks/support/fake-service.ts';
import { NORTH } from '../support/data-keys.ts';
import { runMscore } from '../support/run-mscore.ts';
import { serviceFolder } from './service-folder.ts';

const SERVICE = 'lumbar-mri';
let service: Awaited<ReturnType<typeof serviceFolder>>;

/** Four referrals were shown: one accepted (sent twice), two put aside (in both spellings), one unanswered. */
beforeAll(async () => {
  service = await serviceFolder(async ({ sql }) => {
    const topic = { system: 'https://x.example.org', code: 'dexaReferral' };
    const cards = Array.from({ length: 4 }, () =>
      aCard({ uuid: randomUUID(), source: { label: 'M-score', topic } }),
    );
    await new ShownCards(sql).add(NORTH, SERVICE, cards);
    const [first, second, third] = cards.map(({ uuid }) => uuid);
    const outcomeTimestamp = '2026-11-20T10:00:00Z';
    const reason = { reason: { code: 'dexaDone' }, userComment: 'Mrs Novak had one' };
    const accepted = { card: first, outcome: 'accepted', outcomeTimestamp };
    const items = parseFeedback({
      feedback: [
        accepted,
        accepted,
        { card: second, outcome: 'overridden', outcomeTimestamp, overrideReason: reason },
        { card: third, outcome: 'overridden', outcomeTimestamp, overrideReasons: [reason] },
        { card: randomUUID(), outcome: 'accepted', outcomeTimestamp },
      ],
    });
    const store = new Feedback(sql);
    await store.save({ issuer: NORTH.issuer, serviceId: SERVICE, items });
    await store.save({ issuer: NORTH.issuer, serviceId: SERVICE, items });
    // Feedback of another client on the same card is none of this client's.
    await store.save({ issuer: 'https://south.example.org', serviceId: SERVICE, items: items.slice(0, 1) });
  });
  // An embedded database in a folder takes its time on a busy machine.
}, 120_000);
afterAll(() => service[Symbol.asyncDispose]());

const feedback = (...args: string[]) => runMscore('feedback', ...args, '--config', service.config);

describe('mscore feedback', () => {
  test('says by kind of card how many were accepted and why others were not', async () => {
    const { code, out } = await feedback();
    expect(code).toBe(0);
    expect(out).toMatch(/DEXA referral after lumbar MRI +all +4 +1 +2 +1 +33 % \(6 %–79 %\)/);
    expect(out).toMatch(/DEXA was done elsewhere +2 +100 % \(34 %–100 %\)/);
    expect(out).toContain('Feedback came on 2 cards that this service did not show.');
    expect(out).not.toContain('Novak');
  });

  test('gives one JSON object, by month where asked', async () => {
    const { code, out } = await feedback('--json', '--by', 'month');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      unknownCards: 2,
      summaries: [
        {
          client: NORTH.issuer,
          kind: 'dexaReferral',
          period: new Date().toISOString().slice(0, 7),
          shown: 4,
          accepted: 1,
          overridden: 2,
          unanswered: 1,
          acceptance: { count: 1, of: 3 },
          reasons: [{ code: 'dexaDone', share: { count: 2, of: 2 } }],
        },
      ],
    });
  });

  test('looks at the days that are asked for only', async () => {
    const { code, out } = await feedback('--from', '2026-01-01', '--to', '2026-01-31');
    expect(code).toBe(0);
    expect(out).toContain('None was shown.');
  });

  test.each([
    [['--from', 'yesterday'], 'a day such as'],
    [['--from', '2026-02-30'], 'a day such as'],
    [['--from', '2026-02-02', '--to', '2026-02-01'], '--to is before --from'],
  ])('%j is bad usage', async (args, words) => {
    const { code, err } = await feedback(...args);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});
