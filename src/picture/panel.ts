import { Buffer } from 'node:buffer';
import type { Slice } from '../dicom/image.ts';
import { COLOURS } from './colours.ts';
import { furniture } from './furniture.ts';
import { type Contrast, greyPart } from './grey.ts';
import { markNames } from './names.ts';
import { isOn, type Mark, type MarkKind } from './marks.ts';
import { type Place, round } from './svg.ts';
import { type Box, type View, viewOf } from './view.ts';

/** How much a panel says: the large image, one beside it, or the whole field of view with the air. */
export type Detail = 'large' | 'small' | 'overview';

export interface Panel {
  readonly slice: Slice;
  /** Those of all images; what lies on this one is drawn. */
  readonly marks: readonly Mark[];
  readonly place: Place;
  /** The part of the view that fills the place. */
  readonly part: Box;
  readonly contrast: Contrast;
  readonly detail: Detail;
  readonly title: string;
  /** A part to put a frame around. */
  readonly framed?: Box | undefined;
}

/** From pixel coordinates of the stored image to pixels of the panel. */
export type ToPanel = (point: readonly [number, number]) => readonly [x: number, y: number];

/** Lifts the dark tissue beside the bright; more so where ghosts in the air are to be seen. */
const GAMMA: Record<Detail, number> = { large: 0.8, small: 0.8, overview: 0.5 };

const SHOWN: Record<Detail, readonly MarkKind[]> = {
  large: ['neighbour', 'leftOut', 'csf', 'body', 'roi'],
  small: ['neighbour', 'leftOut', 'csf', 'body', 'roi'],
  overview: ['noise', 'body', 'leftOut'],
};

/** One image with what was outlined on it. */
export function drawPanel(panel: Panel): string {
  const { slice, place, part, detail, framed } = panel;
  const view = viewOf(slice.header);
  const scale = place.width / part.width;
  const inPanel = (x: number, y: number) => [(x - part.left) * scale, (y - part.top) * scale] as const;
  const toPanel: ToPanel = (point) => inPanel(...view.toView(point));
  const marks = panel.marks.filter(
    (mark) => SHOWN[detail].includes(mark.kind) && isOn(mark.outline, slice.header),
  );
  // A nested svg cuts off what reaches beyond it.
  return `<svg x="${round(place.x)}" y="${round(place.y)}" width="${round(place.width)}" height="${round(place.height)}">
    <rect width="100%" height="100%" fill="#000"/>
    ${image(panel, view, scale)}
    ${marks.map((mark) => drawMark(mark, toPanel, detail)).join('')}
    ${framed ? frame(framed, inPanel, scale) : ''}
    ${detail === 'overview' ? '' : markNames(marks, toPanel, { detail, millimetre: scale })}
    ${furniture(panel, view.edges, slice.header.plane && scale)}</svg>`;
}

function image({ slice, part, contrast, detail }: Panel, view: View, scale: number): string {
  const grey = greyPart(slice, view, part, { contrast, gamma: GAMMA[detail] });
  if (!grey) return '';
  const { box, png } = grey;
  const at = `x="${round((box.left - part.left) * scale)}" y="${round((box.top - part.top) * scale)}"`;
  const size = `width="${round(box.width * scale)}" height="${round(box.height * scale)}"`;
  return `<image ${at} ${size} preserveAspectRatio="none" href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/>`;
}

/** Filled where grey values were read, a line alone where not. */
const FILL: Record<MarkKind, number> = { body: 0, neighbour: 0, leftOut: 0, roi: 0.3, csf: 0.3, noise: 0.16 };
const WIDTH: Record<MarkKind, number> = {
  body: 1.6,
  neighbour: 1,
  leftOut: 1.8,
  roi: 1.4,
  csf: 1.4,
  noise: 1.2,
};

function drawMark({ outline, kind }: Mark, toPanel: ToPanel, detail: Detail): string {
  const points = outline.polygon.map((point) => toPanel(point).map(round).join(',')).join(' ');
  const colour = COLOURS[kind];
  const fill = FILL[kind] > 0 ? `fill="${colour}" fill-opacity="${FILL[kind]}"` : 'fill="none"';
  const dashes = kind === 'leftOut' ? ' stroke-dasharray="6 4"' : '';
  const width = detail === 'large' ? WIDTH[kind] : round(WIDTH[kind] * 0.75);
  return `<polygon class="${kind}" points="${points}" ${fill} stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${dashes}/>`;
}

function frame(
  { left, top, width, height }: Box,
  inPanel: (x: number, y: number) => readonly [number, number],
  scale: number,
): string {
  const [x, y] = inPanel(left, top).map(round);
  return `<rect x="${x}" y="${y}" width="${round(width * scale)}" height="${round(height * scale)}" fill="none" stroke="${COLOURS.frame}" stroke-opacity="0.8" stroke-dasharray="3 3"/>`;
}
