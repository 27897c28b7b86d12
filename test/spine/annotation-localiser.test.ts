import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { DrawnSegment } from '../../fixtures/annotations/segmentation.ts';
import type { Annotation } from '../../src/dicom/annotation.ts';
import type { ImageHeader } from '../../src/dicom/image.ts';
import { CodedError, reason } from '../../src/errors.ts';
import { LEVELS, type Level } from '../../src/mscore/levels.ts';
import { annotationLocaliser } from '../../src/spine/annotation-localiser.ts';
import type { LocatedSpine } from '../../src/spine/localiser.ts';
import { rasterise } from '../../src/spine/outline.ts';
import { dicomFile, type TestDataSet } from '../support/dicom-builder.ts';
import { imageRegion, patientRegion, reportDataSet } from '../support/report-builder.ts';
import { describeWithTestData, testData } from '../support/test-data.ts';
import {
  annotation,
  bodyBox,
  type Box,
  IMAGES,
  images,
  MIDDLE,
  region,
  report,
  segment,
  segmentation,
  SIZE,
  SLICES,
  spinousBox,
  STUDY,
  T1,
  T2,
  vertebra,
  VERTEBRA,
} from './annotated-spine.ts';

const BODIES = LEVELS.map((level) => segment(level, [bodyBox(level)]));
const ROI = (level: Level): Box => {
  const [left, top] = bodyBox(level);
  return [left + 20, top + 20, left + 36, top + 32];
};
const REPORT = report(LEVELS.map((level) => region(level, ROI(level))));

describe('a segmentation of vertebrae', () => {
  test('has 0.40 cm² put into each body, on the middle image and its neighbours', async () => {
    const spine = await locate(segmentation(BODIES));
    expect(spine.source).toBe('dicom-seg');
    expect(spine.levels.map(({ level, sliceIndex }) => `${level} ${sliceIndex}`)).toEqual(
      LEVELS.flatMap((level) => [2, 3, 4].map((slice) => `${level} ${slice}`)),
    );
    for (const { level, roi, body, sliceIndex } of spine.levels) {
      expect(roi.sopInstanceUid).toBe(IMAGES[sliceIndex]?.sopInstanceUid);
      expect(rasterise(roi.polygon, SIZE).length / 4).toBeCloseTo(40, -1);
      expect(isWithin(roi.polygon, bodyBox(level))).toBe(true);
      expect(rasterise(body?.polygon ?? [], SIZE)).toHaveLength(70 * 54);
    }
    expect([spine.noise, spine.csf, spine.leftOut]).toEqual([[], [], []]);
  });

  test.each([false, true])(
    'with their posterior elements is measured in the bodies in front (process larger: %s)',
    async (isLarge) => {
      const whole = LEVELS.map((level) => segment(level, [bodyBox(level), spinousBox(level, isLarge)]));
      const { levels } = await locate(segmentation(whole));
      expect(levels).toHaveLength(12);
      expect(levels.every(({ level, roi }) => isWithin(roi.polygon, bodyBox(level)))).toBe(true);
    },
  );

  test('is not measured on images where pedicles join body and process', async () => {
    const whole = LEVELS.map((level) => {
      const [, top] = bodyBox(level);
      const parts = [bodyBox(level), spinousBox(level)];
      const joined = segment(level, [...parts, [170, top + 20, 215, top + 40]], [2, 4]);
      const apart = segment(level, parts, [3]);
      return { ...apart, masks: [...joined.masks, ...apart.masks] };
    });
    const { levels, leftOut } = await locate(segmentation(whole));
    expect(levels.map(({ level, sliceIndex }) => `${level} ${sliceIndex}`)).toEqual(
      LEVELS.map((level) => `${level} 3`),
    );
    expect(leftOut).toEqual([]);
  });

  test('takes the middle of each vertebra for itself: spines are not straight', async () => {
    const leaning = LEVELS.map((level, i) => segment(level, [bodyBox(level)], [i, i + 1, i + 2]));
    const { levels } = await locate(segmentation(leaning));
    const middle = (wanted: Level) =>
      levels.filter(({ level }) => level === wanted).map(({ sliceIndex }) => sliceIndex);
    expect(LEVELS.map(middle)).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 5],
    ]);
  });

  test('in thin frames is measured once on each image', async () => {
    const frames = Array.from({ length: 17 }, (_, i) => 8 - i);
    const thin = BODIES.map((each) => ({
      ...each,
      masks: frames.flatMap((x) => {
        const [first] = each.masks;
        const plane = first?.image.plane;
        return first && plane
          ? [{ ...first, image: { ...first.image, plane: { ...plane, position: [x, -100, 100] as const } } }]
          : [];
      }),
    }));
    const { levels } = await locate(segmentation(thin));
    expect(levels.map(({ sliceIndex }) => sliceIndex)).toEqual(LEVELS.flatMap(() => [2, 3, 4]));
  });

  test('with small segments is measured as it was drawn', async () => {
    const small = LEVELS.map((level) => segment(level, [ROI(level)], [3]));
    const { levels } = await locate(segmentation(small));
    expect(levels.map(({ roi, body }) => [rasterise(roi.polygon, SIZE).length, body])).toEqual(
      LEVELS.map(() => [16 * 12, undefined]),
    );
  });

  test('leaves out a level whose segment has no room for the rectangle', async () => {
    const flat = segment('L2', [[100, 130, 170, 140]]);
    const { levels, leftOut } = await locate(segmentation(BODIES.with(1, flat)));
    expect(new Set(levels.map(({ level }) => level))).toEqual(new Set(['L1', 'L3', 'L4']));
    expect(leftOut[0]).toMatchObject({ level: 'L2', reason: { code: 'spine/roi-outside' } });
  });

  test('may mark the air, but not by surrounding the patient', async () => {
    const one = await locate(
      segmentation([
        ...BODIES,
        air([
          [0, 0, 60, 60],
          [340, 0, 400, 60],
        ]),
      ]),
    );
    expect(one.noise.map(({ outline }) => rasterise(outline.polygon, SIZE).length)).toEqual([3600, 3600]);
    const around: Box[] = [
      [0, 0, 400, 10],
      [0, 390, 400, 400],
      [0, 0, 10, 400],
      [390, 0, 400, 400],
    ];
    expect((await locate(segmentation([...BODIES, air(around)]))).noise).toEqual([]);
  });

  test.each<[string, Annotation, string]>([
    [
      'marks a level twice',
      segmentation([...BODIES, segment('L3', [bodyBox('L3')])]),
      'spine/annotation-ambiguous',
    ],
    [
      'calls a segment by two names',
      segmentation(BODIES.with(2, segment('L3', [bodyBox('L3')], [3], { label: 'L4' }))),
      'spine/annotation-ambiguous',
    ],
    ['marks one level', segmentation(BODIES.slice(0, 1)), 'spine/annotation-unused'],
    [
      'was drawn on a series that cannot be measured',
      segmentation(on(images(T2), BODIES)),
      'spine/annotation-unused',
    ],
    [
      'has another frame of reference',
      segmentation(on(images(T1, '1.2.3.10'), BODIES)),
      'spine/annotation-unused',
    ],
    [
      'is axial',
      segmentation(
        on(
          IMAGES.map((image) => ({
            ...image,
            plane: image.plane && { ...image.plane, columnDirection: [1, 0, 0] as const },
          })),
          BODIES,
        ),
      ),
      'spine/annotation-unused',
    ],
  ])('is not used when it %s, and the result says so', (_what, object, code) => {
    const { localiser, limits } = choose(object);
    expect(localiser).toBeUndefined();
    expect(limits).toMatchObject([{ code }]);
  });

  test.each<[string, Annotation]>([
    [
      'of a tumour in L3',
      segmentation([segment('L3', [bodyBox('L3')], [3], { type: ['108369006', 'SCT', 'Neoplasm'] })]),
    ],
    [
      'of discs',
      segmentation([segment('L3', [bodyBox('L3')], [3], { label: 'L3/L4 disc', type: VERTEBRA })]),
    ],
    [
      'of lower vertebrae',
      segmentation([segment('L4', [bodyBox('L4')], [3], { label: 'L5', type: VERTEBRA })]),
    ],
  ])('%s is passed over without a word', (_what, object) => {
    expect(choose(object)).toEqual({ localiser: undefined, limits: [] });
  });

  test('is told by its labels when its codes say no more than vertebra', async () => {
    const labelled = LEVELS.map((level) =>
      segment(level, [bodyBox(level)], [3], { label: `vertebrae_${level}`, type: VERTEBRA }),
    );
    expect((await locate(segmentation(labelled))).levels.map(({ level }) => level)).toEqual([...LEVELS]);
  });
});

describe('a report of regions', () => {
  test('is measured as it was drawn, on the image it names', async () => {
    const spine = await locate(REPORT);
    expect(spine.source).toBe('dicom-sr');
    expect(spine.levels.map(({ level, sliceIndex, body }) => [level, sliceIndex, body])).toEqual(
      LEVELS.map((level) => [level, MIDDLE, undefined]),
    );
    expect(spine.levels[2]?.roi.polygon).toEqual(region('L3', ROI('L3')).polygon);
  });

  test('of whole bodies has the rectangle put into each', async () => {
    const { levels } = await locate(report(LEVELS.map((level) => region(level, bodyBox(level)))));
    expect(levels.every(({ level, roi }) => isWithin(roi.polygon, bodyBox(level)))).toBe(true);
    expect(levels.every(({ body }) => body !== undefined)).toBe(true);
  });

  test('may outline the body around a ROI', async () => {
    const { levels } = await locate(
      report(LEVELS.flatMap((level) => [region(level, ROI(level)), region(level, bodyBox(level))])),
    );
    expect(levels).toHaveLength(4);
    expect(levels[0]?.roi.polygon).toEqual(region('L1', ROI('L1')).polygon);
    expect(levels[0]?.body?.polygon).toEqual(region('L1', bodyBox('L1')).polygon);
  });

  test('that outlines bodies on every image is followed on the middle three', async () => {
    const volumes = LEVELS.flatMap((level) =>
      IMAGES.map((image) => region(level, bodyBox(level), { image })),
    );
    const { levels } = await locate(report(volumes));
    expect(levels.map(({ sliceIndex }) => sliceIndex)).toEqual(LEVELS.flatMap(() => [2, 3, 4]));
  });

  test('in patient coordinates is measured on the nearest image', async () => {
    const { levels } = await locate(
      annotated(
        LEVELS.map((level) => ({
          site: vertebra(level),
          content: [patientRegion('POLYGON', square(level))],
        })),
      ),
    );
    expect(levels.map(({ sliceIndex }) => sliceIndex)).toEqual([3, 3, 3, 3]);
  });

  test('may mark the air', async () => {
    const labelled = region('L1', [0, 0, 60, 60], { trackingId: 'air', site: VERTEBRA });
    const background = region('L1', [340, 0, 400, 60], {
      finding: ['125040', 'DCM', 'Background'],
      site: VERTEBRA,
      trackingId: '1',
    });
    const { noise } = await locate(
      report([...LEVELS.map((level) => region(level, ROI(level))), labelled, background]),
    );
    expect(noise).toHaveLength(2);
  });

  test('selects the series that it was drawn on', () => {
    expect(choose(REPORT).localiser?.seriesInstanceUid).toBe(T1);
  });

  test.each<[string, Annotation, string, string]>([
    [
      'marks a level twice on one image',
      report([region('L1', ROI('L1')), region('L2', ROI('L2')), region('L2', ROI('L3'))]),
      'spine/annotation-ambiguous',
      'L2 twice',
    ],
    [
      'calls a region by two names',
      report([region('L1', ROI('L1')), region('L2', ROI('L2'), { trackingId: 'L3' })]),
      'spine/annotation-ambiguous',
      'two names',
    ],
    ['marks one level', report([region('L3', ROI('L3'))]), 'spine/annotation-unused', 'L3'],
    [
      'names images of a series that cannot be measured',
      report(LEVELS.map((level) => region(level, ROI(level), { image: images(T2)[MIDDLE] }))),
      'spine/annotation-unused',
      'series',
    ],
    [
      'names images that the study does not have',
      report(LEVELS.map((level) => region(level, ROI(level), { image: images('1.2.3.8')[MIDDLE] }))),
      'spine/annotation-unused',
      'series',
    ],
    ['is of another patient', { ...REPORT, patientId: 'P2' }, 'spine/annotation-unused', 'patient'],
  ])('is not used when it %s, and the result says so', (_what, object, code, text) => {
    const { localiser, limits } = choose(object);
    expect(localiser).toBeUndefined();
    expect(limits).toMatchObject([{ code, text: expect.stringContaining(text) }]);
  });

  test('of something else at the levels is passed over without a word', () => {
    const nodules = LEVELS.map((level) =>
      region(level, ROI(level), { finding: ['27925004', 'SCT', 'Nodule'] }),
    );
    expect(choose(report(nodules))).toEqual({ localiser: undefined, limits: [] });
  });

  test('of levels that cannot be lumbar vertebrae is refused when it meets the images', async () => {
    const upsideDown = report(LEVELS.map((level, i) => region(level, ROI(LEVELS[3 - i] ?? level))));
    await expect(locate(upsideDown)).rejects.toMatchObject({ code: 'spine/levels-implausible' });
  });

  test('of any shape is located or refused in a code', async () => {
    const value = fc.oneof(
      fc.integer({ min: -10, max: 420 }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
    );
    const points = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 12 });
    const group = fc.record({ level: fc.constantFrom(...LEVELS), points, isFlat: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(group, { minLength: 2, maxLength: 6 }), async (groups) => {
        const content = groups.map(({ level, points: drawn, isFlat }) => {
          const closed = [...drawn, ...drawn.slice(0, 1)];
          const item = isFlat
            ? imageRegion(
                'POLYLINE',
                closed.flatMap(([x, y]) => [x, y]),
                IMAGES[MIDDLE]?.sopInstanceUid,
              )
            : patientRegion('POLYGON', closed.flat());
          return { site: vertebra(level), content: [item] };
        });
        const { localiser } = choose(annotated(content));
        await localiser?.locate(SLICES).catch((thrown: unknown) => expect(thrown).toBeInstanceOf(CodedError));
      }),
    );
  });

  describe('on a multi-frame image', () => {
    const sopInstanceUid = '1.2.3.1.0';
    const frames = IMAGES.map((image, i) => ({ ...image, sopInstanceUid, frameNumber: i + 1 }));
    const study = { ...STUDY, series: [{ seriesInstanceUid: T1, images: frames }] };
    const slices = SLICES.map((slice, i) => ({ ...slice, header: frames[i] ?? slice.header }));
    const marked = (named: number[]): Annotation =>
      annotated(
        LEVELS.map((level) => {
          const [left, top, right, bottom] = ROI(level);
          const outline = [left, top, right, top, right, bottom, left, bottom, left, top];
          return {
            site: vertebra(level),
            content: [imageRegion('POLYLINE', outline, sopInstanceUid, named)],
          };
        }),
      );

    test('is measured on the frames it names', async () => {
      const { localiser } = annotationLocaliser({ objects: [marked([3, 4])], unread: [] }, study);
      const spine = await localiser?.locate(slices);
      expect(spine?.levels.map(({ sliceIndex }) => sliceIndex)).toEqual(LEVELS.flatMap(() => [2, 3]));
    });

    test('is not used when it names no frame: nobody knows which one it was drawn on', () => {
      const { limits } = annotationLocaliser({ objects: [marked([])], unread: [] }, study);
      expect(limits).toMatchObject([{ code: 'spine/annotation-unused' }]);
    });
  });
});

describe('of several objects', () => {
  const SEG = segmentation(BODIES);

  test('a report is followed before a segmentation', () => {
    expect(choose(SEG, REPORT).localiser?.source).toBe('dicom-sr');
  });

  test('the newest of a kind is followed', () => {
    const older = report(LEVELS.map((level) => region(level, bodyBox(level))));
    const found = choose({ ...older, contentAt: '20250101' }, REPORT);
    expect(found.localiser?.basis).toBe(choose(REPORT).localiser?.basis);
  });

  test('the next is followed when one cannot be used, and the result tells of that one', () => {
    const { localiser, limits } = choose(SEG, report([region('L3', ROI('L3'))]));
    expect(localiser?.source).toBe('dicom-seg');
    expect(limits).toMatchObject([{ code: 'spine/annotation-unused' }]);
  });

  test('those that this service wrote are not followed: no person drew them', () => {
    expect(choose({ ...REPORT, modelName: 'mscore' })).toEqual({ localiser: undefined, limits: [] });
  });

  test('those that could not be read are told', () => {
    const unread = [reason('spine/annotation-unread', 'dicom/truncated')];
    expect(annotationLocaliser({ objects: [REPORT], unread }, STUDY).limits).toEqual(unread);
  });

  test('what the answer rests on changes with the outlines', () => {
    const other = report(LEVELS.map((level) => region(level, bodyBox(level))));
    expect(choose(other).localiser?.basis).not.toBe(choose(REPORT).localiser?.basis);
  });
});

describeWithTestData('real annotation objects about other things', () => {
  test.each([
    'dcmqi/sr-example/sr.dcm',
    'dcmqi/sr-example/seg.dcm',
    'highdicom/sr_document.dcm',
    'highdicom/sr_document_with_multiple_groups.dcm',
    'highdicom/seg_image_ct_binary_overlap.dcm',
    'highdicom/seg_image_sm_control_labelmap.dcm',
  ])('%s are passed over', (path) => {
    const object = annotation(readFileSync(testData(`annotations/${path}`)));
    expect(choose(object)).toEqual({ localiser: undefined, limits: [] });
  });
});

function choose(...objects: readonly Annotation[]) {
  return annotationLocaliser({ objects, unread: [] }, STUDY);
}

async function locate(object: Annotation): Promise<LocatedSpine> {
  const { localiser, limits } = choose(object);
  if (!localiser) throw new RangeError(JSON.stringify(limits));
  return localiser.locate(SLICES);
}

function annotated(groups: Parameters<typeof reportDataSet>[0], change: TestDataSet = {}): Annotation {
  return annotation(dicomFile(reportDataSet(groups, change)));
}

/** The same segments on other images. */
function on(others: readonly ImageHeader[], segments: typeof BODIES): typeof BODIES {
  return segments.map((each) => ({
    ...each,
    masks: each.masks.flatMap(({ mask }, i) => {
      const image = others[i + 1];
      return image ? [{ image, mask }] : [];
    }),
  }));
}

function air(boxes: readonly Box[]): DrawnSegment {
  return segment('L1', boxes, [3], { label: 'air', type: ['125040', 'DCM', 'Background'] });
}

/** Eight by six millimetres in the body of a level, half a millimetre beside the middle image. */
function square(level: Level): number[] {
  const z = 100 - bodyBox(level)[1] / 2 - 8;
  return [0.5, -40, z, 0.5, -32, z, 0.5, -32, z - 6, 0.5, -40, z - 6, 0.5, -40, z];
}

function isWithin(polygon: readonly (readonly [number, number])[], [left, top, right, bottom]: Box): boolean {
  return polygon.every(([x, y]) => x > left && x < right && y > top && y < bottom);
}
