import { describe, expect, test } from '@jest/globals';
import { calibrationPage } from '../../src/calibration/calibration-page.ts';
import { calibrate } from '../../src/mscore/calibration/calibrate.ts';
import type { CalibrationExam } from '../../src/mscore/calibration/exam.ts';
import { cohort, examWith, options } from '../mscore/calibration/exams.ts';

function pageOf(exams: readonly CalibrationExam[]): string {
  const calibration = calibrate(exams, { ...options, population: 'women <b>of 2026</b>' });
  if (!calibration.reference) throw new Error('no reference');
  return calibrationPage(calibration, calibration.reference);
}

describe('the page of a calibration', () => {
  const outlier = examWith(31, 120, { name: '<i>31</i>' });
  const page = pageOf([...cohort(30), outlier, examWith(32, 45, { sex: 'M' })]);

  test('draws exams, levels, ages and air, and loads nothing', () => {
    expect([...page.matchAll(/<title id="(\w+)-title">/g)].map(([, id]) => id)).toEqual([
      'snr',
      'levels',
      'age',
      'air',
    ]);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  test('marks who was left out, and says why', () => {
    // One outlier with an SNR in the plots of SNR and age; both left out have air.
    expect(page.match(/<path d="M[\d. ]+l5 5/g)).toHaveLength(4);
    expect(page).toContain('30 of 32 exams count, aged 20 to 39.');
    expect(page).toMatch(
      /&lt;i&gt;31&lt;\/i&gt;<\/th><td class="number">120\.0<\/td>.*\[calibrate\/outlier\]/,
    );
    expect(page).toContain('Iglewicz and Hoaglin 1993');
  });

  test('escapes what people wrote, and names no woman', () => {
    expect(page).toContain('women &lt;b&gt;of 2026&lt;/b&gt;');
    expect(page).not.toMatch(/<b>|<i>|woman 3|study 3/);
  });

  test('draws no ages when none is known', () => {
    const without = pageOf(cohort(30, () => ({ age: undefined })));
    expect(without.match(/<svg /g)).toHaveLength(3);
    expect(without).toContain('ages not known');
  });
});
