import { expect, test } from '@jest/globals';
import { adjusted } from '../../../src/review/client/grey-window.ts';

const range = { low: 0, high: 1000 };

test('a window gets wider about its middle, and darker as a whole', () => {
  expect(adjusted({ low: 100, high: 300 }, range, 100, 0)).toEqual({ low: 50, high: 350 });
  expect(adjusted({ low: 100, high: 300 }, range, 0, 50)).toEqual({ low: 150, high: 350 });
});

test('it never closes, and its middle stays among the values that there are', () => {
  expect(adjusted({ low: 100, high: 300 }, range, -1e6, 0)).toEqual({ low: 199.5, high: 200.5 });
  expect(adjusted({ low: 100, high: 300 }, range, 0, 1e6)).toEqual({ low: 900, high: 1100 });
  const widest = adjusted({ low: 100, high: 300 }, range, 1e6, 0);
  expect(widest.high - widest.low).toBe(2000);
});
