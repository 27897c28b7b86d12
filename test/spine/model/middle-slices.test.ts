import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { SeenBody } from '../../../src/spine/model/bodies.ts';
import { middleSightings } from '../../../src/spine/model/middle-slices.ts';
import type { Vertebra } from '../../../src/spine/model/vertebrae.ts';
import { emptySlice, seenBody } from './seen-spine.ts';

/** A vertebra on slices `apart` mm apart, its body in each as said. */
function vertebra(bodies: readonly Partial<SeenBody>[], apart = 4): Vertebra {
  const sightings = bodies.map((body, i) => ({
    seen: emptySlice({ across: i * apart }),
    body: seenBody(body),
  }));
  return { sightings, place: { back: 0, down: 0 } };
}
/** By the canal behind it. */
const behind = (...depths: number[]) => vertebra(depths.map((canal) => ({ canal })));
const chosen = (of: Vertebra) => middleSightings(of).map((sighting) => of.sightings.indexOf(sighting));

describe('the slices that a vertebra is measured on', () => {
  test('are that through the middle of the canal and one on each side', () => {
    expect(chosen(behind(0, 0, 5, 12, 14, 12, 5, 0, 0))).toEqual([3, 4, 5]);
  });

  test('follow the canal when the stack is off centre or the spine is crooked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), (middle) => {
        const depths = Array.from({ length: 15 }, (_, i) => Math.max(0, 14 - 4 * Math.abs(i - middle)));
        expect(chosen(behind(...depths))).toEqual([middle - 1, middle, middle + 1]);
      }),
    );
  });

  test('follow the slices that show much of it, not those that graze it', () => {
    expect(chosen(behind(14, 14, 4, 4, 4, 4))).toEqual([0, 1, 2]);
  });

  test('are none when no slice shows canal: a graze of less than 3 mm is none', () => {
    expect(chosen(behind(0, 2.9, 2.9, 0))).toEqual([]);
  });

  test('are fewer where a neighbour shows less than four fifths of the body', () => {
    const canal = 12;
    expect(
      chosen(
        vertebra([
          { canal, area: 700 },
          { canal, area: 900 },
          { canal, area: 730 },
        ]),
      ),
    ).toEqual([1, 2]);
  });

  test('are fewer where the neighbours lie further than 7 mm', () => {
    const three = [{ canal: 6 }, { canal: 12 }, { canal: 6 }];
    expect(chosen(vertebra(three, 7))).toEqual([0, 1, 2]);
    expect(chosen(vertebra(three, 7.5))).toEqual([1]);
  });

  test('are none of those that cut the body off', () => {
    const canal = 12;
    expect(chosen(vertebra([{ canal }, { canal }, { canal, cut: true }]))).toEqual([0, 1]);
    expect(chosen(vertebra([{ canal }, { canal, cut: true }, { canal }]))).toEqual([]);
  });

  test('are one where there is only one', () => {
    expect(chosen(behind(12))).toEqual([0]);
  });
});
