import { scaleLinear } from 'd3-scale';
import { htmlTable, type Markup, paragraph } from '../../../report/html.ts';
import { domainOf, figure, INK, label, mark, plotSvg, round } from '../../../report/plot.ts';
import type { PatientHistory } from '../patient-history.ts';
import type { StudyTexts } from '../texts/study-texts.ts';

/** Lowest T-score from which on WHO speaks of osteoporosis. */
const OSTEOPOROSIS = -2.5;
const MOST_TICKS = 6;
/** Pixels of the chart: width of a letter, height of a line, radius of a point. */
const [LETTER, LINE, DOT] = [6.5, 11, 5];

interface Point {
  /** ISO date, maybe shortened. */
  readonly date: string;
  readonly value: number;
  readonly score: 'm' | 't';
  /** As people read them. */
  readonly when: string;
  readonly name: string;
  readonly where: string;
}

/** M-scores and lowest T-scores of a patient on one line of time, and the same as a table. */
export function timeLine(history: PatientHistory, cutoff: number | undefined, texts: StudyTexts): Markup {
  const about = paragraph(texts.tScoresFrom[history.tScoresFrom]);
  const points = pointsOf(history, texts);
  if (points.length === 0) return paragraph(texts.timeNone) + about;
  const { date, kind, value, where } = texts.earlier;
  const table = htmlTable({
    caption: texts.timeTitle,
    head: [date, kind, value, where],
    rows: points.map((point) => [
      point.when,
      point.score === 'm' ? texts.mScore : texts.tScore,
      texts.number(point.value, 1),
      point.where,
    ]),
    words: [1, 3],
  });
  return `${figure(plotted(points, cutoff, texts), texts.timeText)}${table}${about}`;
}

function pointsOf({ mScores, tScores }: PatientHistory, texts: StudyTexts): Point[] {
  const m = mScores.map(({ date, value, thisOne }): Point => ({
    date,
    value,
    score: 'm',
    when: texts.date(date),
    name: `${texts.mScore} ${texts.number(value, 1)}`,
    where: thisOne ? texts.thisStudy : '',
  }));
  const t = tScores.map(({ date, value, exact }): Point => ({
    date,
    value,
    score: 't',
    when: exact ? texts.date(date) : texts.about(texts.date(date.slice(0, 7))),
    name: `${texts.tScore} ${texts.number(value, 1)}`,
    where: '',
  }));
  return [...m, ...t].toSorted((a, b) => a.date.localeCompare(b.date));
}

function plotted(points: readonly Point[], cutoff: number | undefined, texts: StudyTexts): Markup {
  const lines = [
    ...(cutoff === undefined ? [] : [{ at: cutoff, name: `${texts.cutoffLine} ${texts.number(cutoff, 1)}` }]),
    ...(points.some(({ score }) => score === 't')
      ? [{ at: OSTEOPOROSIS, name: texts.osteoporosisLine }]
      : []),
  ];
  const years = wholeYears(points.map(({ date }) => yearOf(date)));
  const plot = {
    id: 'time-line',
    title: texts.timeTitle,
    description: points.map(({ when, name }) => `${when}: ${name}`).join('; '),
    x: { label: texts.timeAxis, domain: years },
    y: {
      label: texts.timeUnit,
      domain: domainOf([...points.map(({ value }) => value), ...lines.map(({ at }) => at), 0]),
    },
    xNames: ticksOf(years),
    number: (value: number, digits: number) => texts.number(value, digits),
  };
  return plotSvg(plot, ({ x, y }) => {
    const [left, right] = [round(x(years[0])), round(x(years[1]))];
    const dots = points.map(({ date, value }) => [x(yearOf(date)), y(value)] as const);
    const levels = lines.map(
      ({ at, name }) =>
        `<path d="M${left} ${round(y(at))}H${right}" stroke="${INK.line}" stroke-dasharray="5 3"/>${nameOfLine(name, y(at), [left, right], dots)}`,
    );
    const marks = points.map(({ date, value, score, name }) =>
      mark(x(yearOf(date)), y(value), score === 'm', name),
    );
    return [...levels, ...marks].join('');
  });
}

/** The name of a line at the first of its ends, above or below, where it covers no point; CSS pixels of the chart. */
function nameOfLine(
  name: string,
  at: number,
  [left, right]: readonly [number, number],
  dots: readonly (readonly [number, number])[],
): Markup {
  const width = name.length * LETTER;
  const places = [at - 4, at + LINE].flatMap((bottom) => [
    { bottom, from: right - width, anchored: [right, 'end'] as const },
    { bottom, from: left, anchored: [left + 4, 'start'] as const },
  ]);
  const covers = ({ bottom, from }: { readonly bottom: number; readonly from: number }) =>
    dots.some(
      ([x, y]) => x > from - DOT && x < from + width + DOT && y > bottom - LINE - DOT && y < bottom + DOT,
    );
  const { bottom, anchored } = places.find((place) => !covers(place)) ?? {
    bottom: at - 4,
    anchored: [right, 'end'] as const,
  };
  return label(anchored[0], bottom, name, anchored[1]);
}

/** A shorter date counts as its middle. */
function yearOf(date: string): number {
  const [year = '', month = '07', day = '15'] = date.split('-');
  return Number(year) + (Number(month) - 1 + (Number(day) - 1) / 31) / 12;
}

/** From the beginning of the first year to the end of the last. */
function wholeYears(values: readonly number[]): readonly [number, number] {
  return [Math.floor(Math.min(...values)), Math.floor(Math.max(...values)) + 1];
}

function ticksOf(domain: readonly [number, number]): { at: number; name: string }[] {
  const ticks = scaleLinear([...domain], [0, 1]).ticks(MOST_TICKS);
  return [...new Set(ticks.map(Math.round))].map((year) => ({ at: year, name: String(year) }));
}
