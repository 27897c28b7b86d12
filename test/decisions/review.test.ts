import { describe, expect, test } from '@jest/globals';
import { isWaiting, type Review, type ReviewDecision, standingOf } from '../../src/decisions/review.ts';

const reviewer = { issuer: 'https://idp.example.org', subject: 'u1', name: 'Eva' };
const now = { result: 'these numbers', reference: 'this cohort', roiSource: 'model' };
const drawn = { ...now, result: 'those numbers', roiSource: 'reviewer' };

function review(decision: ReviewDecision, changes: Partial<Review> = {}): Review {
  const looked = { result: now.result, reference: now.reference };
  return { number: 1, decision, reason: null, reviewer, decidedAt: new Date(0), ...looked, ...changes };
}

describe('a result', () => {
  test('waits before anybody decided', () => {
    expect(standingOf([], now)).toEqual({ state: 'open' });
  });

  test.each([
    ['confirm', 'confirmed'],
    ['reject', 'rejected'],
  ] as const)('after %s is %s', (decision, state) => {
    const by = review(decision);
    expect(standingOf([by], now)).toEqual({ state, by });
  });

  test('waits for the colleague who was asked, and what they decide counts', () => {
    const asked = review('ask');
    expect(standingOf([asked], now)).toEqual({ state: 'asked', by: asked });
    expect(standingOf([asked, review('confirm')], now).state).toBe('confirmed');
  });

  test('is open again when it was measured anew with other numbers', () => {
    expect(standingOf([review('confirm')], drawn)).toEqual({ state: 'open' });
    expect(standingOf([review('reject')], drawn)).toEqual({ state: 'open' });
  });

  test('that a reviewer drew is being measured first, and then changed', () => {
    expect(standingOf([review('change')], now).state).toBe('measuring');
    expect(standingOf([review('change')], drawn).state).toBe('changed');
  });

  test.each([
    ['with a number', now.reference],
    ['without one', null],
  ])('that a reviewer saw %s, and that has none as they drew it, waits again', (_, reference) => {
    const none = { ...drawn, reference: null };
    expect(standingOf([review('change', { reference })], none)).toEqual({ state: 'open' });
  });

  test('that a reviewer drew is open again when it is compared with another cohort', () => {
    expect(standingOf([review('change')], { ...drawn, reference: 'another cohort' })).toEqual({
      state: 'open',
    });
  });
});

test('who is asked, and nobody else, is waited for', () => {
  const states = [
    standingOf([], now),
    standingOf([review('ask')], now),
    standingOf([review('change')], now),
    standingOf([review('confirm')], now),
  ];
  expect(states.map(isWaiting)).toEqual([true, true, false, false]);
});
