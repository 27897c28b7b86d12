import type { Slice } from '../dicom/image.ts';
import type { LocatedSpine } from './localiser.ts';
import { outlineOn } from './outline-on.ts';
import type { Polygon } from './outline.ts';

/** Side of the squares in which the image is looked at, pixels. */
const SQUARE = 8;
/** Pixels kept from the edge of the image: filters roll off there, and distortion correction leaves wedges. */
const EDGE = 10;
/** Squares between air and anything else, so that neither skin nor its blur is taken for air. */
const APART = 1;
/** Air is what is not brighter than this many times the darkest. */
const DARK = 1.35;
/** Share of the squares that count as the darkest. */
const DARKEST = 0.03;
/** Where the darkest is not much darker than this share of the squares, there is no air. */
const BRIGHT = { share: 0.9, least: 0.5 } as const;
/** Share of zeros that no air has whose noise can be measured at all. */
const WEDGE = 0.25;
/** A place of fewer pixels says little. */
const SMALLEST = 400;
const MOST_PLACES = 4;

/** Which squares of an image are air. */
interface Squares {
  readonly rows: number;
  readonly columns: number;
  readonly air: readonly boolean[];
}

/** A spine with air on the slices that its levels are measured on, where nobody marked any. */
export function withAir(located: LocatedSpine, slices: readonly Slice[]): LocatedSpine {
  if (located.noise.length > 0) return located;
  const indices = [...new Set(located.levels.map(({ sliceIndex }) => sliceIndex))];
  const noise = indices.flatMap((sliceIndex) => {
    const slice = slices[sliceIndex];
    if (!slice) return [];
    return findAir(slice).map((polygon) => ({ sliceIndex, outline: outlineOn(slice.header, polygon) }));
  });
  return { ...located, noise };
}

/**
 * Up to four rectangles of air around the patient, largest first, in pixel coordinates; those that no tissue
 * shares a phase-encode line with, where there are such. Air is taken for its darkness alone, never for how
 * its noise is distributed: that is for the checks of the noise to judge.
 */
export function findAir(slice: Slice): Polygon[] {
  const squares = darkSquares(slice);
  const direction = slice.header.acquisition.phaseEncodingDirection;
  const clear = { ...squares, air: offTheLine(squares, direction) };
  const places = rectanglesIn(clear);
  return places.length > 0 ? places : rectanglesIn(squares);
}

function darkSquares({ header, pixels }: Slice): Squares {
  const { rows: height, columns: width, pixelPaddingValue } = header.pixels;
  const rows = Math.max(0, Math.floor((height - 2 * EDGE) / SQUARE));
  const columns = Math.max(0, Math.floor((width - 2 * EDGE) / SQUARE));
  const squares = Array.from({ length: rows * columns }, (_, square) => {
    const top = EDGE + Math.floor(square / columns) * SQUARE;
    const left = EDGE + (square % columns) * SQUARE;
    let [sum, zeros] = [0, 0];
    for (let row = top; row < top + SQUARE; row += 1) {
      for (let column = left; column < left + SQUARE; column += 1) {
        const value = pixels[row * width + column] ?? 0;
        if (value === pixelPaddingValue) return { mean: Infinity, zeros: 0 };
        sum += value;
        if (value === 0) zeros += 1;
      }
    }
    return { mean: sum / SQUARE ** 2, zeros: zeros / SQUARE ** 2 };
  });
  const means = withoutWedges(squares);
  const sorted = means.toSorted((a, b) => a - b);
  const darkest = darkestOf(sorted) ?? 0;
  const finite = sorted.filter(Number.isFinite);
  const bright = finite[Math.floor(finite.length * BRIGHT.share)] ?? 0;
  // Where air was set to zero, a little above zero is still air.
  const limit = Math.max(darkest * DARK, 1);
  const none = limit > bright * BRIGHT.least;
  const dark = means.map((mean) => !none && mean <= limit);
  const air = dark.map((_, square) => {
    const [row, column] = [Math.floor(square / columns), square % columns];
    for (let y = row - APART; y <= row + APART; y += 1) {
      for (let x = column - APART; x <= column + APART; x += 1) {
        const inside = y >= 0 && y < rows && x >= 0 && x < columns;
        if (inside && !dark[y * columns + x]) return false;
      }
    }
    return true;
  });
  return { rows, columns, air };
}

function darkestOf(sorted: readonly number[]): number | undefined {
  return sorted[Math.floor(sorted.length * DARKEST)];
}

/**
 * Distortion correction leaves wedges of zeros at the edge, which no coil measured. They are passed over while
 * they are the smaller part of what is dark; where all the air is zero it stays, and is refused for it.
 */
function withoutWedges(squares: readonly { readonly mean: number; readonly zeros: number }[]): number[] {
  const means = squares.map(({ mean, zeros }) => (zeros > WEDGE ? Infinity : mean));
  const measured = means.filter(Number.isFinite).toSorted((a, b) => a - b);
  const darkest = darkestOf(measured) ?? Infinity;
  const air = measured.filter((mean) => mean <= darkest * DARK).length;
  const wedges = squares.filter(({ zeros }) => zeros > WEDGE).length;
  return wedges < air ? means : squares.map(({ mean }) => mean);
}

/** Ghosts of the body run along the phase-encode axis: through its rows or its columns. */
function offTheLine({ rows, columns, air }: Squares, direction: 'ROW' | 'COLUMN' | undefined): boolean[] {
  const tissueIn = (line: number): boolean => {
    const along = direction === 'ROW' ? columns : rows;
    return Array.from({ length: along }).some((_, i) =>
      direction === 'ROW' ? !air[line * columns + i] : !air[i * columns + line],
    );
  };
  const lines = Array.from({ length: direction === 'ROW' ? rows : columns }, (_, line) => tissueIn(line));
  return air.map((is, square) => {
    const line = direction === 'ROW' ? Math.floor(square / columns) : square % columns;
    return is && !lines[line];
  });
}

function rectanglesIn({ rows, columns, air }: Squares): Polygon[] {
  const left = [...air];
  const places: Polygon[] = [];
  while (places.length < MOST_PLACES) {
    const found = largestRectangle({ rows, columns, air: left });
    if ((found.right - found.left) * (found.bottom - found.top) * SQUARE ** 2 < SMALLEST) break;
    places.push(toPolygon(found));
    for (let row = found.top; row < found.bottom; row += 1) {
      left.fill(false, row * columns + found.left, row * columns + found.right);
    }
  }
  return places;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The largest rectangle under a histogram, row by row. Right and bottom are exclusive. */
function largestRectangle({ rows, columns, air }: Squares): Box {
  let best: Box = { left: 0, right: 0, top: 0, bottom: 0 };
  let area = 0;
  const heights = Array.from({ length: columns }, () => 0);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      heights[column] = air[row * columns + column] ? (heights[column] ?? 0) + 1 : 0;
    }
    for (let left = 0; left < columns; left += 1) {
      let height = Infinity;
      for (let right = left; right < columns; right += 1) {
        height = Math.min(height, heights[right] ?? 0);
        if (height === 0) break;
        if (height * (right - left + 1) <= area) continue;
        area = height * (right - left + 1);
        best = { left, right: right + 1, top: row + 1 - height, bottom: row + 1 };
      }
    }
  }
  return best;
}

function toPolygon({ left, right, top, bottom }: Box): Polygon {
  return [
    [edgeOf(left), edgeOf(top)],
    [edgeOf(right), edgeOf(top)],
    [edgeOf(right), edgeOf(bottom)],
    [edgeOf(left), edgeOf(bottom)],
  ];
}

/** Where a square begins, in pixel coordinates. */
function edgeOf(square: number): number {
  return EDGE + square * SQUARE - 0.5;
}
