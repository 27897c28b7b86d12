import { sum } from '../../mscore/arithmetic.ts';
import type { Bars } from '../../mscore/statistics/histogram.ts';
import { htmlTable, type Markup, words } from '../../report/html.ts';
import { NOTHING } from '../../report/numbers.ts';
import { figure, plotSvg } from '../../report/plot.ts';
import type { HistogramTexts } from '../texts/site-histogram.ts';
import { drawBars } from './draw-bars.ts';
import { type Cohort, shownBars, type SnrBar, snrOf } from './snr-bars.ts';

/** Exams of patients that were compared with a cohort. */
export interface ComparedExams {
  readonly bars: Bars;
  /** In each of the bars. */
  readonly exams: readonly number[];
  /** M that cards begin at, each once. */
  readonly cutoffs: readonly number[];
}

export interface SnrHistogram extends ComparedExams {
  /** Unique on its page. */
  readonly id: string;
  readonly cohort: Cohort;
  /** Reference and version. */
  readonly name: string;
  /** The date that exams are counted from, in words. */
  readonly from: string;
}

/** The SNR of the cohort and of the exams that were compared with it, as a picture and as a table. */
export function snrHistogram(histogram: SnrHistogram, texts: HistogramTexts): Markup {
  const { id, cohort, name, cutoffs } = histogram;
  const bars = shownBars(cohort, histogram.bars, histogram.exams, cutoffs);
  const range = rangeIn(texts, histogram.bars);
  const drawing = drawBars(bars, cohort, cutoffs, {
    bar: ({ women, exams, ...bar }) => texts.bar({ range: range(bar), women, exams }),
    cutoff: (mscore) => `M ${texts.exact(mscore)}`,
  });
  const svg = plotSvg(
    {
      id,
      title: texts.title(name),
      description: description(histogram, bars, texts),
      x: { label: texts.snr, domain: drawing.x },
      y: { label: texts.share, domain: drawing.y },
      number: texts.number,
    },
    drawing.draw,
  );
  const rows = bars.map((bar) => [range(bar), String(bar.women ?? NOTHING), String(bar.exams)]);
  const table = htmlTable({ caption: texts.title(name), captionHidden: true, head: texts.columns, rows });
  const numbers = `<details><summary>${words(texts.numbers)}</summary>${table}</details>`;
  return figure(svg, caption(histogram, texts), numbers);
}

/** What is what, for who sees the picture. */
function caption({ name, cohort, exams, from, cutoffs }: SnrHistogram, texts: HistogramTexts): string {
  const shown = sum(exams);
  return [
    `${texts.title(name)}.`,
    cohort.examSnrs ? texts.known(cohort) : texts.curve(cohort),
    shown === 0 ? texts.noExams(from) : texts.patients({ exams: shown, from }),
    ...(cutoffs.length > 0 ? [texts.dashed] : []),
    texts.note,
  ].join(' ');
}

/** All that the picture shows, for who does not see it. */
function description(
  { cohort, cutoffs, from, bars: { width } }: SnrHistogram,
  bars: readonly SnrBar[],
  texts: HistogramTexts,
): string {
  const number = (value: number) => texts.number(value, digitsOf(width) + 1);
  const { n, snr, examSnrs } = cohort;
  const women = examSnrs
    ? texts.women({ n, low: number(Math.min(...examSnrs)), high: number(Math.max(...examSnrs)) })
    : texts.normal({ n, mean: number(snr.mean), sd: number(snr.sd) });
  const filled = bars.filter(({ exams }) => exams > 0);
  const exams = sum(filled.map((bar) => bar.exams));
  const range = rangeIn(texts, { width });
  const [lowest, highest] = [filled[0], filled.at(-1)];
  const patients =
    lowest && highest
      ? texts.exams({ exams, from, lowest: range(lowest), highest: range(highest) })
      : texts.noExams(from);
  const lines = cutoffs.map((cutoff) =>
    texts.cutoff({ mscore: texts.exact(cutoff), snr: number(snrOf(cutoff, cohort)) }),
  );
  return [women, patients, ...lines].join(' ');
}

/** A bar as people name it: “45–50”. */
function rangeIn(
  { below, above, number }: HistogramTexts,
  { width }: Pick<Bars, 'width'>,
): (bar: Pick<SnrBar, 'from' | 'to' | 'open'>) => string {
  return ({ from, to, open }) => {
    const [low, high] = [from, to].map((edge) => number(edge, digitsOf(width)));
    if (open === 'below') return below(high ?? '');
    return open === 'above' ? above(low ?? '') : `${low}–${high}`;
  };
}

/** Digits behind the point that edges of bars of this width need. */
function digitsOf(width: number): number {
  return Math.max(0, -Math.floor(Math.log10(width)));
}
