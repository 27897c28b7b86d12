import { domainOf, mark, plotSvg } from './plot.ts';

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly withOutcome?: boolean | undefined;
  /** Shown on pointing, e.g. "line 4". */
  readonly name: string;
}

export interface Scatter {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly ScatterPoint[];
}

/** At least one point. */
export function scatterSvg({ points, xLabel, yLabel, ...plot }: Scatter): string {
  const x = { label: xLabel, domain: domainOf(points.map((point) => point.x)) };
  const y = { label: yLabel, domain: domainOf(points.map((point) => point.y)) };
  return plotSvg({ ...plot, x, y }, (scales) =>
    points.map((point) => mark(scales.x(point.x), scales.y(point.y), point.withOutcome, point.name)).join(''),
  );
}
