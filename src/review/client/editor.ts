import type { ImageHeader } from '../../dicom/image.ts';
import type { Level } from '../../mscore/levels.ts';
import type { Point, Polygon } from '../../spine/outline.ts';
import type { Exclusion, RoiFile } from '../../spine/roi-file.ts';
import { type EditedSpine, placeOf, type RoiId, without, withPlace } from './edit/edited-spine.ts';
import { added, excluded, included, renumbered } from './edit/level-edits.ts';
import { editedFile } from './edit/roi-file-of.ts';
import { newLevelRoi, newPlace } from './edit/new-rois.ts';
import { type Canvas, canvasOf, dragged, grown, handlesOf, moved } from './edit/shape-edits.ts';
import { pulled, type Pulled, turned } from './edit/turn.ts';
import { beginningWith, edited, type History, redone, undone } from './history.ts';
import type { Scene } from './stage.ts';

/** The edit of one study: what is drawn, what is chosen, and what can be taken back. */
export class Editor {
  readonly #images: readonly ImageHeader[];
  readonly #measured: EditedSpine;
  readonly #changed: () => void;
  #history: History<EditedSpine>;
  #selected: RoiId | undefined;
  #editable = false;

  /** @param changed is told of every change, also of what is chosen */
  constructor(measured: EditedSpine, images: readonly ImageHeader[], changed: () => void) {
    this.#measured = measured;
    this.#images = images;
    this.#changed = changed;
    this.#history = beginningWith(measured);
  }

  readonly scene = (): Scene => ({
    spine: this.#history.present,
    selected: this.#selected,
    editable: this.#editable,
    handles: this.#selected && this.#editable ? this.handlesOf(this.#selected) : [],
  });

  get spine(): EditedSpine {
    return this.#history.present;
  }

  get isEdited(): boolean {
    return this.file !== undefined;
  }

  get can(): { readonly undo: boolean; readonly redo: boolean } {
    return { undo: this.#history.past.length > 0, redo: this.#history.future.length > 0 };
  }

  /** Undefined while nothing is edited. */
  get file(): RoiFile | undefined {
    return editedFile(this.spine, this.#measured, this.#images);
  }

  /** Once every image is here, so that every number can be made. */
  allow(): void {
    this.#editable = true;
    this.#changed();
  }

  select(roi: RoiId | undefined): void {
    this.#selected = roi;
    this.#changed();
  }

  move(roi: RoiId, by: Point, gesture?: string): void {
    this.#reshape(roi, (polygon, canvas) => moved(polygon, by, canvas), gesture);
  }

  resize(roi: RoiId, corner: number, to: Point, gesture: string): void {
    this.#reshape(roi, (polygon, canvas) => dragged(polygon, corner, to, canvas), gesture);
  }

  /** One of the corners by which a ROI is resized, pixel coordinates. */
  cornerOf(roi: RoiId, corner: number): Point | undefined {
    return this.handlesOf(roi)[corner];
  }

  /** None where the image does not say how large its pixels are. */
  handlesOf(roi: RoiId): Polygon {
    const place = placeOf(this.spine, roi);
    const canvas = place && this.#canvas(place.sliceIndex);
    return place && canvas ? handlesOf(place.polygon, canvas) : [];
  }

  grow(roi: RoiId, millimetres: Point): void {
    this.#reshape(roi, (polygon, canvas) => grown(polygon, millimetres, canvas));
  }

  /** @param degrees as images are stored, from columns towards rows */
  turn(roi: RoiId, degrees: number): void {
    this.#reshape(roi, (polygon, canvas) => turned(polygon, degrees, canvas));
  }

  /** Turned after a pointer. */
  pull(roi: RoiId, by: Pulled, gesture: string): void {
    this.#reshape(roi, (_, canvas) => pulled(by, canvas), gesture);
  }

  addLevel(level: Level, sliceIndex: number, at: Point): void {
    const roi = newLevelRoi(level, { sliceIndex, at }, this.spine, this.#images);
    if (!roi) return;
    const next = added(this.spine, roi);
    const index = next.levels.findIndex((one) => one.level === level && one.sliceIndex === sliceIndex);
    this.#step(next, { kind: 'levels', index });
  }

  addPlace(kind: 'air' | 'fluid', sliceIndex: number, at: Point): void {
    const place = newPlace(kind, { sliceIndex, at }, this.#images);
    if (!place) return;
    const next = { ...this.spine, [kind]: [...this.spine[kind], place] };
    this.#step(next, { kind, index: this.spine[kind].length });
  }

  /** Puts the chosen ROI on another image. */
  putOn(sliceIndex: number): void {
    const [roi, canvas] = [this.#selected, this.#canvas(sliceIndex)];
    const place = roi && placeOf(this.spine, roi);
    if (!place || !canvas || place.sliceIndex === sliceIndex) return;
    const polygon = moved(place.polygon, [0, 0], canvas);
    this.#step(withPlace(this.spine, roi, { sliceIndex, polygon }), roi);
  }

  remove(): void {
    if (this.#selected) this.#step(without(this.spine, this.#selected), undefined);
  }

  exclude(level: Level, reason: Exclusion): void {
    this.#step(excluded(this.spine, level, reason), undefined);
  }

  include(level: Level): void {
    this.#step(included(this.spine, level), undefined);
  }

  renumber(by: 1 | -1): void {
    this.#step(renumbered(this.spine, by, this.#images), undefined);
  }

  /** Another whole edit in the place of this one, e.g. the one of last time. */
  replace(spine: EditedSpine): void {
    this.#step(spine, undefined);
  }

  reset(): void {
    this.replace(this.#measured);
  }

  undo(): void {
    this.#go(undone(this.#history), undefined);
  }

  redo(): void {
    this.#go(redone(this.#history), undefined);
  }

  #reshape(roi: RoiId, change: (polygon: Polygon, canvas: Canvas) => Polygon, gesture?: string): void {
    const place = placeOf(this.spine, roi);
    const canvas = place && this.#canvas(place.sliceIndex);
    if (!place || !canvas) return;
    const polygon = change(place.polygon, canvas);
    if (polygon === place.polygon) return;
    const { sliceIndex } = place;
    this.#step(withPlace(this.spine, roi, { sliceIndex, polygon }), roi, gesture);
  }

  #step(next: EditedSpine, selected: RoiId | undefined, gesture?: string): void {
    this.#go(edited(this.#history, next, gesture), selected);
  }

  #go(history: History<EditedSpine>, selected: RoiId | undefined): void {
    this.#history = history;
    this.#selected = selected;
    this.#changed();
  }

  #canvas(sliceIndex: number): Canvas | undefined {
    return canvasOf(this.#images[sliceIndex]);
  }
}
