import type { Slice } from '../dicom/image.ts';
import { decimal } from '../mscore/format.ts';
import type { Measurement } from '../mscore/measurement.ts';
import type { NoiseMethod } from '../mscore/noise-method.ts';
import { heading } from './captions.ts';
import type { ChosenImages } from './choose-images.ts';
import { COLOURS } from './colours.ts';
import { wholeOf } from './crop.ts';
import { contrastOf } from './grey.ts';
import { imageName } from './image-name.ts';
import type { Mark } from './marks.ts';
import { drawPanel } from './panel.ts';
import { type Block, stacked } from './svg.ts';
import { type Box, viewOf } from './view.ts';
import { paragraph } from './wrap.ts';

const GAP = 10;
const MOST_HEIGHT = 350;

export interface AirImages {
  readonly chosen: ChosenImages;
  readonly marks: readonly Mark[];
  /** The part of the main image that is shown large. */
  readonly framed: Box | undefined;
}

const HEADINGS: Readonly<Record<NoiseMethod, string>> = {
  'air-sd': 'Noise in air',
  difference: 'Noise in the difference of two acquisitions',
  declared: 'Noise declared by the site',
};

/** The noise: its numbers, and whole images with the air it was measured in, where ghosts would be seen. */
export function airBlock({ noise }: Measurement, images: AirImages | undefined, width: number): Block {
  if (!noise || (noise.n === 0 && noise.sd === 0)) return { svg: '', height: 0 };
  const failed = noise.checks.filter(({ passed }) => !passed).map(({ check }) => check);
  const checks = failed.length > 0 ? `failed: ${failed.join(', ')}` : 'all checks passed';
  const numbers = [
    [
      `SD ${decimal(noise.sd, 2)}`,
      ...(noise.n > 0 ? [`mean ${decimal(noise.mean, 1)}`, `${thousands(noise.n)} pixels`] : []),
    ].join(', '),
    ...(noise.source === undefined ? [] : [noise.source]),
    ...(noise.checks.length > 0 ? [checks] : []),
  ].join('; ');
  return stacked(
    [
      heading(HEADINGS[noise.method]),
      paragraph(numbers, width, { size: 13, ...(failed.length > 0 && { fill: COLOURS.refused }) }),
      ...(images ? overviews(images, width) : []),
    ],
    6,
  );
}

/** With a space, as in SI; the same everywhere. */
function thousands(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

function overviews(images: AirImages, width: number): Block[] {
  const { withAir, notShown } = images.chosen;
  if (withAir.length === 0) return [];
  const most = { width: (width - GAP * (withAir.length - 1)) / withAir.length, height: MOST_HEIGHT };
  const drawn = withAir.map((slice, index) => overview(slice, images, most, index * (most.width + GAP)));
  const row: Block = {
    svg: drawn.map(({ svg }) => svg).join(''),
    height: Math.max(...drawn.map(({ height }) => height)),
  };
  const more =
    notShown.air > 0
      ? [
          paragraph(
            `Air was measured on ${notShown.air} more ${notShown.air === 1 ? 'image' : 'images'}`,
            width,
            {
              size: 12,
            },
          ),
        ]
      : [];
  return [row, ...more];
}

function overview(
  slice: Slice,
  { chosen, marks, framed }: AirImages,
  most: { width: number; height: number },
  x: number,
): Block {
  const view = viewOf(slice.header);
  const part = wholeOf(view);
  const scale = Math.min(most.width / part.width, most.height / part.height);
  const place = { x, y: 0, width: part.width * scale, height: part.height * scale };
  const svg = drawPanel({
    slice,
    marks,
    place,
    part,
    contrast: contrastOf(slice, view, part),
    detail: 'overview',
    title: imageName(slice),
    framed: slice === chosen.main ? framed : undefined,
  });
  return { svg, height: place.height };
}
