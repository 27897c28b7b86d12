import { domainOf, INK, label, mark, plotSvg, round } from './plot.ts';

export interface StripPlot {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly yLabel: string;
  /** At least one, none of them empty. */
  readonly groups: readonly {
    readonly name: string;
    readonly withOutcome: boolean;
    readonly values: readonly number[];
  }[];
  /** Levels to compare with, e.g. cut-offs. */
  readonly lines: readonly { readonly at: number; readonly name: string }[];
}

/** How far marks of one group are spread sideways; groups are 1 apart. */
const SPREAD = 0.3;
/** The golden ratio spreads neighbours evenly, and the same every time. */
const GOLDEN = 0.618034;

/** Every value of every group beside each other. */
export function stripSvg({ groups, lines, yLabel, ...plot }: StripPlot): string {
  const values = groups.flatMap((group) => group.values);
  const y = { label: yLabel, domain: domainOf([...values, ...lines.map(({ at }) => at)]) };
  const x = { label: '', domain: [-0.5, groups.length - 0.5] as const };
  const xNames = groups.map(({ name }, at) => ({ at, name }));
  return plotSvg({ ...plot, x, y, xNames }, (scales) => {
    const levels = lines.map(({ at, name }) => {
      const top = round(scales.y(at));
      const [left, right] = [round(scales.x(-0.5)), round(scales.x(groups.length - 0.5))];
      return `<path d="M${left} ${top}H${right}" stroke="${INK.line}" stroke-dasharray="5 3"/>${label(right, top - 4, name, 'end')}`;
    });
    const marks = groups.flatMap(({ withOutcome, values: own }, group) =>
      own.map((value, index) => {
        const sideways = group + SPREAD * (2 * ((index * GOLDEN) % 1) - 1);
        return mark(scales.x(sideways), scales.y(value), withOutcome, String(value));
      }),
    );
    return `${levels.join('')}${marks.join('')}`;
  });
}
