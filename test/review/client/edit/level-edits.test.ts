import { describe, expect, test } from '@jest/globals';
import { added, excluded, included, renumbered } from '../../../../src/review/client/edit/level-edits.ts';
import type { EditedSpine } from '../../../../src/review/client/edit/edited-spine.ts';
import { placeRectangle } from '../../../../src/spine/place-rectangle.ts';
import { sagittal } from '../../../mscore/image-header.ts';
import { sagittalSlices, vertebralBody } from '../../../spine/body.ts';

const images = sagittalSlices(5).map(({ header }) => header);
const bodyAt = (row: number) => vertebralBody([200, row]);
const roiAt = (row: number) => placeRectangle(bodyAt(row), sagittal) ?? [];
const levelAt = (level: 'L1' | 'L2' | 'L3' | 'L4', row: number) => ({
  level,
  sliceIndex: 2,
  polygon: roiAt(row),
  body: bodyAt(row),
});
/** T12 to L5, 35 mm apart. */
const spine: EditedSpine = {
  levels: [levelAt('L1', 100), levelAt('L2', 170), levelAt('L3', 240), levelAt('L4', 310)],
  air: [],
  fluid: [],
  others: [
    { name: 'T12', sliceIndex: 2, body: bodyAt(30) },
    { name: 'L5', sliceIndex: 2, body: bodyAt(375) },
  ],
  excluded: [],
};
const names = ({ levels }: EditedSpine) => levels.map(({ level }) => level);
const neighbours = ({ others }: EditedSpine) => others.map(({ name }) => name);

describe('leaving a level out', () => {
  test('takes its ROIs away and keeps the reason; taking it in again brings them back', () => {
    const without = excluded(spine, 'L2', 'fracture');
    expect(names(without)).toEqual(['L1', 'L3', 'L4']);
    expect(without.excluded).toMatchObject([{ level: 'L2', reason: 'fracture' }]);
    expect(included(without, 'L2')).toEqual(spine);
  });

  test('for another reason keeps the ROIs too', () => {
    const without = excluded(excluded(spine, 'L2', 'fracture'), 'L2', 'metal');
    expect(without.excluded).toMatchObject([{ level: 'L2', reason: 'metal' }]);
    expect(included(without, 'L2')).toEqual(spine);
  });

  test('ends when a ROI is drawn for it', () => {
    const drawn = added(excluded(spine, 'L1', 'artefact'), {
      level: 'L1',
      sliceIndex: 3,
      polygon: roiAt(100),
    });
    expect(drawn.excluded).toEqual([]);
    expect(names(drawn)).toEqual(['L1', 'L2', 'L3', 'L4']);
  });
});

describe('names one further', () => {
  test('down: T12 comes to be L1 with a ROI of its own, L4 becomes L5 and is no longer measured', () => {
    const down = renumbered(spine, 1, images);
    expect(down.levels.map(({ level, body }) => [level, body])).toEqual([
      ['L1', bodyAt(30)],
      ['L2', bodyAt(100)],
      ['L3', bodyAt(170)],
      ['L4', bodyAt(240)],
    ]);
    expect(down.levels[0]?.polygon).toEqual(roiAt(30));
    expect(neighbours(down)).toEqual(['L5', 'S1']);
  });

  test('up: L1 becomes T12, L5 comes to be L4', () => {
    const up = renumbered(spine, -1, images);
    expect(up.levels.at(-1)).toMatchObject({ level: 'L4', body: bodyAt(375) });
    expect(neighbours(up)).toEqual(['T12', 'T11']);
  });

  test('and back is as before, a ROI that somebody moved included', () => {
    const dragged = {
      ...spine,
      levels: spine.levels.map((one) => (one.level === 'L4' ? { ...one, polygon: roiAt(312) } : one)),
    };
    const back = renumbered(renumbered(dragged, 1, images), -1, images);
    expect(back.levels).toEqual(dragged.levels);
    expect(neighbours(back).toSorted()).toEqual(['L5', 'T12']);
  });

  test('without a body to place a ROI in there is one level less', () => {
    expect(names(renumbered({ ...spine, others: [] }, 1, images))).toEqual(['L2', 'L3', 'L4']);
  });

  test('a level that was left out stays left out under its new name', () => {
    const down = renumbered(excluded(spine, 'L2', 'fracture'), 1, images);
    expect(names(down)).toEqual(['L1', 'L2', 'L4']);
    expect(down.excluded).toMatchObject([{ level: 'L3', reason: 'fracture', rois: [{ level: 'L3' }] }]);
  });
});
