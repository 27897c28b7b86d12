import { COLOURS } from './colours.ts';
import type { Mark, MarkKind } from './marks.ts';
import { type Block, moved, text } from './svg.ts';
import { textWidth } from './wrap.ts';

const MEANING: Record<MarkKind, string> = {
  roi: 'ROI',
  body: 'body',
  leftOut: 'level left out',
  neighbour: 'not measured',
  csf: 'CSF',
  noise: 'air (noise)',
};
const ROW = 22;
const SIZE = 12;

/** What the colours mean: of those in the picture. */
export function legendBlock(marks: readonly Mark[], width: number): Block {
  const present = new Set(marks.map(({ kind }) => kind));
  let [x, y] = [0, 0];
  const entries = Object.entries(MEANING).flatMap(([name, words]) => {
    const kind = [...present].find((one) => one === name);
    if (!kind) return [];
    const entryWidth = 22 + textWidth(words, { size: SIZE }) + 10;
    if (x + entryWidth > width) [x, y] = [0, y + ROW];
    const entry = moved(x, y, sample(kind) + text(22, 12, words, { size: SIZE }));
    x += entryWidth;
    return [entry];
  });
  return { svg: entries.join(''), height: entries.length > 0 ? y + ROW : 0 };
}

function sample(kind: MarkKind): string {
  const filled = kind === 'roi' || kind === 'csf' || kind === 'noise' ? 0.3 : 0;
  const dashes = kind === 'leftOut' ? ' stroke-dasharray="4 3"' : '';
  return `<rect x="1" y="2" width="14" height="11" fill="${COLOURS[kind]}" fill-opacity="${filled}" stroke="${COLOURS[kind]}" stroke-width="1.6"${dashes}/>`;
}
