import { LEVELS, type Level } from '../../../src/mscore/levels.ts';
import type { NamedSpine } from '../../../src/spine/model/count-vertebrae.ts';
import { nameLevels } from '../../../src/spine/model/name-levels.ts';
import type { SeenSlice } from '../../../src/spine/model/seen-slice.ts';
import { columnOf } from '../../../src/spine/model/vertebrae.ts';
import type { Box } from '../annotated-spine.ts';
import { type DrawnPart, drawnSlice, type DrawnSlice } from './drawn-slice.ts';

export type DrawnName = 'T12' | Level | 'L5';
/** From above. */
const NAMES: readonly DrawnName[] = ['T12', ...LEVELS, 'L5'];
const CANAL: Box = [66, 2, 76, 140];
const SACRUM: Box = [44, 152, 66, 178];
const MARROW = 300;

/** The body of a vertebra in drawn slices: 33 mm deep, 27 mm high, 36 mm below the one above. */
export function bodyBox(name: DrawnName): Box {
  const top = 6 + 24 * NAMES.indexOf(name);
  return [40, top, 62, top + 18];
}

export interface DrawnSpine extends Pick<DrawnSlice, 'paint' | 'storage'> {
  /** Vertebrae that differ. */
  readonly differing?: Partial<Record<DrawnName, Partial<DrawnPart>>>;
  /** Vertebrae that are not seen, and those that have no canal behind them. */
  readonly missing?: readonly DrawnName[];
  readonly withoutCanal?: readonly DrawnName[];
  readonly slices?: number;
}

/** What is seen of a spine through the middle of its canal, 4 mm from slice to slice. */
export function drawnSpine(spine: DrawnSpine = {}): SeenSlice[] {
  const { differing, missing = [], withoutCanal = [], slices = 3, ...rest } = spine;
  const bodies = NAMES.filter((name) => !missing.includes(name)).map((name): DrawnPart => {
    const type = name === 'L5' ? 'l5' : name === 'T12' ? 'thoracic' : 'body';
    return { name: type, box: bodyBox(name), grey: MARROW, ...differing?.[name] };
  });
  const gaps = withoutCanal.map((name): DrawnPart => {
    const [, top, , bottom] = bodyBox(name);
    return { name: 'background', box: [64, top - 3, 78, bottom + 3] };
  });
  const parts: DrawnPart[] = [
    { name: 'canal', box: CANAL },
    { name: 'sacrum', box: SACRUM },
    ...bodies,
    ...gaps,
  ];
  return Array.from({ length: slices }, (_, i) =>
    drawnSlice({ parts, sliceIndex: i, x: 4 * i - 2 * (slices - 1), ...rest }),
  );
}

/** The same, named. */
export function namedSpine(slices: readonly SeenSlice[]): NamedSpine {
  const column = columnOf(slices);
  return nameLevels(column, [column]);
}
