import { scaleLinear } from 'd3-scale';
import { words } from '../../report/html.ts';
import { round } from '../../report/plot.ts';

export interface IntervalPlot {
  readonly value: number;
  readonly interval95: readonly [number, number];
  readonly cutoff: number | undefined;
  /** The same for all rows of a list, so that they compare. */
  readonly domain: readonly [number, number];
  /** All of it in words. */
  readonly description: string;
}

const WIDTH = 168;
const HEIGHT = 26;
const MARGIN = 6;
const MIDDLE = HEIGHT / 2;

/** M with its interval against the cut-off, on one line; colours are the page's. */
export function intervalPlot({ value, interval95, cutoff, domain, description }: IntervalPlot): string {
  const x = scaleLinear([...domain], [MARGIN, WIDTH - MARGIN]).clamp(true);
  const at = (score: number) => round(x(score));
  const [low, high] = interval95;
  const line =
    cutoff === undefined
      ? ''
      : `<path class="cutoff" d="M${at(cutoff)} 2V${HEIGHT - 2}" stroke-dasharray="3 2"/>`;
  return `<svg class="interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${words(description)}"><path class="axis" d="M${MARGIN} ${MIDDLE}H${WIDTH - MARGIN}"/>${line}<path class="span" d="M${at(low)} ${MIDDLE}H${at(high)}"/><circle class="value" cx="${at(value)}" cy="${MIDDLE}" r="4.5"/></svg>`;
}

/** From 0, the mean of young healthy women, or below, to what takes in all that is shown. */
export function plotDomain(
  plots: readonly Pick<IntervalPlot, 'interval95' | 'cutoff'>[],
): readonly [number, number] {
  const values = plots.flatMap(({ interval95, cutoff }) => [...interval95, cutoff ?? 0]);
  return [Math.min(0, ...values), Math.max(1, ...values)];
}
