import { type CodedReason, reason } from '../errors.ts';
import { decimal } from './format.ts';
import type { Mscore } from './measurement.ts';
import { PUBLISHED_CUTOFFS } from './published-cutoffs.ts';

/**
 * Published cut-offs of VBQ run from 2.7 to 3.06 by study (meta-analysis 2024: 2,981 patients). From the upper end
 * on VBQ speaks for poor bone by all of them, below the lower end by none.
 */
const VBQ = { low: 2.7, high: 3.06 } as const;

/** What a number says about the bone; nothing where it lies between. */
type Direction = 'poor' | 'sound' | undefined;

/**
 * The limit `vbq/discordant` where M-score and VBQ point in different directions: neither is then an answer. M speaks
 * for poor bone when it reaches the cut-off, as a card would have it, and for sound bone when its whole 95 %
 * interval is below. Without a cut-off of the site: the highest and the lowest that were published (5.5, 2.05).
 * What lies between is in doubt, not discordant.
 *
 * @param mscore its `cutoff` is the one that was chosen with the reference
 */
export function discordance(
  mscore: Pick<Mscore, 'value' | 'interval95' | 'cutoff'> | null,
  vbq: { readonly value: number } | null,
): CodedReason | undefined {
  if (!mscore || !vbq) return undefined;
  const { low, high } = boundsOf(mscore.cutoff);
  const byM = directionOf(mscore.value >= high, mscore.interval95[1] < low);
  const byVbq = directionOf(vbq.value >= VBQ.high, vbq.value < VBQ.low);
  if (byM === undefined || byVbq === undefined || byM === byVbq) return undefined;
  const m =
    byM === 'poor'
      ? `M-score ${decimal(mscore.value, 1)} reaches ${high}`
      : `the interval of the M-score ends at ${decimal(mscore.interval95[1], 1)}, below ${low}`;
  const other = byVbq === 'poor' ? `reaches ${VBQ.high}` : `is below ${VBQ.low}`;
  return reason('vbq/discordant', `${m}, VBQ ${decimal(vbq.value, 2)} ${other}`);
}

function boundsOf(cutoff: Mscore['cutoff']): { readonly low: number; readonly high: number } {
  const values = cutoff
    ? [cutoff.value]
    : PUBLISHED_CUTOFFS.flatMap(({ score, value }) => (score === 'm' && value !== null ? [value] : []));
  return { low: Math.min(...values), high: Math.max(...values) };
}

function directionOf(poor: boolean, sound: boolean): Direction {
  if (poor) return 'poor';
  return sound ? 'sound' : undefined;
}
