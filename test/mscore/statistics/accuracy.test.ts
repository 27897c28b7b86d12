import { describe, expect, test } from '@jest/globals';
import { accuracyAt, predictiveValues } from '../../../src/mscore/statistics/accuracy.ts';
import { cutoffAtSpecificity, youdenCutoff } from '../../../src/mscore/statistics/choose-cutoff.ts';
import { proportion } from '../../../src/mscore/statistics/wilson.ts';
import { r, samples, scipy, withSample } from './recorded.ts';

const classes = { withOutcome: [5.5, 6.4, 3.8], without: [2.9, 3.7, 4.0, 1.2] };

describe('accuracy at a cut-off', () => {
  test('counts a score at the cut-off as positive', () => {
    expect(accuracyAt(3.8, classes)).toMatchObject({
      truePositives: 3,
      falsePositives: 1,
      falseNegatives: 0,
      trueNegatives: 3,
      sensitivity: { value: 1, count: 3, of: 3 },
      specificity: { value: 0.75, count: 3, of: 4 },
    });
  });
});

describe('predictive values', () => {
  test.each([
    ['Bandirali 2015', 0.54, 0.9, 0.57],
    ['Jain 2023', 0.875, 0.765, 0.48],
  ])('of the published cut-off of %s at a prevalence of 20 %%', (_, sensitivity, specificity, ppv) => {
    const { ppv: found, npv } = predictiveValues({ sensitivity, specificity }, 0.2);
    expect(found).toBeCloseTo(ppv, 2);
    expect(npv).toBeGreaterThan(0.85);
  });

  test('are none where nobody is positive or negative', () => {
    expect(predictiveValues({ sensitivity: 0, specificity: 1 }, 0.2)).toMatchObject({ ppv: null, npv: 0.8 });
    expect(predictiveValues({ sensitivity: 1, specificity: 0 }, 0.2)).toMatchObject({ ppv: 0.2, npv: null });
  });
});

describe('the cut-off', () => {
  test.each(withSample(r.delong, samples.classes))(
    'of Youden is as good as that of pROC: %s',
    (_, said, sample) => {
      const { sensitivity, specificity } = accuracyAt(youdenCutoff(sample), sample);
      expect(Math.max(0, sensitivity.value + specificity.value - 1)).toBeCloseTo(said.youden, 12);
    },
  );

  test.each(withSample(r.delong, samples.classes))(
    'at a specificity of 90 %% is as sensitive as that of pROC: %s',
    (_, said, sample) => {
      const cutoff = cutoffAtSpecificity(sample, 0.9);
      const { sensitivity, specificity } = accuracyAt(cutoff ?? Number.POSITIVE_INFINITY, sample);
      expect(sensitivity.value).toBeCloseTo(said.sensitivityAtSpecificity90, 12);
      expect(specificity.value).toBeGreaterThanOrEqual(0.9);
    },
  );

  test('of several that are as good is the highest', () => {
    expect(youdenCutoff({ withOutcome: [1, 3], without: [0, 2] })).toBe(3);
  });

  test('is none where no score is specific enough', () => {
    expect(cutoffAtSpecificity({ withOutcome: [1], without: [2] }, 1)).toBeNull();
  });
});

test.each(scipy.proportions)(
  'the interval of $count of $of is what SciPy says',
  ({ count, of, interval95 }) => {
    const found = proportion(count, of).interval95;
    expect(found[0]).toBeCloseTo(interval95[0], 12);
    expect(found[1]).toBeCloseTo(interval95[1], 12);
  },
);
