import type { Slice } from '../dicom/image.ts';
import { isOn, type Mark } from './marks.ts';
import { type Box, type View, viewOf } from './view.ts';

/** Around the bodies, millimetres: room for names in front, and enough behind to show the canal. */
const MARGIN = { left: 32, right: 26, top: 14, bottom: 14 } as const;
/** From the middle of a ROI to the edges of its body, where the body is unknown; millimetres. */
const BODY_AROUND_ROI = { x: 18, y: 16 } as const;

/** The part of the view around the spine, or the whole view where no spine was found; any shape. */
export function spineBox(slices: readonly Slice[], marks: readonly Mark[]): Box | undefined {
  const around = slices.flatMap((slice) => {
    const view = viewOf(slice.header);
    return marks
      .filter((mark) => mark.kind !== 'noise' && isOn(mark, slice.header))
      .map((mark) => grown(boundsOf(mark, view), mark.kind === 'roi' ? BODY_AROUND_ROI : { x: 0, y: 0 }));
  });
  if (around.length === 0) return undefined;
  return fromEdges({
    left: Math.min(...around.map(({ left }) => left)),
    top: Math.min(...around.map(({ top }) => top)),
    right: Math.max(...around.map(({ left, width }) => left + width)),
    bottom: Math.max(...around.map(({ top, height }) => top + height)),
  });
}

/** The spine with names beside it, in the shape of a panel, and within the image where it is large enough. */
export function cropOf(spine: Box, view: View, aspect: number): Box {
  return inside(shaped(withMargin(spine), aspect), wholeOf(view));
}

export function wholeOf({ columns, rows, spacing }: View): Box {
  return { left: 0, top: 0, width: columns * spacing[0], height: rows * spacing[1] };
}

function withMargin({ left, top, width, height }: Box): Box {
  return {
    left: left - MARGIN.left,
    top: top - MARGIN.top,
    width: width + MARGIN.left + MARGIN.right,
    height: height + MARGIN.top + MARGIN.bottom,
  };
}

/** Made wider or taller, about its middle. */
export function shaped(box: Box, aspect: number): Box {
  const width = Math.max(box.width, box.height * aspect);
  const height = width / aspect;
  return {
    left: box.left - (width - box.width) / 2,
    top: box.top - (height - box.height) / 2,
    width,
    height,
  };
}

/** Moved, so that as much as possible of it is image. */
function inside(box: Box, image: Box): Box {
  const shift = (start: number, size: number, whole: number) =>
    size > whole ? (whole - size) / 2 : Math.min(Math.max(0, start), whole - size);
  return {
    ...box,
    left: shift(box.left, box.width, image.width),
    top: shift(box.top, box.height, image.height),
  };
}

function grown({ left, top, width, height }: Box, { x, y }: { x: number; y: number }): Box {
  return { left: left - x, top: top - y, width: width + 2 * x, height: height + 2 * y };
}

function boundsOf({ outline }: Mark, view: View): Box {
  const points = outline.polygon.map((point) => view.toView(point));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return fromEdges({
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  });
}

function fromEdges(edges: { left: number; top: number; right: number; bottom: number }): Box {
  const { left, top, right, bottom } = edges;
  return { left, top, width: right - left, height: bottom - top };
}
