import { expect, test } from '@jest/globals';
import { measureSlices } from '../../../src/analysis/measure-slices.ts';
import { spineOf, withPlace, type EditedSpine } from '../../../src/review/client/edit/edited-spine.ts';
import { excluded } from '../../../src/review/client/edit/level-edits.ts';
import { recomputer } from '../../../src/review/study/recompute.ts';
import { roiFileOf } from '../../../src/review/client/edit/roi-file-of.ts';
import { moved } from '../../../src/review/client/edit/shape-edits.ts';
import { parseRoiFile } from '../../../src/spine/roi-file.ts';
import { RoiFileLocaliser } from '../../../src/spine/roi-file-localiser.ts';
import { siteReference } from '../../mscore/reference-file.ts';
import { measuredOn, stackOf } from '../../picture/measured-on.ts';

const slices = stackOf(12);
const images = slices.map(({ header }) => header);
const references = [siteReference()];
const noise = { method: 'air-sd' } as const;
const measurement = measuredOn(slices);
const spine = spineOf(measurement, images);
const fileOf = (edited: EditedSpine) => {
  const file = roiFileOf(edited, images);
  if (!file) throw new Error('no images');
  return parseRoiFile(JSON.parse(JSON.stringify(file)));
};
const canvas = { size: { rows: 256, columns: 256 }, plane: { rowSpacing: 1, columnSpacing: 1 } };
const draggedBy = (pixels: number) => {
  const [first] = spine.levels;
  if (!first) throw new Error('no level');
  const polygon = moved(first.polygon, [pixels, 0], canvas);
  return withPlace(spine, { kind: 'levels', index: 0 }, { sliceIndex: first.sliceIndex, polygon });
};

test('an untouched measurement comes to the numbers that are stored', () => {
  const { numbers } = recomputer({ slices, references, noise })(fileOf(spine));
  expect(numbers?.mscore).toEqual(measurement.mscore);
  expect(numbers?.snr).toBe(measurement.snr);
  expect(numbers?.vbq?.value).toBe(measurement.vbq?.value);
});

test('a ROI that was dragged gives what the server measures with the saved file, to the last digit', async () => {
  const file = fileOf(draggedBy(-3));
  const recompute = recomputer({ slices, references, noise });
  recompute(fileOf(spine));
  const located = await new RoiFileLocaliser(file, 'reviewer').locate(slices);
  expect(recompute(file).numbers).toEqual(measureSlices(slices, located, references, noise));
  expect(recompute(file).numbers?.mscore?.value).not.toBe(measurement.mscore?.value);
});

test('air that was moved is measured again', async () => {
  const recompute = recomputer({ slices, references, noise });
  const before = recompute(fileOf(spine)).numbers?.noise;
  const [air] = spine.air;
  if (!air) throw new Error('no air');
  const shifted = withPlace(
    spine,
    { kind: 'air', index: 0 },
    { ...air, polygon: moved(air.polygon, [0, 5], canvas) },
  );
  expect(recompute(fileOf(shifted)).numbers?.noise?.sd).not.toBe(before?.sd);
});

test('a level left out says so, and which cohort is missing for the rest', () => {
  const { numbers } = recomputer({ slices, references, noise })(fileOf(excluded(spine, 'L2', 'fracture')));
  expect(numbers?.refusals.map(({ code }) => code)).toEqual(['reference/levels']);
  expect(numbers?.limits.map(({ code }) => code)).toContain('spine/level-excluded');
});

test('levels that no spine can have are refused in words', () => {
  const swapped = {
    ...spine,
    levels: spine.levels.map((one, i) => ({ ...one, level: spine.levels.at(-1 - i)?.level ?? one.level })),
  };
  expect(recomputer({ slices, references, noise })(fileOf(swapped)).refusal?.code).toBe(
    'spine/levels-implausible',
  );
});

test('a body with more corners than a file may hold is thinned, not refused', () => {
  const body = Array.from({ length: 2000 }, (_, i): [number, number] => [
    130 + 30 * Math.cos((i * Math.PI) / 1000),
    60 + 30 * Math.sin((i * Math.PI) / 1000),
  ]);
  const levels = spine.levels.map((one) => ({ ...one, body }));
  const [file] = fileOf({ ...spine, levels }).levels.filter(({ use }) => use === 'body');
  expect(file?.shape).toMatchObject({ kind: 'polygon' });
  expect(file?.shape.kind === 'polygon' && file.shape.points.length).toBe(500);
});
