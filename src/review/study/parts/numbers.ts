import type { CodedReason } from '../../../errors.ts';
import type { Measurement } from '../../../mscore/measurement.ts';

/** The numbers of a page: those that are stored, or those that an edit comes to. */
export type Numbers = Pick<
  Measurement,
  'levels' | 'noise' | 'snr' | 'mscore' | 'vbq' | 'refusals' | 'limits'
>;

/** When nothing could be measured at all. */
export function noNumbers(refusal: CodedReason): Numbers {
  return { levels: [], noise: null, snr: null, mscore: null, vbq: null, refusals: [refusal], limits: [] };
}

/** What a cohort has at a level, if it says so. */
export interface Usual {
  readonly mean: number;
  readonly sd: number;
}
