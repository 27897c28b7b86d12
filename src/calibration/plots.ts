import type { Calibration } from '../mscore/calibration/calibrate.ts';
import type { CalibrationExam } from '../mscore/calibration/exam.ts';
import type { Reference } from '../mscore/reference.ts';
import type { Markup } from '../report/html.ts';
import { figure } from '../report/plot.ts';
import { type ScatterPoint, scatterSvg } from '../report/scatter.ts';
import { stripSvg } from '../report/strip-plot.ts';

/** SNR exam by exam, by level, by age, and the noise: all of `calibration`, whose statistics are in `reference`. */
export function plots(calibration: Calibration, reference: Reference): Markup {
  const figures = [
    snrPlot(calibration, reference),
    levelPlot(calibration),
    agePlot(calibration),
    noisePlot(calibration, reference),
  ];
  return `<div class="plots">${figures.join('')}</div>`;
}

function snrPlot({ kept, leftOut }: Calibration, { snr: { mean, sd } }: Reference): Markup {
  const others = leftOut.flatMap(({ snr }) => (snr === undefined ? [] : [rounded(snr)]));
  const counting = { name: 'count', withOutcome: false, values: kept.map(({ snr }) => rounded(snr)) };
  const caption = `SNR of ${kept.length} exams that count, mean and one SD to either side${others.length > 0 ? `; diamonds: ${others.length} left out` : ''}`;
  const svg = stripSvg({
    id: 'snr',
    title: 'SNR of every exam',
    description: caption,
    yLabel: 'SNR',
    groups: [
      counting,
      ...(others.length > 0 ? [{ name: 'left out', withOutcome: true, values: others }] : []),
    ],
    lines: [
      { at: rounded(mean + sd), name: '+1 SD' },
      { at: rounded(mean), name: 'mean' },
      { at: rounded(mean - sd), name: '−1 SD' },
    ],
  });
  return figure(svg, caption);
}

function levelPlot({ kept, levels }: Calibration): Markup {
  const caption = 'SNR level by level of the exams that count';
  const svg = stripSvg({
    id: 'levels',
    title: 'SNR by level',
    description: caption,
    yLabel: 'SNR',
    groups: levels.map((level) => ({
      name: level,
      withOutcome: false,
      values: kept.map(({ perLevel }) => rounded(perLevel[level] ?? Number.NaN)),
    })),
    lines: [],
  });
  return figure(svg, caption);
}

function agePlot({ kept, leftOut }: Calibration): Markup {
  const points = [
    ...kept.flatMap(({ exam, snr }) => agePoint(exam, snr, false)),
    ...leftOut.flatMap(({ exam, snr }) => agePoint(exam, snr, true)),
  ];
  if (points.length === 0) return '';
  const caption = 'SNR by age; marrow gets fattier with the years, so a slope is no surprise';
  const svg = scatterSvg({
    id: 'age',
    title: 'SNR by age',
    description: `${points.length} exams. ${caption}`,
    xLabel: 'age (years)',
    yLabel: 'SNR',
    points,
  });
  return figure(svg, caption);
}

function agePoint(exam: CalibrationExam, snr: number | undefined, withOutcome: boolean): ScatterPoint[] {
  if (exam.age === undefined || snr === undefined) return [];
  return [{ x: Math.floor(exam.age), y: snr, withOutcome, name: exam.name }];
}

/** In the order in which the exams were given: what drifts or jumps shows. */
function noisePlot({ kept, leftOut }: Calibration, { noiseMethod }: Reference): Markup {
  const of = noiseMethod === 'air-sd' ? 'air' : 'noise';
  const points = [
    ...kept.map(({ exam, air }) => ({ name: exam.name, y: air.sd, withOutcome: false, x: exam.number })),
    ...leftOut.flatMap(({ exam }) =>
      exam.air ? [{ name: exam.name, y: exam.air.sd, withOutcome: true, x: exam.number }] : [],
    ),
  ];
  const caption = `SD of the ${of}, exam by exam in the order given; diamonds: left out`;
  const svg = scatterSvg({
    id: 'air',
    title: `SD of the ${of} of every exam`,
    description: `${points.length} exams. ${caption}`,
    xLabel: 'exam',
    yLabel: `SD of the ${of} (stored units)`,
    points,
  });
  return figure(svg, caption);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
