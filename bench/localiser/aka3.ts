import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { measureStudy } from '../../src/analysis/measure-study.ts';
import { readReference } from '../../src/analysis/references.ts';
import { PixelDecoder } from '../../src/dicom/decode-pixels.ts';
import { FolderSource } from '../../src/dicom/folder-source.ts';
import { average } from '../../src/mscore/arithmetic.ts';
import type { Localiser } from '../../src/spine/localiser.ts';
import { type Figure, figure } from './figures.ts';
import { rasterise, type Point, type Polygon } from '../../src/spine/outline.ts';

const point = z.tuple([z.number(), z.number()]);
const centresSchema = z.object({
  centres: z.array(z.object({ level: z.string(), x: z.number(), y: z.number(), slice: z.number() })),
});
const bodiesSchema = z.object({
  bodies: z.array(z.object({ slice: z.number(), level: z.string(), polygon: z.array(point) })),
});

/** Millimetres; the side of a pixel of this stack. */
const SPACING = 0.7;
const REFERENCES = ['semireal-invented', 'semireal-invented-l1-l3-l4'].map((name) =>
  join('fixtures', 'references', `${name}.json`),
);

/**
 * The real T1 stack that nothing was trained on: names and places against its author's centres, and the ROIs
 * against bodies that were drawn by eye.
 */
export async function benchAka3(
  data: string,
  localiser: Localiser,
  print: (line: string) => void,
): Promise<Figure[]> {
  const { centres } = centresSchema.parse(await readJson(join(data, 'lumbar-t1-aka3', 'centres.json')));
  const { bodies } = bodiesSchema.parse(await readJson(join('fixtures', 'lumbar-t1-aka3', 'bodies.json')));
  const references = await Promise.all(REFERENCES.map(readReference));
  const decoder = new PixelDecoder();
  const figures: Figure[] = [];
  for (const kind of ['raw', 'semireal']) {
    const source = await FolderSource.open(join(data, 'lumbar-t1-aka3', kind), { decoder });
    const { measurement, slices } = await measureStudy(
      { studyInstanceUid: source.studyInstanceUid, patient: undefined },
      { source, references, localiserFor: async () => localiser },
    );
    const found = [
      ...measurement.levels.flatMap(({ level, body }) => (body ? [{ name: level, body }] : [])),
      ...(measurement.others ?? []),
    ];
    const distances = found.flatMap(({ name, body }) => {
      const centre = centres.find(({ level }) => level === name);
      return centre ? [SPACING * apart(middleOf(body.polygon), [centre.x, centre.y])] : [];
    });
    let [inside, pixels] = [0, 0];
    for (const { level, roi } of measurement.levels) {
      const index = slices.findIndex(({ header }) => header.sopInstanceUid === roi.sopInstanceUid);
      const drawn = bodies.find((body) => body.level === level && body.slice === index);
      const size = slices[index]?.header.pixels;
      if (!drawn || !size) continue;
      const body = new Set(rasterise(drawn.polygon, size));
      const covered = rasterise(roi.polygon, size);
      pixels += covered.length;
      inside += covered.filter((pixel) => body.has(pixel)).length;
    }
    const names = [...new Set(measurement.levels.map(({ level }) => level))].join(' ');
    print(
      `  ${kind}: ${measurement.status}, ${names}; ${distances.length} bodies, centre ${average(distances).toFixed(1)} mm ` +
        `(largest ${Math.max(...distances).toFixed(1)}); ${inside} of ${pixels} ROI pixels in the drawn body; ` +
        `air SD ${measurement.noise?.sd.toFixed(3) ?? '–'}; SNR ${measurement.snr?.toFixed(1) ?? '–'}`,
    );
    figures.push(
      figure(`aka3 ${kind}: mean centre distance, mm`, average(distances), { most: 4 }, { digits: 1 }),
      figure(`aka3 ${kind}: ROI pixels outside the drawn body`, pixels - inside, { most: 0 }),
    );
    for (const { code, text } of [...measurement.refusals, ...measurement.limits])
      print(`    ${code}: ${text}`);
  }
  await decoder.close();
  return figures;
}

function middleOf(polygon: Polygon): Point {
  return [average(polygon.map(([x]) => x)), average(polygon.map(([, y]) => y))];
}

function apart([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}
