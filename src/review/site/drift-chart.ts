import { scaleLinear } from 'd3-scale';
import type { WatchedEntry } from '../../mscore/drift/watched.ts';
import type { Reference } from '../../mscore/reference.ts';
import { type Markup } from '../../report/html.ts';
import { domainOf, figure, INK, mark, plotSvg, round } from '../../report/plot.ts';
import type { SiteTexts } from '../texts/site.ts';

/** Older ones say nothing about how the scanner is now. */
const LATEST = 200;
const MOST_TICKS = 5;

/** The noise of a scanner's exams against that of its cohort; nothing where either is not known. */
export function driftChart(
  id: string,
  reference: Pick<Reference, 'air' | 'noiseSd'>,
  entries: readonly WatchedEntry[],
  name: string,
  { drift, histogram: { number } }: SiteTexts,
): Markup {
  const cohort = reference.air?.sd ?? reference.noiseSd;
  const exams = entries.flatMap((entry) => (entry.kind === 'exam' ? [entry] : []));
  const shown = exams.slice(-LATEST);
  if (!cohort || shown.length === 0) return '';
  const [low, high] = [cohort.mean - cohort.sd, cohort.mean + cohort.sd];
  const first = exams.length - shown.length + 1;
  const plot = {
    id,
    title: drift.title(name),
    description: drift.description({ exams: shown.length, mean: number(cohort.mean, 2) }),
    x: { label: drift.exam, domain: [first - 1, exams.length + 1] as const },
    y: { label: drift.airSd, domain: domainOf([low, high, ...shown.map(({ airSd }) => airSd)]) },
    xNames: countsIn(first, exams.length),
    number,
  };
  const svg = plotSvg(plot, ({ x, y }) => {
    const across = (value: number, dashes: string) =>
      `<path d="M${round(x(first - 1))} ${round(y(value))}H${round(x(exams.length + 1))}" stroke="${INK.line}"${dashes}/>`;
    const dashed = ' stroke-dasharray="5 3"';
    const points = shown.map(({ airSd, acquired }, index) =>
      mark(x(first + index), y(airSd), false, drift.point(first + index, acquired)),
    );
    return `${across(cohort.mean, '')}${across(low, dashed)}${across(high, dashed)}${points.join('')}`;
  });
  return figure(svg, `${plot.title}. ${drift.note}`);
}

/** There is no half an exam. */
function countsIn(first: number, last: number): { at: number; name: string }[] {
  const ticks = last > first ? scaleLinear([first, last], [0, 1]).ticks(MOST_TICKS) : [first];
  return ticks.filter(Number.isInteger).map((at) => ({ at, name: String(at) }));
}
