import type { ImageSize } from './outline.ts';

/**
 * The 4-connected components of a mask, each as the row-major indices of its pixels, the largest first and
 * of equal ones the one that begins first.
 *
 * @param mask rows × columns values row by row; anything but 0 is in it
 */
export function componentsOf(mask: Uint8Array, size: ImageSize): number[][] {
  const left = new Uint8Array(mask.length);
  for (let index = 0; index < mask.length; index += 1) left[index] = mask[index] === 0 ? 0 : 1;
  const components: number[][] = [];
  for (let index = left.indexOf(1); index >= 0; index = left.indexOf(1, index)) {
    components.push(takeComponent(left, size, index));
  }
  return components.toSorted((a, b) => b.length - a.length);
}

/** The mask without all but its largest 4-connected component; empty where it is empty. */
export function largestComponent(mask: Uint8Array, size: ImageSize): Uint8Array {
  const largest = new Uint8Array(mask.length);
  for (const index of componentsOf(mask, size)[0] ?? []) largest[index] = 1;
  return largest;
}

/** Removes the component with this pixel from the mask. */
function takeComponent(left: Uint8Array, { rows, columns }: ImageSize, first: number): number[] {
  const component = [first];
  left[first] = 0;
  // The list grows while it is walked: what is behind `index` still has neighbours to look at.
  for (const index of component) {
    const column = index % columns;
    if (column > 0 && left[index - 1]) component.push(taken(left, index - 1));
    if (column < columns - 1 && left[index + 1]) component.push(taken(left, index + 1));
    if (index >= columns && left[index - columns]) component.push(taken(left, index - columns));
    if (index < (rows - 1) * columns && left[index + columns]) component.push(taken(left, index + columns));
  }
  return component;
}

function taken(left: Uint8Array, index: number): number {
  left[index] = 0;
  return index;
}
