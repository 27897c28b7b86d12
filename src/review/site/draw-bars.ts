import { sum } from '../../mscore/arithmetic.ts';
import { normalDensity } from '../../mscore/distributions.ts';
import { type Markup, words } from '../../report/html.ts';
import { INK, label, round, type Scales } from '../../report/plot.ts';
import { type Cohort, type SnrBar, snrOf } from './snr-bars.ts';

/** Room for the name of a cut-off above the highest bar. */
const ROOM_ABOVE = 1.12;
const CURVE_POINTS = 80;
/** Height of a line of text. */
const LINE = 12;

interface Drawing {
  readonly x: readonly [number, number];
  /** Per cent. */
  readonly y: readonly [number, number];
  readonly draw: (scales: Scales) => Markup;
}

/**
 * Two histograms on each other, as shares of the cohort and of the exams, so that thirty women compare with thousands of
 * patients: the cohort filled, or its normal curve dotted where its exams are not known, the exams as a line in steps.
 *
 * @param bars at least one
 * @param inWords what is shown on pointing at a bar, and beside a cut-off
 */
export function drawBars(
  bars: readonly SnrBar[],
  cohort: Cohort,
  cutoffs: readonly number[],
  inWords: { readonly bar: (bar: SnrBar) => string; readonly cutoff: (mscore: number) => string },
): Drawing {
  const [low, high] = [bars[0]?.from ?? 0, bars.at(-1)?.to ?? 1];
  const width = (high - low) / bars.length;
  const women = cohort.examSnrs && shares(bars.map((bar) => bar.women ?? 0));
  const exams = shares(bars.map((bar) => bar.exams));
  const curve = women ? [] : normalCurve(cohort, [low, high], width);
  const top = ROOM_ABOVE * Math.max(...exams, ...(women ?? []), ...curve.map(([, share]) => share));
  const draw = (scales: Scales) =>
    [
      women ? filled(bars, women, scales) : dotted(curve, scales),
      steps(bars, exams, scales),
      ...cutoffs.map((cutoff, index) =>
        cutoffLine(
          { name: inWords.cutoff(cutoff), snr: snrOf(cutoff, cohort), index },
          [low, high, top],
          scales,
        ),
      ),
      ...bars.map((bar) => pointedAt(bar, top, inWords.bar(bar), scales)),
    ].join('');
  return { x: [low, high], y: [0, top], draw };
}

/** In per cent of all of them. */
function shares(counts: readonly number[]): number[] {
  const all = sum(counts);
  return counts.map((count) => (all === 0 ? 0 : (100 * count) / all));
}

/** What share of a normal distribution a bar around each place would hold. */
function normalCurve(
  { snr: { mean, sd } }: Cohort,
  [low, high]: readonly [number, number],
  width: number,
): [at: number, share: number][] {
  return Array.from({ length: CURVE_POINTS + 1 }, (_, point) => {
    const at = low + (point / CURVE_POINTS) * (high - low);
    return [at, (100 * width * normalDensity((at - mean) / sd)) / sd];
  });
}

function filled(bars: readonly SnrBar[], women: readonly number[], scales: Scales): Markup {
  const each = bars.map((bar, index) => {
    const share = women[index] ?? 0;
    return share === 0
      ? ''
      : `<rect ${placeOf(bar, share, scales)} fill="${INK.plain}" fill-opacity="0.45" stroke="${INK.plain}"/>`;
  });
  return each.join('');
}

function dotted(curve: readonly (readonly [number, number])[], { x, y }: Scales): Markup {
  const points = curve.map(([at, share]) => `${round(x(at))} ${round(y(share))}`).join('L');
  return `<path d="M${points}" fill="none" stroke="${INK.plain}" stroke-width="2" stroke-dasharray="2 3"/>`;
}

function steps(bars: readonly SnrBar[], exams: readonly number[], { x, y }: Scales): Markup {
  const [first] = bars;
  if (!first || exams.every((share) => share === 0)) return '';
  const up = bars.map(({ to }, index) => `V${round(y(exams[index] ?? 0))}H${round(x(to))}`);
  return `<path d="M${round(x(first.from))} ${round(y(0))}${up.join('')}V${round(y(0))}" fill="none" stroke="${INK.with}" stroke-width="2"/>`;
}

/** @param line `index` among the cut-offs: names of neighbours stand below each other */
function cutoffLine(
  { name, snr, index }: { readonly name: string; readonly snr: number; readonly index: number },
  [low, high, top]: readonly [number, number, number],
  { x, y }: Scales,
): Markup {
  if (snr < low || snr > high) return '';
  const side =
    snr > (low + high) / 2 ? ({ anchor: 'end', off: -4 } as const) : ({ anchor: 'start', off: 4 } as const);
  const line = `<path d="M${round(x(snr))} ${round(y(0))}V${round(y(top))}" stroke="${INK.line}" stroke-dasharray="5 3"/>`;
  return line + label(x(snr) + side.off, y(top) + LINE * (index + 1) - 2, name, side.anchor);
}

/** The whole height of a bar, which shows what is in it. */
function pointedAt(bar: SnrBar, top: number, said: string, scales: Scales): Markup {
  return `<rect ${placeOf(bar, top, scales)} fill="transparent"><title>${words(said)}</title></rect>`;
}

function placeOf({ from, to }: SnrBar, share: number, { x, y }: Scales): string {
  return `x="${round(x(from))}" y="${round(y(share))}" width="${round(x(to) - x(from))}" height="${round(y(0) - y(share))}"`;
}
