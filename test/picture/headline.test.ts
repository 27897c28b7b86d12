import { describe, expect, test } from '@jest/globals';
import { reason } from '../../src/errors.ts';
import { groupReasons, headline } from '../../src/picture/headline.ts';
import { measured, refused } from '../support/measurement.ts';

describe('the headline', () => {
  test('is the M-score with its interval, and the SNR', () => {
    expect(headline(measured()).title).toBe('M-score 6.4 (95 % 3.9 to 9.1), SNR 82.1');
  });

  test('is the first reason why there is none', () => {
    const { title } = headline(refused(reason('series/contrast'), reason('series/lossy')));
    expect(title).toBe('No M-score: Only post-contrast T1 images were found.');
  });
});

describe('reasons', () => {
  test('of one kind are said once, with what each of them adds', () => {
    const { code, text, remedy } = reason('spine/level-unusual');
    expect(
      groupReasons([
        reason('spine/level-unusual', 'L1: signal 71 %'),
        reason('spine/level-unusual', 'L4: signal (141 %)'),
      ]),
    ).toEqual([{ code, text, details: ['L1: signal 71 %', 'L4: signal (141 %)'], remedy }]);
  });

  test('keep their order, and the words of an older version', () => {
    const old = { ...reason('noise/one-place'), text: 'One place only. (5 mm)' };
    expect(groupReasons([reason('noise/few-pixels'), old]).map(({ text }) => text)).toEqual([
      reason('noise/few-pixels').text,
      'One place only. (5 mm)',
    ]);
  });
});
