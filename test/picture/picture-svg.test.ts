import { describe, expect, test } from '@jest/globals';
import { reason } from '../../src/errors.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { pictureSvg } from '../../src/picture/picture-svg.ts';
import { sagittal } from '../mscore/image-header.ts';
import { refused } from '../support/measurement.ts';
import { marked, syntheticSlice, syntheticSpine } from '../support/synthetic-slice.ts';
import { measuredOn, outlinesOf, stackOf, wordsOf } from './measured-on.ts';

const one = [syntheticSlice()];

function wordsOn(changes: Partial<Measurement> = {}): string[] {
  return wordsOf(pictureSvg(measuredOn(one, syntheticSpine(), changes), one));
}

/** Where the first point of the air is drawn. */
function leftOfAir(svg: string): number {
  return Number(/class="noise" points="([\d.]+)/.exec(svg)?.[1]);
}

describe('the images', () => {
  const three = stackOf(3);
  const onThree = syntheticSpine({
    levels: [0, 1, 2].flatMap((index) => [marked('L2', index), marked('L3', index)]),
  });

  test('are the middle one large, and those beside it with the side they lie to', () => {
    const words = wordsOf(pictureSvg(measuredOn(three, onThree), three));
    expect(words).toEqual(
      expect.arrayContaining([
        'image 2',
        'image 1, 4 mm to the patient’s right',
        'image 3, 4 mm to the patient’s left',
      ]),
    );
  });

  test('have that large on which most levels are measured, before that on which most have their middle', () => {
    const five = stackOf(5);
    const curved = syntheticSpine({
      levels: [
        ...[0, 1, 2].flatMap((index) => [marked('L1', index), marked('L2', index)]),
        ...[2, 3, 4].map((index) => marked('L3', index)),
      ],
    });
    expect(wordsOf(pictureSvg(measuredOn(five, curved), five))).toContain('image 3');
  });

  test('are found whatever the order they came in', () => {
    const words = wordsOf(pictureSvg(measuredOn(three, onThree), three.toReversed()));
    expect(words).toContain('image 2');
  });

  test('are the large one and four others at most, and the rest is counted', () => {
    const seven = stackOf(7);
    const onSeven = syntheticSpine({ levels: seven.map((_, index) => marked('L3', index)) });
    const words = wordsOf(pictureSvg(measuredOn(seven, onSeven), seven));
    expect(words.filter((word) => word.includes('mm to the patient'))).toHaveLength(4);
    expect(words).toContain('ROIs on 2 more images');
  });

  test('leave out no level: one that has a single ROI far aside is shown first', () => {
    const seven = stackOf(7);
    const aside = syntheticSpine({
      levels: [...[1, 2, 3, 4, 5].map((index) => marked('L3', index)), marked('L1', 6)],
    });
    const words = wordsOf(pictureSvg(measuredOn(seven, aside), seven));
    expect(words).toContain('image 7, 12 mm to the patient’s left');
  });

  test('show how they are turned, and how long 5 cm are', () => {
    expect(wordsOn()).toEqual(expect.arrayContaining(['A', 'P', 'H', 'F', '5 cm']));
  });

  test('show neither where they do not say where in the patient they are', () => {
    const nowhere = [syntheticSlice({ header: { plane: undefined } })];
    const words = wordsOf(pictureSvg(measuredOn(nowhere), nowhere));
    expect(words).not.toContain('A');
    expect(words).not.toContain('5 cm');
  });
});

describe('the outlines', () => {
  test('are the ROIs, the CSF, and the air on the whole image', () => {
    const svg = pictureSvg(measuredOn(one), one);
    expect(['roi', 'csf', 'noise'].map((kind) => outlinesOf(svg, kind))).toEqual([4, 1, 1]);
  });

  test('have no CSF without a VBQ', () => {
    const svg = pictureSvg(measuredOn(one, syntheticSpine({ csf: [] }), { vbq: null }), one);
    expect(outlinesOf(svg, 'csf')).toBe(0);
    expect(wordsOf(svg)).not.toContain('CSF');
  });

  test('are the bodies, where they are known', () => {
    const levels = syntheticSpine().levels.map((level) => ({ ...level, body: level.roi }));
    const svg = pictureSvg(measuredOn(one, syntheticSpine({ levels })), one);
    // Once large and once on the whole image.
    expect(outlinesOf(svg, 'body')).toBe(8);
    expect(wordsOf(svg).filter((word) => word === 'L2')).toHaveLength(2);
  });

  const [l1, l2, l3, l4] = [marked('L1'), marked('L2'), marked('L3'), marked('L4')];
  const others = [
    { name: 'L5', body: l4.roi },
    { name: 'L2', body: l2.roi },
  ];

  test('of vertebrae that are not measured are told apart: neighbours, and levels that were left out', () => {
    const svg = pictureSvg(measuredOn(one, syntheticSpine({ levels: [l1, l3], others })), one);
    expect(outlinesOf(svg, 'neighbour')).toBe(1);
    expect(svg).toMatch(/class="leftOut"[^>]*stroke-dasharray/);
    expect(wordsOf(svg)).toEqual(expect.arrayContaining(['L5', 'L2', 'left out', 'not measured']));
  });

  test('of a level that is measured on another image are those of a neighbour', () => {
    const svg = pictureSvg(measuredOn(one, syntheticSpine({ others })), one);
    expect(outlinesOf(svg, 'leftOut')).toBe(0);
  });

  test('lie on the image whatever way it was stored: air in front as stored is behind when mirrored', () => {
    const plane = { ...sagittal, rowDirection: [0, -1, 0] as const };
    const mirrored = [syntheticSlice({ header: { plane } })];
    expect(leftOfAir(pictureSvg(measuredOn(mirrored), mirrored))).toBeGreaterThan(
      leftOfAir(pictureSvg(measuredOn(one), one)),
    );
  });
});

describe('the words beside', () => {
  test('are the level, its images, its mean SNR over them, and the mean that the M-score comes from', () => {
    const levels = [8, 9].map((slice) => ({
      ...marked('L1'),
      slice,
      mean: 400,
      sd: 4,
      n: 100,
      snr: slice * 5,
    }));
    const words = wordsOn({ levels, snr: 42.5 });
    expect(words).toEqual(expect.arrayContaining(['L1', '8, 9', '200', '42.5']));
  });

  test('say who found the levels, with what', () => {
    const algorithm = { name: 'mscore', version: '1.1.0', weightsSha256: 'abcdef0123456789' };
    expect(wordsOn({ roiSource: 'model', algorithm })).toContain(
      'Levels found by the model · mscore 1.1.0 · weights abcdef01 · series 2',
    );
    expect(wordsOn({ roiSource: 'dicom-sr' }).join(' ')).toContain('Levels marked in DICOM SR · mscore');
  });

  test('explain the colours that are in the picture, and no others', () => {
    const words = wordsOn();
    expect(words).toEqual(expect.arrayContaining(['ROI', 'CSF', 'air (noise)']));
    expect(words).not.toContain('level left out');
  });

  test('say how the noise is, and which check failed', () => {
    const { noise } = measuredOn(one);
    const checks = [{ check: 'zero-fraction', value: 0.2, limits: { max: 0.01 }, passed: false }];
    expect(wordsOn({ noise: noise && { ...noise, checks } }).join(' ')).toContain('failed: zero-fraction');
  });

  test('have every limit in full, over as many lines as it takes', () => {
    const limits = [
      reason('spine/level-unlike-others', 'L2: signal 47 % of the other levels'),
      reason('noise/one-place'),
    ];
    const words = wordsOn({ limits, status: 'limited' }).join(' ').replaceAll('\u00a0', ' ');
    for (const { text, remedy } of limits) {
      expect(words).toContain(text.replace(' (L2', ' L2').replace(/\)$/, ''));
      expect(words).toContain(remedy);
    }
  });

  test('have the status, and that this is research', () => {
    expect(wordsOn()).toEqual(expect.arrayContaining(['measured', 'Research use only, not for diagnosis.']));
  });

  test('name no patient and no study', () => {
    const svg = pictureSvg(measuredOn(one), one);
    for (const word of ['P1', '1.2.826', '2026-05-04', 'ACC'])
      expect(wordsOf(svg).join(' ')).not.toContain(word);
  });
});

describe('a refused study', () => {
  const nothing = { levels: [], noise: null, vbq: null, roiSource: null };

  test('is shown by the middle of its stack when no level was located, with the reason', () => {
    const measurement = { ...refused(reason('spine/instrumentation')), ...nothing };
    const words = wordsOf(pictureSvg(measurement, stackOf(5)));
    expect(words).toEqual(
      expect.arrayContaining(['image 3', 'refused', 'No level was located · mscore 0.1.0 · series 2']),
    );
    expect(words.join(' ')).toContain('No M-score: Metal or cement is seen in the vertebral bodies.');
    expect(words.join(' ')).toContain('An M-score of an instrumented spine means nothing');
  });

  test('is its reasons alone without images', () => {
    const svg = pictureSvg({ ...refused(reason('series/contrast')), ...nothing }, []);
    expect(svg).not.toContain('<image');
    expect(wordsOf(svg).join(' ')).toContain('Only post-contrast T1 images were found.');
  });

  test('shows where the marks were, and no SNR', () => {
    const levels = measuredOn(one).levels.map((level) => ({ ...level, snr: null }));
    const svg = pictureSvg(
      measuredOn(one, syntheticSpine(), {
        levels,
        snr: null,
        mscore: null,
        status: 'refused',
        refusals: [reason('noise/quantised')],
      }),
      one,
    );
    expect(outlinesOf(svg, 'roi')).toBe(4);
    expect(wordsOf(svg).filter((word) => word === '–')).toHaveLength(4);
  });
});
