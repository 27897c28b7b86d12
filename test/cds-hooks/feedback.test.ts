import { describe, expect, test } from '@jest/globals';
import { parseFeedback } from '../../src/cds-hooks/feedback.ts';
import { CodedError } from '../../src/errors.ts';
import { recorded } from './support/fake-service.ts';
import { feedbackInMemory, startService } from './support/start-service.ts';

const overridden = '4e0a3a1e-3283-4575-ab82-028d55fe2719';
const accepted = '9368d37b-283f-44a0-93ea-547cebab93ed';

describe('feedback', () => {
  test('F1 is read with its reason', async () => {
    expect(parseFeedback(await recorded('standard-feedback-overridden'))).toEqual([
      {
        card: overridden,
        outcome: 'overridden',
        outcomeTimestamp: '2026-11-20T15:51:00.000Z',
        acceptedSuggestions: [],
        overrideReasons: [
          {
            reason: { system: 'https://example.org/override-reasons', code: 'dexa-elsewhere' },
            userComment: 'done last month',
          },
        ],
      },
    ]);
  });

  test("F1 is read in Epic's spelling, several items at once", async () => {
    expect(parseFeedback(await recorded('epic-feedback-batch'))).toMatchObject([
      { card: overridden, overrideReasons: [{ reason: { code: 'not-now', display: 'Not now' } }] },
      { card: accepted, acceptedSuggestions: ['e56e1945-20b3-4393-8503-a1a20fd73152'], overrideReasons: [] },
    ]);
  });

  const item = { card: overridden, outcome: 'accepted', outcomeTimestamp: '2026-11-20T15:51:00Z' };

  test.each([
    ['no card', { card: undefined }, 'feedback.0.card'],
    ['another outcome', { outcome: 'ignored' }, 'feedback.0.outcome'],
    ['no time', { outcomeTimestamp: undefined }, 'feedback.0.outcomeTimestamp'],
    ['a time that is none', { outcomeTimestamp: 'yesterday' }, 'feedback.0.outcomeTimestamp'],
    [
      'a time that no database takes',
      { outcomeTimestamp: '0000-01-01T00:00:00Z' },
      'feedback.0.outcomeTimestamp',
    ],
    [
      'a time that its offset carries beyond all years',
      { outcomeTimestamp: '9999-12-31T23:59:59-14:00' },
      'feedback.0.outcomeTimestamp',
    ],
    ['a time of 2100', { outcomeTimestamp: '2100-01-01T00:00:00Z' }, 'feedback.0.outcomeTimestamp'],
    ['a NUL in the card', { card: 'a\0b' }, 'feedback.0.card'],
    ['a suggestion without id', { acceptedSuggestions: [{}] }, 'feedback.0.acceptedSuggestions.0.id'],
    [
      'an endless comment',
      { overrideReason: { userComment: 'x'.repeat(5000) } },
      'feedback.0.overrideReason',
    ],
  ])('F1 is malformed as a whole with %s', (_what, changes, where) => {
    const feedback = [{ ...item, ...changes }, item];
    expect(() => parseFeedback({ feedback })).toThrow(
      expect.objectContaining({ code: 'request/malformed', message: expect.stringContaining(where) }),
    );
  });

  test.each([
    ['2026-11-20T15:51:00Z', '2026-11-20T15:51:00.000Z'],
    ['2026-11-20T15:51:00.123+01:00', '2026-11-20T14:51:00.123Z'],
    ['2026-11-20T15:51:00', '2026-11-20T15:51:00.000Z'],
  ])('F2 says the time %s in one way, so that repeats are recognised', (outcomeTimestamp, utc) => {
    expect(parseFeedback({ feedback: [{ ...item, outcomeTimestamp }] })).toMatchObject([
      { outcomeTimestamp: utc },
    ]);
  });

  test('F1 keeps a comment without what no database takes', () => {
    const overrideReason = { reason: 'a\0b', userComment: 'broken \ud83d and \0' };
    expect(parseFeedback({ feedback: [{ ...item, overrideReason }] })).toMatchObject([
      { overrideReasons: [{ reason: { code: 'ab' }, userComment: 'broken \ufffd and ' }] },
    ]);
  });

  test.each(['overrideReason', 'overrideReasons'])('F1 is read where %s has nulls in it', (spelling) => {
    const feedback = [{ ...item, outcome: 'overridden', [spelling]: { reason: null, userComment: null } }];
    expect(parseFeedback({ feedback })).toMatchObject([{ overrideReasons: [{}] }]);
  });

  test.each(['overrideReason', 'overrideReasons'])(
    'F1 is the same in the spelling %s, as one or as a list',
    (spelling) => {
      const reason = { reason: { code: 'dexaDone', system: 'https://x.example.org' } };
      const read = [reason, [reason]].map((value) =>
        parseFeedback({ feedback: [{ ...item, outcome: 'overridden', [spelling]: value }] }),
      );
      expect(read[0]).toEqual(read[1]);
      expect(read[0]).toMatchObject([{ overrideReasons: [reason] }]);
    },
  );

  test('F1 is bounded', () => {
    expect(() => parseFeedback({ feedback: Array.from({ length: 1001 }, () => item) })).toThrow(/feedback/);
  });

  test('F2 may be repeated: it is kept once', async () => {
    const { store, kept } = feedbackInMemory([overridden, accepted]);
    await using service = await startService({ feedback: store });
    const batch = await recorded('epic-feedback-batch');
    for (const body of [batch, batch, { feedback: [item, item] }]) {
      const response = await service.post('/count/feedback', body);
      expect([response.status, await response.text()]).toEqual([200, '']);
    }
    expect([...kept.values()].map(({ outcome }) => outcome)).toEqual(['overridden', 'accepted', 'accepted']);
    expect(service.lines).toEqual([]);
  });

  test('F3 on a card that we did not show is accepted, and counted in the log', async () => {
    const { store } = feedbackInMemory([accepted]);
    await using service = await startService({ feedback: store });
    const response = await service.post('/count/feedback', await recorded('epic-feedback-batch'));
    expect(response.status).toBe(200);
    expect(service.lines).toMatchObject([{ level: 'warn', fields: { service: 'count', unknownCards: 1 } }]);
  });

  test('is refused for a service that does not exist', async () => {
    await using service = await startService();
    expect((await service.post('/other/feedback', { feedback: [] })).status).toBe(404);
  });

  test('that cannot be stored is a 503, so that the client sends it again', async () => {
    const store = { save: () => Promise.reject(new CodedError('store/unavailable')) };
    await using service = await startService({ feedback: store });
    const response = await service.post('/count/feedback', await recorded('standard-feedback-overridden'));
    expect(response.status).toBe(503);
    expect(JSON.stringify(service.lines)).not.toMatch('done last month');
  });
});
