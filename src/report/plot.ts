import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { escapeXml } from '../escape-xml.ts';

export interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
}

export interface Plot {
  /** Unique on its page; letters, digits and hyphens. */
  readonly id: string;
  /** What a screen reader says first, and all of it in words. */
  readonly title: string;
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Names in place of numbers below the x axis, with where they stand. */
  readonly xNames?: readonly { readonly at: number; readonly name: string }[];
  /** How numbers at the axes are written, where not in English. */
  readonly number?: (value: number, digits: number) => string;
}

export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** With and without the outcome: told apart by shape, and by colours that differ in brightness too. */
export const INK = {
  with: '#9c3d00',
  without: '#1f6fb2',
  plain: '#1f6fb2',
  line: '#1b2430',
  faint: '#d3dae1',
} as const;

const WIDTH = 340;
const HEIGHT = 300;
const MARGIN = { left: 52, right: 12, top: 12, bottom: 44 };
const TICKS = 5;

/** Axes with ticks around what `draw` puts into them, as an image that names and describes itself. */
export function plotSvg(plot: Plot, draw: (scales: Scales) => string): string {
  const x = scaleLinear([...plot.x.domain], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([...plot.y.domain], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const bottom = HEIGHT - MARGIN.bottom;
  const xTicks = plot.xNames ?? ticksOf(x, plot.number);
  const across = xTicks.map(
    ({ at, name }) =>
      `<path d="M${round(x(at))} ${bottom}v4" stroke="${INK.line}"/>${label(x(at), bottom + 17, name, 'middle')}`,
  );
  const upwards = ticksOf(y, plot.number).map(
    ({ at, name }) =>
      `<path d="M${MARGIN.left} ${round(y(at))}H${WIDTH - MARGIN.right}" stroke="${INK.faint}"/>${label(MARGIN.left - 6, y(at) + 4, name, 'end')}`,
  );
  const middle = (MARGIN.top + bottom) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${plot.id}-title ${plot.id}-text" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="11">
<title id="${plot.id}-title">${escapeXml(plot.title)}</title><desc id="${plot.id}-text">${escapeXml(plot.description)}</desc>
${upwards.join('')}<path d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${WIDTH - MARGIN.right}" fill="none" stroke="${INK.line}"/>${across.join('')}
${label((MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 8, plot.x.label, 'middle')}
<g transform="translate(13 ${middle}) rotate(-90)">${label(0, 0, plot.y.label, 'middle')}</g>
${draw({ x, y })}</svg>`;
}

function ticksOf(
  scale: ScaleLinear<number, number>,
  number: Plot['number'],
): { readonly at: number; readonly name: string }[] {
  const ticks = scale.ticks(TICKS);
  const [first = 0, second = first + 1] = ticks;
  // Ticks are 1, 2 or 5 times a power of ten apart; rounding must not make 0.1 to 0.09….
  const digits = Math.max(0, -Math.floor(Math.log10(second - first) + 1e-9));
  const inEnglish = scale.tickFormat(TICKS);
  return ticks.map((at) => ({ at, name: number ? number(at, digits) : inEnglish(at) }));
}

/** A domain with a little air around the values, at round numbers. */
export function domainOf(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = (high - low || Math.abs(high) || 1) * 0.05;
  const [from = low, to = high] = scaleLinear([low - air, high + air], [0, 1])
    .nice(TICKS)
    .domain();
  return [from, to];
}

/** A circle, or a diamond for cases with the outcome; `name` is shown on pointing. */
export function mark(x: number, y: number, withOutcome: boolean | undefined, name: string): string {
  const [left, top] = [round(x), round(y)];
  const title = `<title>${escapeXml(name)}</title>`;
  return withOutcome
    ? `<path d="M${left} ${round(y - 5)}l5 5l-5 5l-5 -5z" fill="${INK.with}" fill-opacity="0.75">${title}</path>`
    : `<circle cx="${left}" cy="${top}" r="4" fill="${INK.without}" fill-opacity="0.65">${title}</circle>`;
}

export function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${INK.line}">${escapeXml(text)}</text>`;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** @param below markup between the picture and its caption */
export function figure(svg: string, caption: string, below = ''): string {
  return `<figure>${svg}${below}<figcaption>${escapeXml(caption)}</figcaption></figure>`;
}
