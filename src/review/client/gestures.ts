import type { Point, Polygon } from '../../spine/outline.ts';
import type { Mode } from '../study/texts/study-texts.ts';
import { placeOf, type RoiId } from './edit/edited-spine.ts';
import type { Editor } from './editor.ts';
import { handleAt, isKnob } from './handles.ts';
import { keyOf, roiAt } from './overlay.ts';
import type { Stage } from './stage.ts';

/** CSS pixels of dragging or of the wheel for one image. */
const PIXELS_PER_IMAGE = 12;
const WHEEL_PER_IMAGE = 60;
/** CSS pixels of dragging that double the zoom, and that change the window by its own width. */
const DOUBLING = 120;
const WINDOW = 250;
const [MIDDLE_BUTTON, RIGHT_BUTTON] = [1, 2];

/** What a pointer that is down does. */
type Drag =
  | { readonly does: Mode }
  | { readonly does: 'move'; readonly roi: RoiId; readonly gesture: string }
  | {
      readonly does: 'resize';
      readonly roi: RoiId;
      readonly corner: number;
      /** From the corner to where it was taken hold of, pixel coordinates. */
      readonly held: Point;
      readonly gesture: string;
    }
  | {
      readonly does: 'turn';
      readonly roi: RoiId;
      /** When the knob was taken hold of, and where that was, pixel coordinates. */
      readonly shape: Polygon;
      readonly from: Point;
      readonly gesture: string;
    };

interface Pointer {
  at: Point;
  readonly drag: Drag;
  /** Dragging that has not made a whole image yet. */
  rest: number;
}

/** Mouse, pen and touch on the stage: one pointer drags, two fingers pan and zoom. */
export function listenToPointers(stage: Stage, editor: Editor, mode: () => Mode): void {
  const { element } = stage;
  const pointers = new Map<number, Pointer>();
  let wheel = 0;

  element.addEventListener('mousedown', (event) => {
    // What is resized or turned keeps the focus, and with it its keys.
    if (handleAt(event.target) !== undefined || isKnob(event.target)) event.preventDefault();
  });
  element.addEventListener('contextmenu', (event) => event.preventDefault());
  element.addEventListener('pointerdown', (event) => {
    const drag = dragOf(event);
    if (event.button === MIDDLE_BUTTON) event.preventDefault();
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { at: stage.placeOf(event), drag, rest: 0 });
  });
  element.addEventListener('pointermove', (event) => {
    const pointer = pointers.get(event.pointerId);
    if (!pointer) return;
    const to = stage.placeOf(event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(pointer.at, to, other.at);
    else dragged(pointer, to);
    pointer.at = to;
  });
  for (const over of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(over, (event) => pointers.delete(event.pointerId));
  }
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (event.ctrlKey) {
        stage.zoom(2 ** (-event.deltaY / DOUBLING / 2), stage.placeOf(event));
        return;
      }
      wheel += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 20 : event.deltaY;
      const images = Math.trunc(wheel / WHEEL_PER_IMAGE);
      wheel -= images * WHEEL_PER_IMAGE;
      if (images !== 0) stage.show(stage.sliceIndex + images);
    },
    { passive: false },
  );

  function dragOf(event: PointerEvent): Drag {
    if (event.button === RIGHT_BUTTON) return { does: 'window' };
    if (event.button === MIDDLE_BUTTON) return { does: 'pan' };
    const gesture = `pointer ${event.pointerId} ${event.timeStamp}`;
    const [corner, roi] = [handleAt(event.target), roiAt(event.target)];
    const { selected, editable, spine } = editor.scene();
    if (editable && corner !== undefined && selected) {
      const [at, from] = [stage.pixelAt(stage.placeOf(event)), editor.cornerOf(selected, corner)];
      const held: Point = from ? [at[0] - from[0], at[1] - from[1]] : [0, 0];
      return { does: 'resize', roi: selected, corner, held, gesture };
    }
    const shape = selected && placeOf(spine, selected)?.polygon;
    if (editable && isKnob(event.target) && shape)
      return { does: 'turn', roi: selected, shape, from: stage.pixelAt(stage.placeOf(event)), gesture };
    if (editable && roi) {
      const chosen = selected && keyOf(selected) === keyOf(roi);
      editor.select(roi);
      // A finger that scrolls may come down on a ROI, which is small on a phone: the first touch only chooses it.
      return event.pointerType === 'touch' && !chosen ? { does: mode() } : { does: 'move', roi, gesture };
    }
    if (roi === undefined) editor.select(undefined);
    return { does: mode() };
  }

  function dragged(pointer: Pointer, to: Point): void {
    const { drag, at } = pointer;
    const [dx, dy] = [to[0] - at[0], to[1] - at[1]];
    switch (drag.does) {
      case 'move': {
        const [before, after] = [stage.pixelAt(at), stage.pixelAt(to)];
        editor.move(drag.roi, [after[0] - before[0], after[1] - before[1]], drag.gesture);
        break;
      }
      case 'resize':
        editor.resize(drag.roi, drag.corner, fromCorner(stage.pixelAt(to), drag.held), drag.gesture);
        break;
      case 'turn': {
        const { shape, from } = drag;
        editor.pull(drag.roi, { shape, from, to: stage.pixelAt(to) }, drag.gesture);
        break;
      }
      case 'window':
        stage.adjustWindow(dx / WINDOW, dy / WINDOW);
        break;
      case 'pan':
        stage.pan([dx, dy]);
        break;
      case 'zoom':
        stage.zoom(2 ** (-dy / DOUBLING));
        break;
      case 'scroll': {
        pointer.rest += dy;
        const images = Math.trunc(pointer.rest / PIXELS_PER_IMAGE);
        pointer.rest -= images * PIXELS_PER_IMAGE;
        if (images !== 0) stage.show(stage.sliceIndex + images);
        break;
      }
    }
  }

  function pinch(from: Point, to: Point, still: Point): void {
    stage.pan([(to[0] - from[0]) / 2, (to[1] - from[1]) / 2]);
    const apart = (point: Point) => Math.hypot(point[0] - still[0], point[1] - still[1]);
    if (apart(from) > 0)
      stage.zoom(apart(to) / apart(from), [(to[0] + still[0]) / 2, (to[1] + still[1]) / 2]);
  }
}

function fromCorner([x, y]: Point, [heldX, heldY]: Point): Point {
  return [x - heldX, y - heldY];
}
