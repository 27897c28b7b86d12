import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { chainOf } from '../../../src/spine/model/chain.ts';
import { seenBody, seenSacrum, spineSlice, STEP, USUAL_TYPES } from './seen-spine.ts';

const usual = spineSlice();

describe('the row of bodies', () => {
  test('runs from below through all of them', () => {
    const { bodies } = chainOf(usual.bodies, usual.sacrum);
    expect(bodies).toEqual(usual.bodies.toReversed());
  });

  test('holds in any lordosis up to 42°, and at any size of person', () => {
    const slope = fc.double({ min: -0.88, max: 0.88, noNaN: true });
    const step = fc.double({ min: 22, max: 40, noNaN: true });
    fc.assert(
      fc.property(slope, step, fc.integer({ min: 1, max: 8 }), (leaning, down, count) => {
        const bodies = Array.from({ length: count }, (_, i) =>
          seenBody({ down: down * i, back: leaning * down * i }),
        );
        expect(chainOf(bodies, undefined).bodies).toEqual(bodies.toReversed());
      }),
    );
  });

  test('leaves out what stands beside it', () => {
    const kidney = seenBody({ down: 130, back: -60, area: 1200 });
    const bodies = [...usual.bodies, kidney].toSorted((a, b) => a.place.down - b.place.down);
    expect(chainOf(bodies, usual.sacrum).bodies).not.toContain(kidney);
    expect(chainOf(bodies, usual.sacrum).bodies).toHaveLength(USUAL_TYPES.length);
  });

  test('leaves out what lies below the sacrum', () => {
    const below = seenBody({ down: 290 });
    expect(chainOf([...usual.bodies, below], usual.sacrum).bodies).not.toContain(below);
  });

  test.each([
    ['a gap of a whole body', [0, STEP, 2 * STEP, 4 * STEP, 5 * STEP], 3],
    ['two in one place', [0, STEP, STEP + 10, 2 * STEP], 3],
  ])('is broken by %s: the part with most bone counts', (_why, heights, length) => {
    expect(
      chainOf(
        heights.map((down) => seenBody({ down })),
        undefined,
      ).bodies,
    ).toHaveLength(length);
  });

  test.each([
    ['less than half', 430],
    ['almost twice', 1640],
  ])('joins no neighbour that is %s as large', (_how, area) => {
    const bodies = [seenBody({ down: 0 }), seenBody({ down: STEP, area })];
    expect(chainOf(bodies, undefined).bodies).toHaveLength(1);
  });

  test('prefers what the net is sure of', () => {
    const [sure, guess] = [seenBody({ down: 0, back: 10 }), seenBody({ down: 0, back: -10, bone: 0.6 })];
    const { bodies } = chainOf([sure, guess, seenBody({ down: STEP })], undefined);
    expect(bodies).toContain(sure);
    expect(bodies).not.toContain(guess);
  });

  test('is empty where nothing is seen', () => {
    expect(chainOf([], undefined)).toEqual({ bodies: [], bySacrum: undefined, byLook: undefined });
  });
});

describe('L5', () => {
  test('stands on the sacrum, and looks like it', () => {
    expect(chainOf(usual.bodies, usual.sacrum)).toMatchObject({ bySacrum: 0, byLook: 0 });
  });

  test('is not told by a sacrum that is not seen', () => {
    expect(chainOf(usual.bodies, undefined)).toMatchObject({ bySacrum: undefined, byLook: 0 });
  });

  test('is not the lowest body when a whole one fits between it and the sacrum', () => {
    const withoutLowest = usual.bodies.slice(0, -1);
    expect(chainOf(withoutLowest, usual.sacrum)).toMatchObject({ bySacrum: undefined, byLook: undefined });
    const onSacrum = seenSacrum({ down: 200 - STEP + 35 });
    expect(chainOf(withoutLowest, onSacrum).bySacrum).toBe(0);
  });

  test.each([
    ['the second from below looks like it', { 0: { l5: 0.1 }, 1: { l5: 0.8 } }, 1],
    ['two look like it: neither', { 1: { l5: 0.8 } }, undefined],
    ['none looks like it', { 0: { l5: 0.49 } }, undefined],
  ])('by its look: %s', (_what, differing, byLook) => {
    const { bodies, sacrum } = spineSlice({ differing });
    expect(chainOf(bodies, sacrum)).toMatchObject({ bySacrum: 0, byLook });
  });
});
