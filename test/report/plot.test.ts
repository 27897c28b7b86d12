import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { domainOf } from '../../src/report/plot.ts';
import { rocSvg } from '../../src/report/roc-plot.ts';
import { scatterSvg } from '../../src/report/scatter.ts';
import { stripSvg } from '../../src/report/strip-plot.ts';
import { rocCurve } from '../../src/mscore/statistics/roc.ts';

const named = { id: 'one', title: 'M against <T>', description: 'Five & more points' };
const count = (svg: string, part: RegExp) => svg.match(part)?.length ?? 0;

const plots: [string, string][] = [
  [
    'scatter',
    scatterSvg({
      ...named,
      xLabel: 'T (SD)',
      yLabel: 'M',
      points: [
        { x: -2.6, y: 5.5, withOutcome: true, name: 'line 2' },
        { x: -1, y: 2, withOutcome: false, name: 'line <3>' },
      ],
    }),
  ],
  [
    'ROC curve',
    rocSvg({
      ...named,
      curve: rocCurve({ withOutcome: [3, 2], without: [2, 1] }),
      marks: [{ name: 'Youden', sensitivity: 0.5, specificity: 1 }],
    }),
  ],
  [
    'strip plot',
    stripSvg({
      ...named,
      yLabel: 'M',
      groups: [
        { name: 'without', withOutcome: false, values: [1, 2, 2.5] },
        { name: 'with', withOutcome: true, values: [4, 5] },
      ],
      lines: [{ at: 3, name: 'cut' }],
    }),
  ],
];

describe.each(plots)('a %s', (_, svg) => {
  test('is an image that names and describes itself, all text escaped', () => {
    expect(svg).toContain('role="img" aria-labelledby="one-title one-text"');
    expect(svg).toContain('<title id="one-title">M against &lt;T&gt;</title>');
    expect(svg).toContain('<desc id="one-text">Five &amp; more points</desc>');
    expect(svg).not.toContain('NaN');
  });
});

test('cases with and without the outcome differ in shape', () => {
  const [, scatter] = plots[0] ?? ['', ''];
  expect([count(scatter, /<circle/g), count(scatter, /l5 5l-5 5l-5 -5z/g)]).toEqual([1, 1]);
  expect(scatter).toContain('<title>line &lt;3&gt;</title>');
});

test('a strip plot shows every value and every line', () => {
  const [, strip] = plots[2] ?? ['', ''];
  expect([count(strip, /<circle/g), count(strip, /l5 5l-5 5l-5 -5z/g)]).toEqual([3, 2]);
  expect(strip).toContain('>cut</text>');
});

test('a domain holds its values with air around them, one value too', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 1000),
        { minLength: 1, maxLength: 9 },
      ),
      (values) => {
        const [low, high] = domainOf(values);
        expect(low).toBeLessThanOrEqual(Math.min(...values));
        expect(high).toBeGreaterThanOrEqual(Math.max(...values));
        expect(high).toBeGreaterThan(low);
      },
    ),
  );
});
