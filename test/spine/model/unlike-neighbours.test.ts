import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type LevelLook, lookOf, unlikeNeighbours } from '../../../src/spine/model/unlike-neighbours.ts';
import { placeInBody } from '../../../src/spine/model/place-in-body.ts';
import { sightingOf } from './drawn-slice.ts';

const corner: [number, number] = [0, 0];
const corners = {
  anteriorSuperior: corner,
  posteriorSuperior: corner,
  posteriorInferior: corner,
  anteriorInferior: corner,
};
interface Differing extends Partial<LevelLook> {
  readonly heights?: readonly [anterior: number, middle: number, posterior: number];
}
/** A level like all others but for what is said. */
function look({
  heights: [anteriorHeight, middleHeight, posteriorHeight] = [26, 25, 27],
  ...rest
}: Differing = {}): LevelLook {
  const shape = { corners, anteriorHeight, middleHeight, posteriorHeight, depth: 34 };
  return { roi: 300, body: 300, unevenness: 0.08, shape, ...rest };
}
const among = (differing: LevelLook, others = [look(), look(), look(), look()]) =>
  unlikeNeighbours(differing, [...others, differing]);

describe('a level like the others', () => {
  test('has no reason, no remark, and differs by nothing', () => {
    expect(among(look())).toEqual({ reasons: [], remarks: [], degree: expect.closeTo(0, 9) });
  });

  test('may vary as marrow and coils do: 15 % either way', () => {
    const signal = fc.double({ min: 255, max: 345, noNaN: true });
    fc.assert(
      fc.property(signal, (roi) => {
        expect(among(look({ roi, body: roi }))).toMatchObject({ reasons: [], remarks: [] });
      }),
    );
  });

  test('is not told from one other: which of two is ill cannot be said', () => {
    const dark = look({ roi: 100, body: 100 });
    expect(unlikeNeighbours(dark, [dark, look()])).toEqual({ reasons: [], remarks: [], degree: 0 });
  });
});

describe('is not measured', () => {
  test.each<[string, Differing, RegExp]>([
    ['dark: metastasis, oedema', { roi: 150, body: 150 }, /signal 50 % of the other/],
    ['bright: haemangioma, Modic II', { roi: 540, body: 540 }, /signal 180 % of the other/],
    ['with a lesion in the ROI', { roi: 200, body: 300 }, /in the ROI .*67 %/],
    ['with a lesion beside the ROI', { roi: 300, body: 210 }, /in the ROI .*143 %/],
    ['uneven within', { unevenness: 0.3 }, /uneven/],
    ['flat', { heights: [18, 18, 19] }, /height 70 % of the other/],
    ['wedged', { heights: [17, 21, 26] }, /one side 65 % as high/],
    ['biconcave', { heights: [26, 18, 26] }, /one side 69 % as high/],
  ])('a level that is %s', (_how, differing, why) => {
    const { reasons, degree } = among(look(differing));
    expect(reasons.join()).toMatch(why);
    expect(degree).toBeGreaterThanOrEqual(0);
  });

  test('a level whose front is lower than that of the levels beside it, though it is even in itself', () => {
    const wedge = look({ heights: [20, 23, 25] });
    const [below, above] = [look({ heights: [26, 26, 24] }), look({ heights: [26, 25, 26] })];
    const looks = [look(), below, wedge, above, look()];
    expect(unlikeNeighbours(wedge, looks).reasons).toEqual(['front height 77 % of its neighbours']);
    expect(unlikeNeighbours(below, looks).reasons).toEqual([]);
    // At the end of the row there is nothing to say on one side.
    expect(unlikeNeighbours(wedge, [...looks.toSpliced(2, 1), wedge]).reasons).toEqual([]);
  });

  test('not because all are uneven alike, as in noise', () => {
    const others = [look({ unevenness: 0.25 }), look({ unevenness: 0.28 }), look({ unevenness: 0.3 })];
    expect(among(look({ unevenness: 0.35 }), others).reasons).toEqual([]);
  });
});

test('between the two it is measured, and remarked on', () => {
  const { reasons, remarks } = among(look({ roi: 420, body: 420 }));
  expect(reasons).toEqual([]);
  expect(remarks.join()).toMatch(/140 %/);
});

test('the further a signal is from the others, the higher the degree', () => {
  const factor = fc.double({ min: 1, max: 4, noNaN: true });
  fc.assert(
    fc.property(factor, factor, fc.boolean(), (a, b, darker) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map((times) => {
        const roi = darker ? 300 / times : 300 * times;
        return among(look({ roi, body: roi })).degree;
      });
      expect(more).toBeGreaterThanOrEqual((less ?? 0) - 1e-9);
    }),
  );
});

const placed = (grey: number) => {
  const sighting = sightingOf({
    parts: [{ name: 'body', box: [15, 20, 37, 38], grey }],
    size: { rows: 60, columns: 60 },
  });
  const body = placeInBody(sighting, { back: 0, down: 1 });
  if (!body) throw new RangeError('no room');
  return body;
};

describe('the look of a level', () => {
  test('is the mean over its slices, with the shape on the middle one', () => {
    const three = [placed(200), placed(300), placed(400)];
    expect(lookOf(three)).toMatchObject({ roi: 300, body: 300, unevenness: 0, shape: three[1]?.shape });
  });

  test('needs a slice', () => {
    expect(() => lookOf([])).toThrow(RangeError);
  });
});
