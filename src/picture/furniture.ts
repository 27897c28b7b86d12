import { COLOURS } from './colours.ts';
import type { Panel } from './panel.ts';
import { round, text } from './svg.ts';
import type { View } from './view.ts';

const BAR_MILLIMETRES = 50;
/** From the edges of the panel; pixels. */
const INSET = 14;

/**
 * What every radiological image carries: which one it is, which way it is turned, and how large things are.
 *
 * @param millimetre pixels of the panel; undefined where the image does not say how large its pixels are
 */
export function furniture(panel: Panel, edges: View['edges'], millimetre: number | undefined): string {
  const size = panel.detail === 'large' ? 14 : 11;
  const title = text(8, size + 6, panel.title, { size, fill: COLOURS.frame, halo: true });
  if (panel.detail !== 'large') return title;
  return title + (edges ? letters(panel, edges) : '') + (millimetre ? scaleBar(panel, millimetre) : '');
}

function letters({ place: { width, height } }: Panel, edges: NonNullable<View['edges']>): string {
  const style = { size: 17, fill: COLOURS.frame, anchor: 'middle', bold: true, halo: true } as const;
  return [
    text(INSET, height / 2 + 6, edges.left, style),
    text(width - INSET, height / 2 + 6, edges.right, style),
    text(width / 2, INSET + 9, edges.top, style),
    text(width / 2, height - INSET + 4, edges.bottom, style),
  ].join('');
}

function scaleBar({ place: { width, height } }: Panel, millimetre: number): string {
  const right = width - INSET - 10;
  const left = right - BAR_MILLIMETRES * millimetre;
  const y = height - INSET - 6;
  const ends = `M${round(left)} ${y - 5}v10M${round(left)} ${y}H${round(right)}M${round(right)} ${y - 5}v10`;
  return `<path d="${ends}" fill="none" stroke="#000" stroke-opacity="0.7" stroke-width="4"/>
    <path class="scale-bar" d="${ends}" fill="none" stroke="${COLOURS.frame}" stroke-width="1.6"/>
    ${text((left + right) / 2, y - 8, '5 cm', { size: 13, fill: COLOURS.frame, anchor: 'middle', halo: true })}`;
}
