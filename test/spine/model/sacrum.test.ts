import { describe, expect, test } from '@jest/globals';
import { findSacrum } from '../../../src/spine/model/sacrum.ts';
import type { Box } from '../annotated-spine.ts';
import { type DrawnPart, segmentationOf } from './drawn-slice.ts';

const MM = 1.5;
const SIZE = { rows: 80, columns: 60 };
const sacrumIn = (...parts: DrawnPart[]) =>
  findSacrum(segmentationOf({ parts, size: SIZE }), MM, ([column, row]) => ({
    back: column * MM,
    down: row * MM,
  }));
const part = (name: 'sacrum' | 'disc', box: Box): DrawnPart => ({ name, box });

/** 30 mm deep, 90 mm high. */
const WHOLE: Box = [20, 10, 40, 70];

describe('the sacrum', () => {
  test('has an area, a place, and points to be near to', () => {
    const sacrum = sacrumIn(part('sacrum', WHOLE));
    expect(sacrum?.area).toBeCloseTo(20 * 60 * MM ** 2, 6);
    expect(sacrum?.place.back).toBeCloseTo(29.5 * MM, 6);
    expect(sacrum?.place.down).toBeCloseTo(39.5 * MM, 6);
    const inside = sacrum?.points.every(
      ({ back, down }) => back >= 20 * MM && back < 40 * MM && down >= 10 * MM && down < 70 * MM,
    );
    expect(inside).toBe(true);
    expect(Math.min(...(sacrum?.points ?? []).map(({ down }) => down))).toBe(10 * MM);
  });

  test('is the largest of several parts', () => {
    const sacrum = sacrumIn(part('sacrum', WHOLE), part('sacrum', [2, 2, 12, 12]));
    expect(sacrum?.area).toBeCloseTo(20 * 60 * MM ** 2, 6);
  });

  test('is not seen in less than 150 mm²', () => {
    expect(sacrumIn(part('sacrum', [20, 10, 28, 18]))).toBeUndefined();
    expect(sacrumIn()).toBeUndefined();
  });
});

describe('a disc within it', () => {
  test('counts where it lies below S1 and between front and back', () => {
    // 27 to 33 mm below the top, through all of the sacrum but its back.
    const sacrum = sacrumIn(part('sacrum', WHOLE), part('disc', [22, 28, 38, 32]));
    expect(sacrum?.discWithin).toBeCloseTo(16 * 4 * MM ** 2, 6);
  });

  test.each<[string, Box]>([
    ['above it: the disc that L5 stands on', [20, 4, 40, 10]],
    ['deeper than 45 mm: that between S2 and S3', [22, 45, 38, 49]],
    ['in front of it', [8, 28, 20, 32]],
    ['behind it', [41, 28, 55, 32]],
  ])('is not one %s', (_where, box) => {
    expect(sacrumIn(part('sacrum', WHOLE), part('disc', box))?.discWithin).toBe(0);
  });

  test('counts where it goes all the way through: no disc is better formed', () => {
    const disc = part('disc', [20, 28, 42, 32]);
    const [s1, s2] = [part('sacrum', [20, 10, 42, 28]), part('sacrum', [20, 32, 42, 45])];
    // As much of S2 as there is in an image that ends there.
    expect(sacrumIn(s1, s2, disc)?.discWithin).toBeGreaterThan(60);
  });

  test('is found along a sacrum that leans back', () => {
    const leaning = Array.from({ length: 50 }, (_, i): DrawnPart => {
      const left = 5 + Math.round(i * 0.5);
      return part('sacrum', [left, 10 + i, left + 18, 11 + i]);
    });
    // A bar at right angles to it, 24 to 30 mm along.
    const disc = Array.from({ length: 12 }, (_, i): DrawnPart => {
      const left = 17 + i;
      const top = 31 - Math.round(i * 0.5);
      return part('disc', [left, top, left + 1, top + 4]);
    });
    expect(sacrumIn(...leaning, ...disc)?.discWithin).toBeGreaterThan(90);
  });
});
