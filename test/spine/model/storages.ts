import { pixelToPatient } from '../../../src/dicom/geometry.ts';
import type { ImagePlane, Slice, Vector3 } from '../../../src/dicom/image.ts';

/** How one and the same sagittal image may be stored. */
export interface Storage {
  /** Rows run from head to feet, columns from front to back. */
  readonly transposed: boolean;
  /** What is said here of the columns and rows is said before they are transposed. */
  readonly mirrored: boolean;
  readonly upsideDown: boolean;
}

export const USUAL: Storage = { transposed: false, mirrored: false, upsideDown: false };

/** All eight, by name. */
export const STORAGES: readonly [string, Storage][] = [false, true].flatMap((transposed) =>
  [false, true].flatMap((mirrored) =>
    [false, true].map((upsideDown): [string, Storage] => {
      const names = [transposed && 'transposed', mirrored && 'mirrored', upsideDown && 'upside down'];
      return [names.filter(Boolean).join(', ') || 'usual', { transposed, mirrored, upsideDown }];
    }),
  ),
);

/** A usual sagittal slice (columns run backwards, rows to the feet) as it is when stored otherwise. */
export function restored(slice: Slice, storage: Storage): Slice {
  const { plane, pixels: size } = slice.header;
  if (!plane) throw new RangeError('a slice that says not where it is cannot be turned');
  const { transposed, mirrored, upsideDown } = storage;
  const own = (along: number, down: number): [number, number] => [
    mirrored ? size.columns - 1 - along : along,
    upsideDown ? size.rows - 1 - down : down,
  ];
  const rows = transposed ? size.columns : size.rows;
  const columns = transposed ? size.rows : size.columns;
  const pixels = new Uint16Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [c, r] = transposed ? own(row, column) : own(column, row);
      pixels[row * columns + column] = slice.pixels[r * size.columns + c] ?? 0;
    }
  }
  const along = mirrored ? opposite(plane.rowDirection) : plane.rowDirection;
  const down = upsideDown ? opposite(plane.columnDirection) : plane.columnDirection;
  const turned: ImagePlane = {
    ...plane,
    position: pixelToPatient(plane, own(0, 0)),
    rowDirection: transposed ? down : along,
    columnDirection: transposed ? along : down,
    rowSpacing: transposed ? plane.columnSpacing : plane.rowSpacing,
    columnSpacing: transposed ? plane.rowSpacing : plane.columnSpacing,
  };
  return { header: { ...slice.header, plane: turned, pixels: { ...size, rows, columns } }, pixels };
}

function opposite([x, y, z]: Vector3): Vector3 {
  return [-x, -y, -z];
}
