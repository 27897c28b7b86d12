import { expect, test } from '@jest/globals';
import { studentTwoSidedP } from '../../../src/mscore/statistics/student-t.ts';
import { scipy } from './recorded.ts';

test.each(scipy.studentTwoSidedP)(
  'P(|T| ≥ $t) with $df degrees of freedom is what SciPy says',
  ({ t, df, p }) => {
    expect(Math.abs(studentTwoSidedP(t, df) - p)).toBeLessThan(1e-12);
  },
);

test('infinitely far out nothing is left', () => {
  expect(studentTwoSidedP(Number.POSITIVE_INFINITY, 3)).toBe(0);
});
