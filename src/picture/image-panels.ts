import type { Slice } from '../dicom/image.ts';
import type { ChosenImages } from './choose-images.ts';
import { cropOf, spineBox, wholeOf } from './crop.ts';
import { contrastOf } from './grey.ts';
import { imageName, imageNameBeside } from './image-name.ts';
import type { Mark } from './marks.ts';
import { drawPanel, type Panel } from './panel.ts';
import { type Block, text } from './svg.ts';
import { type Box, viewOf } from './view.ts';

export const HEIGHT = 920;
const GAP = 12;
const MAIN_WIDTH = 640;
/** A whole image is shown in its own shape, within these widths. */
const WHOLE_WIDTH = { least: 420, most: 920 } as const;

export interface ImagePanels extends Block {
  readonly width: number;
  /** The part of the main image that is shown; undefined when all of it is. */
  readonly part: Box | undefined;
}

/** The middle slice large, and those beside it in the same part and window. */
export function imagePanels(chosen: ChosenImages, marks: readonly Mark[]): ImagePanels {
  const { main, beside } = chosen;
  const spine = spineBox([main, ...beside], marks);
  const view = viewOf(main.header);
  const whole = wholeOf(view);
  // One window for all, so that grey values can be compared between panels.
  const contrast = contrastOf(main, view, spine ?? middleOf(whole));
  const width = spine ? MAIN_WIDTH : wholeWidth(whole);
  const shared = { marks, contrast };
  const large: Panel = {
    ...shared,
    slice: main,
    part: cropOf(spine, view, width / HEIGHT),
    place: { x: 0, y: 0, width, height: HEIGHT },
    detail: 'large',
    title: imageName(main),
  };
  const small = besidePanels(beside, main, width);
  const svg = [
    large,
    ...small.map((panel) => ({ ...shared, ...panel, part: partOf(panel.slice, panel.place) })),
  ]
    .map(drawPanel)
    .join('');
  const right = Math.max(width, ...small.map(({ place }) => place.x + place.width));
  return {
    svg: svg + notShown(chosen, right),
    height: HEIGHT,
    width: right,
    part: spine && large.part,
  };

  function partOf(slice: Slice, place: Panel['place']): Box {
    return cropOf(spine, viewOf(slice.header), place.width / place.height);
  }
}

/** How many stand below each other, and how wide they then are: the column is as tall as the large image. */
const BESIDE: Readonly<Record<number, { readonly rows: number; readonly width: number }>> = {
  1: { rows: 1, width: 480 },
  2: { rows: 2, width: 320 },
  3: { rows: 3, width: 270 },
};
const MORE_BESIDE = { rows: 2, width: 320 } as const;

function besidePanels(beside: readonly Slice[], main: Slice, left: number) {
  const { rows, width } = BESIDE[beside.length] ?? MORE_BESIDE;
  const height = (HEIGHT - GAP * (rows - 1)) / rows;
  return beside.map((slice, index) => ({
    slice,
    place: {
      x: left + GAP + Math.floor(index / rows) * (width + GAP),
      y: (index % rows) * (height + GAP),
      width,
      height,
    },
    detail: 'small' as const,
    title: imageNameBeside(slice, main),
  }));
}

/** Where a spine is expected while none is known: away from the bright fat near the coil. */
function middleOf({ width, height }: Box): Box {
  return { left: width / 4, top: height / 8, width: width / 2, height: (height * 3) / 4 };
}

function wholeWidth({ width, height }: Box): number {
  return Math.round(Math.min(WHOLE_WIDTH.most, Math.max(WHOLE_WIDTH.least, (HEIGHT * width) / height)));
}

function notShown({ notShown: { rois } }: ChosenImages, right: number): string {
  if (rois === 0) return '';
  return text(right - 8, HEIGHT - 10, `ROIs on ${rois} more ${rois === 1 ? 'image' : 'images'}`, {
    size: 12,
    anchor: 'end',
    halo: true,
  });
}
