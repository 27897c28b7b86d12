import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type AnsweredCard, summariseFeedback } from '../../src/decisions/feedback-summary.ts';
import { proportion } from '../../src/mscore/statistics/wilson.ts';

type Answer = AnsweredCard['answers'][number];
const KNOWN = ['dexaDone', 'patientDeclines'];
const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);

const accepted = (time = '10:00'): Answer => ({ outcome: 'accepted', at: at(time), reasons: [] });
const overridden = (time: string, ...codes: string[]): Answer => ({
  outcome: 'overridden',
  at: at(time),
  reasons: codes.map((code) => ({ system: 'https://x.example.org', code, commented: false })),
});
const card = (answers: readonly Answer[] = [], changes: Partial<AnsweredCard> = {}): AnsweredCard => ({
  client: 'north',
  kind: 'dexaReferral',
  shownAt: at('09:00'),
  answers,
  ...changes,
});
const summary = (...cards: AnsweredCard[]) => summariseFeedback(cards, 'all', KNOWN)[0];

describe('acceptance', () => {
  test('is of the answered cards, with the interval of Wilson, and says how many nobody answered', () => {
    expect(
      summary(card([accepted()]), card([overridden('10:00')]), card([accepted()]), card()),
    ).toMatchObject({
      shown: 4,
      accepted: 2,
      overridden: 1,
      unanswered: 1,
      acceptance: proportion(2, 3),
    });
  });

  test('is not known where nobody answered', () => {
    expect(summary(card())).toMatchObject({ acceptance: null, reasons: [] });
  });

  test.each<[string, Answer[], number]>([
    ['the same answer again', [accepted(), accepted()], 1],
    ['first put aside, then accepted', [overridden('10:00'), accepted('11:00')], 1],
    ['first accepted, then put aside', [accepted('10:00'), overridden('11:00')], 0],
    ['answers that came in the wrong order', [accepted('11:00'), overridden('10:00')], 1],
  ])('counts a card once, by its last answer: %s', (_what, answers, count) => {
    expect(summary(card(answers))).toMatchObject({ shown: 1, accepted: count, overridden: 1 - count });
  });
});

describe('override reasons', () => {
  test('are counted by card, the commonest first, as shares of the overridden cards', () => {
    const cards = [
      card([overridden('10:00', 'dexaDone')]),
      card([overridden('10:00', 'dexaDone', 'patientDeclines')]),
      card([accepted()]),
    ];
    expect(summary(...cards)?.reasons).toEqual([
      { code: 'dexaDone', share: proportion(2, 2) },
      { code: 'patientDeclines', share: proportion(1, 2) },
    ]);
  });

  test('that are sent in both spellings at once count once', () => {
    expect(summary(card([overridden('10:00', 'dexaDone', 'dexaDone')]))?.reasons).toHaveLength(1);
  });

  test('of an answer that was taken back do not count', () => {
    expect(summary(card([overridden('10:00', 'dexaDone'), accepted('11:00')]))?.reasons).toEqual([]);
  });

  test.each<[string, Answer['reasons'], string]>([
    [
      'another system’s code',
      [{ system: 'https://x.example.org', code: 'not-now', commented: true }],
      'other',
    ],
    ['our code without its system', [{ code: 'dexaDone', commented: false }], 'dexaDone'],
    ['bare text', [{ code: 'Mrs Novak had one', commented: false }], 'words'],
    ['a comment alone', [{ commented: true }], 'words'],
    ['an empty reason', [{ commented: false }], 'none'],
    ['no reason', [], 'none'],
  ])('%s is never shown in the words of a clinician', (_what, reasons, code) => {
    const answers = [{ outcome: 'overridden' as const, at: at('10:00'), reasons }];
    expect(summary(card(answers))?.reasons.map((each) => each.code)).toEqual([code]);
  });
});

test('clients, kinds and periods stay apart, in order', () => {
  const october = new Date('2026-10-31T23:59:59Z');
  const cards = [
    card([], { client: 'south' }),
    card([], { kind: 'riskAssessment' }),
    card([accepted()], { shownAt: october }),
    card(),
  ];
  const rows = summariseFeedback(cards, 'month', KNOWN);
  expect(rows.map(({ client, period, kind, shown }) => [client, period, kind, shown])).toEqual([
    ['north', '2026-10', 'dexaReferral', 1],
    ['north', '2026-11', 'dexaReferral', 1],
    ['north', '2026-11', 'riskAssessment', 1],
    ['south', '2026-11', 'dexaReferral', 1],
  ]);
});

test('every card is counted in exactly one way', () => {
  const anyAnswer = fc.constantFrom(accepted('10:00'), accepted('12:00'), overridden('11:00', 'dexaDone'));
  const anyCard = fc
    .tuple(fc.array(anyAnswer, { maxLength: 3 }), fc.constantFrom('a', 'b'))
    .map(([answers, kind]) => card(answers, { kind }));
  fc.assert(
    fc.property(fc.array(anyCard), (cards) => {
      const rows = summariseFeedback(cards, 'year', KNOWN);
      for (const row of rows) expect(row.accepted + row.overridden + row.unanswered).toBe(row.shown);
      expect(rows.reduce((sum, { shown }) => sum + shown, 0)).toBe(cards.length);
    }),
  );
});
