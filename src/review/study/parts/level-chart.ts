import { average } from '../../../mscore/arithmetic.ts';
import { LEVELS, type Level } from '../../../mscore/levels.ts';
import type { Reference } from '../../../mscore/reference.ts';
import { type Markup, paragraph } from '../../../report/html.ts';
import { domainOf, figure, INK, mark, plotSvg, round, type Scales } from '../../../report/plot.ts';
import type { StudyTexts } from '../texts/study-texts.ts';
import type { Numbers, Usual } from './numbers.ts';

/** Half the width of a band; levels are 1 apart. */
const HALF_BAND = 0.32;
const DEVIATIONS = [2, 1] as const;

interface Column {
  readonly level: Level;
  readonly at: number;
  readonly snr: number | undefined;
  readonly usual: Usual | undefined;
}

/** The SNR of each level on the distribution that the cohort has there: mean, one and two SDs. */
export function levelChart(
  { levels }: Pick<Numbers, 'levels'>,
  reference: Pick<Reference, 'perLevel'> | undefined,
  texts: StudyTexts,
): Markup {
  if (!reference?.perLevel) return paragraph(texts.chartNone);
  const columns = LEVELS.map((level, at): Column => {
    const snrs = levels.flatMap((one) => (one.level === level ? (one.snr ?? []) : []));
    const usual = reference.perLevel?.[level];
    return { level, at, snr: snrs.length > 0 ? average(snrs) : undefined, usual };
  });
  const values = columns.flatMap(({ snr, usual }) => [
    ...(snr === undefined ? [] : [snr]),
    ...(usual ? [usual.mean - 2 * usual.sd, usual.mean + 2 * usual.sd] : []),
  ]);
  const described = columns.flatMap(({ level, snr, usual }) => {
    const cohort = usual && `${texts.number(usual.mean, 1)} ± ${texts.number(usual.sd, 1)}`;
    return snr === undefined ? [] : [texts.chartLevel(level, texts.number(snr, 1), cohort)];
  });
  const svg = plotSvg(
    {
      id: 'level-chart',
      title: texts.chartTitle,
      description: described.join('; '),
      x: { label: '', domain: [-0.5, LEVELS.length - 0.5] },
      y: { label: texts.snr, domain: domainOf(values) },
      xNames: columns.map(({ level, at }) => ({ at, name: level })),
      number: (value, digits) => texts.number(value, digits),
    },
    (scales) => columns.map((column) => drawn(column, scales, texts)).join(''),
  );
  return figure(svg, texts.chartText);
}

function drawn({ at, snr, usual, level }: Column, scales: Scales, texts: StudyTexts): Markup {
  const patient =
    snr === undefined ? '' : mark(scales.x(at), scales.y(snr), true, `${level} ${texts.number(snr, 1)}`);
  return (usual ? band(at, usual, scales) : '') + patient;
}

function band(at: number, { mean, sd }: Usual, { x, y }: Scales): Markup {
  const [left, right] = [round(x(at - HALF_BAND)), round(x(at + HALF_BAND))];
  const boxes = DEVIATIONS.map((times) => {
    const [top, bottom] = [y(mean + times * sd), y(mean - times * sd)];
    return `<rect x="${left}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}" fill="${INK.plain}" fill-opacity="0.16"/>`;
  });
  return `${boxes.join('')}<path d="M${left} ${round(y(mean))}H${right}" stroke="${INK.plain}" stroke-width="2"/>`;
}
