import { average } from '../mscore/arithmetic.ts';
import { COLOURS } from './colours.ts';
import type { Mark } from './marks.ts';
import type { Detail, ToPanel } from './panel.ts';
import { line, text } from './svg.ts';
import { textWidth } from './wrap.ts';

/** How far in front of the body its name ends; millimetres. */
const BEFORE_BODY = 9;
/** The same from a ROI whose body is unknown: about half a body more. */
const BEFORE_ROI = 26;
/** Between a name and the edge of the panel; pixels. */
const EDGE = 6;
const SIZE: Record<Detail, number> = { large: 17, small: 12, overview: 11 };
/** Of the words below a name. */
const NOTE_SIZE = 11;

interface Name {
  readonly mark: Mark;
  readonly words: string;
  readonly y: number;
  /** Where the leader meets what is named. */
  readonly to: readonly [number, number];
  /** Where the words end (in front of the spine) or begin (behind it). */
  readonly x: number;
}

/** Level names in front of the bodies, outside the bone, each with a thin line to what it names. */
export function markNames(
  marks: readonly Mark[],
  toPanel: ToPanel,
  { detail, millimetre }: { detail: Detail; millimetre: number },
): string {
  const style = { size: SIZE[detail], bold: true, halo: true } as const;
  const named = marks.flatMap((mark) => {
    if (mark.name === undefined) return [];
    const points = mark.outline.polygon.map(toPanel);
    return [mark.kind === 'csf' ? behind(mark, mark.name, points) : inFront(mark, mark.name, points)];
  });
  return apart(named, style.size + 4)
    .map((name) => draw(name, detail))
    .join('');

  function inFront(mark: Mark, words: string, points: readonly (readonly [number, number])[]): Name {
    const to = edgeAtMiddle(points, Math.min);
    const distance = (mark.kind === 'roi' ? BEFORE_ROI : BEFORE_BODY) * millimetre;
    const x = Math.max(to[0] - distance, EDGE + textWidth(words, style));
    return { mark, words, y: to[1], to, x };
  }

  function behind(mark: Mark, words: string, points: readonly (readonly [number, number])[]): Name {
    const to = edgeAtMiddle(points, Math.max);
    return { mark, words, y: to[1], to, x: to[0] + BEFORE_BODY * millimetre };
  }
}

/** The foremost or hindmost point of the outline, half way down. */
function edgeAtMiddle(
  points: readonly (readonly [number, number])[],
  outermost: (...values: number[]) => number,
): readonly [number, number] {
  const ys = points.map(([, y]) => y);
  const middle = average([Math.min(...ys), Math.max(...ys)]);
  const crossings = points.flatMap(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    if (y <= middle === nextY <= middle) return [];
    return [x + ((nextX - x) * (middle - y)) / (nextY - y)];
  });
  return [outermost(...(crossings.length > 0 ? crossings : points.map(([x]) => x))), middle];
}

/** No two names above each other: the lower one gives way downwards. */
function apart(names: readonly Name[], gap: number): Name[] {
  const placed: Name[] = [];
  for (const name of names.toSorted((a, b) => a.y - b.y)) {
    const above = placed.findLast(({ mark }) => (mark.kind === 'csf') === (name.mark.kind === 'csf'));
    placed.push({ ...name, y: above ? Math.max(name.y, above.y + gap) : name.y });
  }
  return placed;
}

function draw({ mark, words, x, y, to }: Name, detail: Detail): string {
  const size = SIZE[detail];
  const colour = COLOURS[mark.kind];
  const anchor = mark.kind === 'csf' ? 'start' : 'end';
  const gap = mark.kind === 'csf' ? -4 : 4;
  const leader = line([x + gap, y], [to[0] - gap / 2, to[1]], colour);
  const note =
    mark.kind === 'leftOut' && detail === 'large'
      ? text(x, y + size * 0.35 + NOTE_SIZE + 3, 'left out', {
          size: NOTE_SIZE,
          fill: colour,
          anchor,
          halo: true,
        })
      : '';
  return `${leader}${text(x, y + size * 0.35, words, { size, fill: colour, anchor, bold: true, halo: true })}${note}`;
}
