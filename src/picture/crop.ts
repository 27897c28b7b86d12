import type { Slice } from '../dicom/image.ts';
import { isOn, type Mark } from './marks.ts';
import { type Box, type View, viewOf } from './view.ts';

/** Around the bodies, millimetres: room for names in front, and enough behind to show the canal. */
const MARGIN = { left: 32, right: 26, top: 14, bottom: 30 } as const;
/** The lumbar spine with T12 and the sacrum, which a reader counts from; millimetres. */
const LEAST_HEIGHT = 250;
/** Of what is added to reach it, the share above: the sacrum lies below. */
const SHARE_ABOVE = 0.3;
/** From the middle of a ROI to the edges of its body, where the body is unknown; millimetres. */
const BODY_AROUND_ROI = { x: 18, y: 16 } as const;

/** The part of the view around the spine, undefined where none was found. */
export function spineBox(slices: readonly Slice[], marks: readonly Mark[]): Box | undefined {
  const around = slices.flatMap((slice) => {
    const view = viewOf(slice.header);
    return marks
      .filter((mark) => mark.kind !== 'noise' && isOn(mark.outline, slice.header))
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

/**
 * The spine with names beside it, in the shape of a panel, and within the image where it is large enough;
 * without a spine the whole image.
 */
export function cropOf(spine: Box | undefined, view: View, aspect: number): Box {
  const whole = wholeOf(view);
  return inside(shaped(spine ? withMargin(spine) : whole, aspect), whole);
}

export function wholeOf({ columns, rows, spacing }: View): Box {
  return { left: 0, top: 0, width: columns * spacing[0], height: rows * spacing[1] };
}

function withMargin({ left, top, width, height }: Box): Box {
  const tall = height + MARGIN.top + MARGIN.bottom;
  const missing = Math.max(0, LEAST_HEIGHT - tall);
  return {
    left: left - MARGIN.left,
    top: top - MARGIN.top - missing * SHARE_ABOVE,
    width: width + MARGIN.left + MARGIN.right,
    height: tall + missing,
  };
}

/** Made wider or taller, about its middle. */
function shaped(box: Box, aspect: number): Box {
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
  return {
    ...box,
    left: shifted(box.left, box.width, image.width),
    top: shifted(box.top, box.height, image.height),
  };
}

function shifted(start: number, size: number, whole: number): number {
  return size > whole ? (whole - size) / 2 : Math.min(Math.max(0, start), whole - size);
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
