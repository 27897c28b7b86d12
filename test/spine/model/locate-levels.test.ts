import { describe, expect, test } from '@jest/globals';
import { pixelToPatient } from '../../../src/dicom/geometry.ts';
import { LEVELS } from '../../../src/mscore/levels.ts';
import type { LocatedSpine } from '../../../src/spine/localiser.ts';
import type { NamedSpine } from '../../../src/spine/model/count-vertebrae.ts';
import { locateLevels } from '../../../src/spine/model/locate-levels.ts';
import { isInsideEroded } from '../../../src/spine/outline.ts';
import { centerOf } from '../body.ts';
import { fillBox, planeOf } from './drawn-slice.ts';
import { bodyBox, drawnSpine, type DrawnName, type DrawnSpine, namedSpine } from './drawn-spine.ts';
import { STORAGES } from './storages.ts';

function locate(spine: DrawnSpine = {}, change: (named: NamedSpine) => NamedSpine = (named) => named) {
  const seen = drawnSpine(spine);
  const slices = seen.map(({ slice }) => slice);
  return { located: locateLevels(slices, change(namedSpine(seen))), slices };
}
const levelsOf = ({ levels }: LocatedSpine) => [...new Set(levels.map(({ level }) => level))];
const reasonsOf = ({ leftOut }: LocatedSpine) =>
  leftOut.map(({ level, reason }) => `${level} ${reason.code}`);
/** A rectangle in the middle of a body, filled with one value. */
const painted =
  (value: number, ...names: DrawnName[]) =>
  (pixels: Uint16Array, columns: number) => {
    for (const name of names) {
      const [left, top] = bodyBox(name);
      fillBox(pixels, columns, [left + 7, top + 5, left + 14, top + 12], value);
    }
  };

describe('a spine that nothing is wrong with', () => {
  const { located, slices } = locate();

  test('has L1–L4 on three slices each, found by the model', () => {
    expect(located).toMatchObject({ source: 'model', leftOut: [], limits: [], noise: [] });
    const found = located.levels.map(({ level, sliceIndex }) => `${level} ${sliceIndex}`);
    expect(found.toSorted()).toEqual(LEVELS.flatMap((level) => [0, 1, 2].map((i) => `${level} ${i}`)));
    expect(levelsOf(located)).toEqual([...LEVELS]);
  });

  test('has every ROI in its body, on its image, with corners and a confidence', () => {
    for (const { level, roi, body, corners, confidence, sliceIndex } of located.levels) {
      expect(roi.sopInstanceUid).toBe(slices[sliceIndex]?.header.sopInstanceUid);
      expect(isInsideEroded(roi.polygon, body?.polygon ?? [], 1)).toBe(true);
      const [left, top, right, bottom] = bodyBox(level);
      const [column, row] = centerOf(body?.polygon ?? []);
      expect([
        Math.abs(column - (left + right - 1) / 2) < 1,
        Math.abs(row - (top + bottom - 1) / 2) < 1,
      ]).toEqual([true, true]);
      expect(corners?.anteriorSuperior[0]).toBeLessThan(corners?.posteriorInferior[0] ?? 0);
      expect(confidence).toBeGreaterThan(0.9);
    }
  });

  test('has fluid behind L3, L2 and L4, each on one image', () => {
    expect(located.csf.map(({ behind }) => behind)).toEqual(['L3', 'L2', 'L4']);
    for (const { behind, outline } of located.csf) {
      const [, row] = centerOf(outline.polygon);
      const [, top, , bottom] = bodyBox(behind ?? 'L3');
      expect([row > top, row < bottom]).toEqual([true, true]);
    }
  });

  test('shows what the names were counted from', () => {
    const names = located.others?.map(({ name }) => name);
    expect([...new Set(names)].toSorted()).toEqual(['L5', 'T12']);
  });

  test.each(STORAGES.slice(1))('has them in the same place when stored %s', (_name, storage) => {
    const turned = locate({ storage });
    const placesIn = (of: typeof turned) =>
      of.located.levels.map(({ roi, sliceIndex }) => {
        const slice = of.slices[sliceIndex];
        return slice && pixelToPatient(planeOf(slice), centerOf(roi.polygon));
      });
    const expected = placesIn({ located, slices });
    placesIn(turned).forEach((place, i) => {
      const [, y = 0, z = 0] = place ?? [];
      // The places that are tried are half a millimetre apart, from whichever side.
      expect(Math.hypot(y - (expected[i]?.[1] ?? 0), z - (expected[i]?.[2] ?? 0))).toBeLessThan(1.1);
    });
  });
});

describe('a level is left out, and the others are measured', () => {
  test.each<[string, DrawnSpine, string]>([
    ['it is dark', { differing: { L2: { grey: 120 } } }, 'L2 spine/level-unlike-others'],
    ['it is bright', { differing: { L4: { grey: 600 } } }, 'L4 spine/level-unlike-others'],
    ['it holds a void', { paint: painted(5, 'L3') }, 'L3 spine/level-unlike-others'],
    ['it lost its height', { differing: { L1: { box: [40, 35, 62, 47] } } }, 'L1 spine/level-unlike-others'],
    ['no slice shows its middle', { withoutCanal: ['L1'] }, 'L1 spine/level-not-placed'],
    ['it is above the image', { missing: ['L1', 'T12'] }, 'L1 spine/level-not-placed'],
  ])('when %s', (_why, spine, left) => {
    const { located } = locate(spine);
    const [level = ''] = left.split(' ');
    expect(reasonsOf(located)).toEqual([left]);
    expect(levelsOf(located)).toEqual(LEVELS.filter((each) => each !== level));
  });

  test('without taking the others for bright because two are dark', () => {
    const { located } = locate({ differing: { L2: { grey: 90 }, L3: { grey: 120 } } });
    expect(levelsOf(located)).toEqual(['L1', 'L4']);
  });

  test('and is still shown', () => {
    const { located } = locate({ differing: { L2: { grey: 120 } } });
    expect(located.others?.map(({ name }) => name)).toContain('L2');
  });
});

describe('a limit', () => {
  test('says which level is measured although it looks a little unlike', () => {
    const { located } = locate({ differing: { L2: { grey: 430 } } });
    expect(levelsOf(located)).toEqual([...LEVELS]);
    expect(located.limits).toMatchObject([
      { code: 'spine/level-unusual', text: expect.stringContaining('L2: signal 143 %') },
    ]);
  });

  test('is not raised for L5 and T12, which are not measured', () => {
    const { located } = locate({ differing: { L5: { grey: 430 }, T12: { grey: 220 } } });
    expect(located.limits).toEqual([]);
  });

  test('says which level is less than certain', () => {
    const { located } = locate({}, (named) => ({
      ...named,
      vertebrae: named.vertebrae.map((one) =>
        one.name === 'L1' ? { ...one, votes: 0, votesOfScales: 0 } : one,
      ),
    }));
    expect(located.limits).toMatchObject([
      { code: 'spine/level-uncertain', text: expect.stringContaining('(L1)') },
    ]);
    expect(levelsOf(located)).toEqual([...LEVELS]);
  });
});

const checkered = (pixels: Uint16Array, columns: number) =>
  pixels.forEach((value, i) => {
    pixels[i] = (i + Math.floor(i / columns)) % 2 === 0 ? 2 * value : value / 20;
  });

const refusal = (code: string) => expect.objectContaining({ code });

describe('nothing is measured', () => {
  test('in noise', () => {
    expect(() => locate({ paint: checkered })).toThrow(refusal('spine/too-noisy'));
  });

  test('when the names are in no order that a spine has', () => {
    const swapped = { L1: 'L2', L2: 'L1' } as const;
    const swap = (named: NamedSpine): NamedSpine => ({
      ...named,
      vertebrae: named.vertebrae.map((one) =>
        one.name === 'L1' || one.name === 'L2' ? { ...one, name: swapped[one.name] } : one,
      ),
    });
    expect(() => locate({}, swap)).toThrow(refusal('spine/numbering-uncertain'));
  });
});
