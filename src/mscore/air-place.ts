/** A place of air as it lies in the image: the rectangle around a ROI, row by row. */
export interface AirPlace {
  readonly rows: number;
  readonly columns: number;
  /** Stored grey values. */
  readonly values: Float64Array;
  /** 1 for pixels that are in the ROI, else 0. */
  readonly inside: Uint8Array;
}

/** The grey values of a place, without their order in the image. */
export function valuesOf({ values, inside }: AirPlace): Float64Array {
  const kept = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (inside[i] !== 1) continue;
    kept[n] = values[i] ?? 0;
    n += 1;
  }
  return kept.subarray(0, n);
}

/** Mean and number of a group of pixels: a block or a line of a place. */
export interface Group {
  readonly mean: number;
  readonly n: number;
}

/** All pixels of a place. */
export function wholeOf(place: AirPlace): Group {
  return meanIn(place, 0, 0, place.rows, place.columns);
}

/** A group with fewer pixels says nothing. */
const SMALLEST_GROUP = 8;

/** The rows of a place. */
export function rowsOf(place: AirPlace): Group[] {
  return tilesOf(place, 1, place.columns);
}

/** The columns of a place. */
export function columnsOf(place: AirPlace): Group[] {
  return tilesOf(place, place.rows, 1);
}

/** Squares of `side` pixels; what is left over at the right and below belongs to none. */
export function blocksOf(place: AirPlace, side: number): Group[] {
  return tilesOf(place, Math.min(side, place.rows), Math.min(side, place.columns));
}

function tilesOf(place: AirPlace, height: number, width: number): Group[] {
  const groups: Group[] = [];
  for (let top = 0; top + height <= place.rows; top += height) {
    for (let left = 0; left + width <= place.columns; left += width) {
      const group = meanIn(place, top, left, height, width);
      if (group.n >= SMALLEST_GROUP && group.n * 2 >= height * width) groups.push(group);
    }
  }
  return groups;
}

function meanIn(place: AirPlace, top: number, left: number, height: number, width: number): Group {
  const { values, inside, columns } = place;
  let [sum, n] = [0, 0];
  for (let row = top; row < top + height; row += 1) {
    for (let column = left; column < left + width; column += 1) {
      const within = inside[row * columns + column] ?? 0;
      sum += within * (values[row * columns + column] ?? 0);
      n += within;
    }
  }
  return { mean: sum / n, n };
}
