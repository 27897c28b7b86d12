import { escapeXml } from '../escape-xml.ts';
import type { RocPoint } from '../mscore/statistics/roc.ts';
import { INK, label, plotSvg, round } from './plot.ts';

export interface RocPlot {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly curve: readonly RocPoint[];
  /** Cut-offs to mark, 0 to 1 each. */
  readonly marks: readonly {
    readonly name: string;
    readonly sensitivity: number;
    readonly specificity: number;
  }[];
}

const SHARE = [0, 1] as const;

/** The empirical curve as steps, the line of chance, and the cut-offs by number. */
export function rocSvg({ curve, marks, ...plot }: RocPlot): string {
  const x = { label: '1 − specificity', domain: SHARE };
  const y = { label: 'sensitivity', domain: SHARE };
  return plotSvg({ ...plot, x, y }, (scales) => {
    const at = (sensitivity: number, specificity: number) =>
      `${round(scales.x(1 - specificity))} ${round(scales.y(sensitivity))}`;
    const line = curve.map(({ sensitivity, specificity }) => at(sensitivity, specificity)).join('L');
    const chosen = marks.map(({ name, sensitivity, specificity }, index) => {
      const [left, top] = [scales.x(1 - specificity), scales.y(sensitivity)];
      return `<circle cx="${round(left)}" cy="${round(top)}" r="5" fill="#fff" stroke="${INK.with}" stroke-width="2"><title>${escapeXml(name)}</title></circle>${label(left + 9, top + 12, String(index + 1), 'start')}`;
    });
    return `<path d="M${at(0, 1)}L${at(1, 0)}" stroke="#7b8794" stroke-dasharray="4 4"/><path d="M${line}" fill="none" stroke="${INK.plain}" stroke-width="2"/>${chosen.join('')}`;
  });
}
