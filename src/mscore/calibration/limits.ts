import { reason, type CodedReason } from '../../errors.ts';
import { DEMONSTRATION_BELOW, SMALL_BELOW } from '../match-reference.ts';
import type { ReferenceProtocol } from '../reference-differences.ts';
import { decimal } from '../format.ts';
import { roiStatistics } from '../roi-statistics.ts';
import type { CohortExam, LeftOut } from './exam.ts';
import { noiseShapeOf } from './noise-shape.ts';

/** What a reader of the reference must know: its size, what is not known of the women, and how they were measured. */
export function limitsOf(
  kept: readonly CohortExam[],
  leftOut: readonly LeftOut[],
  protocol: ReferenceProtocol | undefined,
): CodedReason[] {
  const n = kept.length;
  const unknown = (what: 'age' | 'sex') => kept.filter(({ exam }) => exam[what] === undefined).length;
  const marked = kept.filter(({ exam }) => exam.roiSource !== 'model').length;
  const shape = noiseShapeOf(kept);
  return [
    ...(n >= DEMONSTRATION_BELOW && n < SMALL_BELOW ? [reason('reference/small', `n = ${n}`)] : []),
    ...(protocol && protocol.scanner.serial === undefined ? [reason('reference/no-serial')] : []),
    ...outlierLimit(kept, leftOut),
    ...(unknown('age') > 0 ? [reason('calibrate/unknown-age', `${unknown('age')} of ${n}`)] : []),
    ...(unknown('sex') > 0 ? [reason('calibrate/unknown-sex', `${unknown('sex')} of ${n}`)] : []),
    ...(marked > 0 && marked < n ? [reason('calibrate/mixed-rois', `${marked} of ${n} marked`)] : []),
    ...(shape ? [reason('calibrate/noise-shape', `mean/SD ${shape.meanOverSd} ± ${shape.tolerance}`)] : []),
  ];
}

/** With what the SD would be with them: a reader can judge what leaving them out did. */
function outlierLimit(kept: readonly CohortExam[], leftOut: readonly LeftOut[]): CodedReason[] {
  const outliers = leftOut.flatMap(({ snr, reasons }) =>
    snr !== undefined && reasons.some(({ code }) => code === 'calibrate/outlier') ? [snr] : [],
  );
  if (outliers.length === 0) return [];
  const all = roiStatistics([...kept.map(({ snr }) => snr), ...outliers]);
  const detail = `${outliers.length} of ${all.n}; with them SNR ${decimal(all.mean, 2)} ± ${decimal(all.sd, 2)}`;
  return [reason('calibrate/without-outliers', detail)];
}
