import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  confidenceFeatures,
  LEAST_CONFIDENCE,
  levelConfidence,
} from '../../../src/spine/model/level-confidence.ts';
import type { NamedVertebra, NamingCues } from '../../../src/spine/model/count-vertebrae.ts';
import { emptySlice, seenBody } from './seen-spine.ts';

interface Evidence {
  readonly votes: number;
  readonly votesOfScales: number;
  readonly onSacrum: number;
  readonly l5: number;
}
const WORST: Evidence = { votes: 0, votesOfScales: 0, onSacrum: 0, l5: 0 };
const BEST: Evidence = { votes: 1, votesOfScales: 1, onSacrum: 1, l5: 1 };
const NAMES = ['votes', 'votesOfScales', 'onSacrum', 'l5'] as const;

function judged({ votes, votesOfScales, onSacrum, l5 }: Evidence): [NamedVertebra, NamingCues] {
  const sightings = [{ seen: emptySlice(), body: seenBody() }];
  const vertebra = { sightings, place: { back: 0, down: 0 } };
  return [
    { name: 'L3', vertebra, votes, votesOfScales },
    { onSacrum, l5: [l5, 0, 0, 0], thoracic: [0, 0, 0, 0], discInSacrum: 0, sacrumCut: 0, looksOff: 0 },
  ];
}
const confidence = (evidence: Evidence) => levelConfidence(...judged(evidence));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const evidence = fc.record({ votes: share, votesOfScales: share, onSacrum: share, l5: share });

describe('the confidence in a name', () => {
  test('is a probability', () => {
    fc.assert(
      fc.property(evidence, (some) => {
        expect(confidence(some)).toBeGreaterThanOrEqual(0);
        expect(confidence(some)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each(NAMES)('never falls when there is more of: %s', (name) => {
    fc.assert(
      fc.property(evidence, share, (some, other) => {
        const [less, more] = [Math.min(some[name], other), Math.max(some[name], other)];
        expect(confidence({ ...some, [name]: more })).toBeGreaterThanOrEqual(
          confidence({ ...some, [name]: less }),
        );
      }),
    );
  });

  test('is enough when everything speaks for it, and not when nothing does', () => {
    expect(confidence(BEST)).toBeGreaterThan(LEAST_CONFIDENCE);
    expect(confidence(WORST)).toBeLessThan(LEAST_CONFIDENCE);
  });

  test('rests on the votes, the sacrum and the look of L5', () => {
    const some = { votes: 0.9, votesOfScales: 0.8, onSacrum: 0.6, l5: 0.5 };
    expect(confidenceFeatures(...judged(some))).toMatchObject(some);
  });
});
