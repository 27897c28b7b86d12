import { expect, test } from '@jest/globals';
import type { EditedSpine } from '../../../../src/review/client/edit/edited-spine.ts';
import { excluded } from '../../../../src/review/client/edit/level-edits.ts';
import { bodiesOn, roisOn } from '../../../../src/review/client/edit/on-image.ts';
import type { Polygon } from '../../../../src/spine/outline.ts';

const polygon: Polygon = [
  [1, 1],
  [9, 1],
  [9, 9],
];
const spine: EditedSpine = {
  levels: [
    { level: 'L1', sliceIndex: 1, polygon, body: polygon },
    { level: 'L1', sliceIndex: 2, polygon },
    { level: 'L2', sliceIndex: 1, polygon, body: polygon },
  ],
  air: [
    { sliceIndex: 2, polygon },
    { sliceIndex: 1, polygon },
  ],
  fluid: [{ sliceIndex: 1, polygon }],
  others: [{ name: 'T12', sliceIndex: 1, body: polygon }],
  excluded: [],
};
const names = { air: (number: number) => `air ${number}`, fluid: 'fluid' };

test('ROIs of an image keep the place that they have in the whole', () => {
  expect(roisOn(spine, 1, names).map(({ id, name }) => [id.kind, id.index, name])).toEqual([
    ['levels', 0, 'L1'],
    ['levels', 2, 'L2'],
    ['air', 1, 'air 2'],
    ['fluid', 0, 'fluid'],
  ]);
});

test('bodies are told apart: measured, beside, left out', () => {
  expect(bodiesOn(excluded(spine, 'L2', 'metal'), 1).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'neighbour T12',
    'left-out L2',
    'body L1',
  ]);
});
