import type { ImageHeader } from '../../../dicom/image.ts';
import { LEVELS, type Level } from '../../../mscore/levels.ts';
import { placeRectangle } from '../../../spine/place-rectangle.ts';
import type { Exclusion } from '../../../spine/roi-file.ts';
import type { EditedLevel, EditedSpine, Neighbour } from './edited-spine.ts';

/** From above; what lies beyond has no name here. */
const CHAIN = ['T10', 'T11', 'T12', 'L1', 'L2', 'L3', 'L4', 'L5', 'S1', 'S2'] as const;

/** Leaves a level out; its ROIs are kept for when it is measured after all. */
export function excluded(spine: EditedSpine, level: Level, reason: Exclusion): EditedSpine {
  const before = spine.excluded.find((one) => one.level === level);
  const rois = before?.rois ?? spine.levels.filter((one) => one.level === level);
  return {
    ...spine,
    levels: spine.levels.filter((one) => one.level !== level),
    excluded: inOrder([...spine.excluded.filter((one) => one.level !== level), { level, reason, rois }]),
  };
}

export function included(spine: EditedSpine, level: Level): EditedSpine {
  const rois = spine.excluded.find((one) => one.level === level)?.rois ?? [];
  return {
    ...spine,
    levels: inOrder([...spine.levels, ...rois]),
    excluded: spine.excluded.filter((one) => one.level !== level),
  };
}

/** Adds a ROI of a level, which is then measured, whatever kept it out before. */
export function added(spine: EditedSpine, roi: EditedLevel): EditedSpine {
  return {
    ...spine,
    levels: inOrder([...spine.levels, roi]),
    excluded: spine.excluded.filter(({ level }) => level !== roi.level),
  };
}

/**
 * Every vertebra called by the name of the next one: `1` makes L1 to L2, `-1` L2 to L1. One that comes to be one of
 * L1–L4 gets a rectangle in its body where that is known and has room; one that is none any more stays as a
 * neighbour, with its ROI, so that the way back leads back.
 */
export function renumbered(spine: EditedSpine, by: 1 | -1, images: readonly ImageHeader[]): EditedSpine {
  const measured = spine.levels.map(({ level, polygon, ...one }) => ({
    ...one,
    name: renamed(level, by),
    roi: polygon,
  }));
  const others = spine.others.map((one) => ({ ...one, name: renamed(one.name, by) }));
  const levels: EditedLevel[] = [];
  const neighbours: Neighbour[] = [];
  for (const { name, sliceIndex, body, roi } of [...measured, ...others]) {
    const level = LEVELS.find((known) => known === name);
    const placed = level && (roi ?? placedIn(body, images[sliceIndex]));
    if (level && placed) levels.push({ level, sliceIndex, polygon: placed, body });
    else if (name !== undefined) neighbours.push({ name, sliceIndex, body, roi });
  }
  const left = spine.excluded.flatMap(({ level, ...one }) => {
    const next = LEVELS.find((known) => known === renamed(level, by));
    return next ? [{ ...one, level: next, rois: one.rois.map((roi) => ({ ...roi, level: next })) }] : [];
  });
  const stillLeft = new Set(left.map(({ level }) => level));
  return {
    ...spine,
    levels: inOrder(levels.filter(({ level }) => !stillLeft.has(level))),
    others: neighbours,
    excluded: left,
  };
}

function renamed(name: string, by: 1 | -1): string | undefined {
  const at = CHAIN.findIndex((known) => known === name);
  return at < 0 ? undefined : CHAIN[at + by];
}

function placedIn(body: Neighbour['body'] | undefined, image: ImageHeader | undefined) {
  return body && image?.plane ? placeRectangle(body, image.plane) : undefined;
}

function inOrder<One extends { readonly level: Level }>(list: readonly One[]): One[] {
  return list.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}
