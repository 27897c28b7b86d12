import { describe, expect, test } from '@jest/globals';
import { type EditedSpine, withPlace } from '../../../../src/review/client/edit/edited-spine.ts';
import { excluded, included, renumbered } from '../../../../src/review/client/edit/level-edits.ts';
import { editedFile } from '../../../../src/review/client/edit/roi-file-of.ts';
import { canvasOf, moved } from '../../../../src/review/client/edit/shape-edits.ts';
import { turned } from '../../../../src/review/client/edit/turn.ts';
import { outlineOn } from '../../../../src/spine/outline-on.ts';
import type { Polygon } from '../../../../src/spine/outline.ts';
import { placeRectangle } from '../../../../src/spine/place-rectangle.ts';
import { sagittal } from '../../../mscore/image-header.ts';
import { sagittalSlices, vertebralBody } from '../../../spine/body.ts';

const images = sagittalSlices(5).map(({ header }) => header);
const [first] = images;
const canvas = canvasOf(first);
if (!first || !canvas) throw new Error('the images say how large their pixels are');

/** As outlines are stored. */
const stored = (polygon: Polygon) => outlineOn(first, polygon).polygon;
const bodyAt = (row: number) => stored(vertebralBody([200, row]));
const roiAt = (row: number) => stored(placeRectangle(vertebralBody([200, row]), sagittal) ?? []);
const measured: EditedSpine = {
  levels: [
    { level: 'L1', sliceIndex: 2, polygon: roiAt(100), body: bodyAt(100) },
    // Drawn by hand, without a body.
    { level: 'L2', sliceIndex: 2, polygon: roiAt(170) },
    { level: 'L3', sliceIndex: 2, polygon: roiAt(240), body: bodyAt(240) },
    { level: 'L4', sliceIndex: 2, polygon: roiAt(310) },
  ],
  air: [],
  fluid: [],
  others: [
    { name: 'T12', sliceIndex: 2, body: bodyAt(30) },
    { name: 'L5', sliceIndex: 2, body: bodyAt(375) },
  ],
  excluded: [],
};
const l1 = { kind: 'levels', index: 0 } as const;
const withL1 = (polygon: Polygon) => withPlace(measured, l1, { sliceIndex: 2, polygon });

describe('no edit is', () => {
  test.each<[string, EditedSpine]>([
    ['nothing', measured],
    ['names one up and one down', renumbered(renumbered(measured, -1, images), 1, images)],
    ['names one down and one up', renumbered(renumbered(measured, 1, images), -1, images)],
    ['a ROI that was turned there and back', withL1(turned(turned(roiAt(100), 7, canvas), -7, canvas))],
    [
      'a ROI that was moved there and back',
      withL1(moved(moved(roiAt(100), [0.1, 0.2], canvas), [-0.1, -0.2], canvas)),
    ],
    ['a level that was left out and taken in again', included(excluded(measured, 'L1', 'metal'), 'L1')],
  ])('%s', (_, spine) => {
    expect(editedFile(spine, measured, images)).toBeUndefined();
  });
});

describe('an edit is', () => {
  test.each<[string, EditedSpine]>([
    ['a ROI that lies a hundredth of a pixel further', withL1(moved(roiAt(100), [0.01, 0], canvas))],
    ['names one up', renumbered(measured, -1, images)],
    ['a level that is left out', excluded(measured, 'L1', 'metal')],
  ])('%s', (_, spine) => {
    expect(editedFile(spine, measured, images)?.levels).not.toHaveLength(0);
  });
});
