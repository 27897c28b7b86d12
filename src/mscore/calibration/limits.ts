import { reason, type CodedReason } from '../../errors.ts';
import { DEMONSTRATION_BELOW, SMALL_BELOW } from '../match-reference.ts';
import type { ReferenceProtocol } from '../reference-differences.ts';
import type { CohortExam } from './exam.ts';
import { noiseShapeOf } from './noise-shape.ts';

/** What a reader of the reference must know: its size, what is not known of the women, and how they were measured. */
export function limitsOf(
  kept: readonly CohortExam[],
  protocol: ReferenceProtocol | undefined,
): CodedReason[] {
  const n = kept.length;
  const unknown = (what: 'age' | 'sex') => kept.filter(({ exam }) => exam[what] === undefined).length;
  const marked = kept.filter(({ exam }) => exam.roiSource !== 'model').length;
  const shape = noiseShapeOf(kept);
  return [
    ...(n >= DEMONSTRATION_BELOW && n < SMALL_BELOW ? [reason('reference/small', `n = ${n}`)] : []),
    ...(protocol && protocol.scanner.serial === undefined ? [reason('reference/no-serial')] : []),
    ...(unknown('age') > 0 ? [reason('calibrate/unknown-age', `${unknown('age')} of ${n}`)] : []),
    ...(unknown('sex') > 0 ? [reason('calibrate/unknown-sex', `${unknown('sex')} of ${n}`)] : []),
    ...(marked > 0 && marked < n ? [reason('calibrate/mixed-rois', `${marked} of ${n} marked`)] : []),
    ...(shape ? [reason('calibrate/noise-shape', `mean/SD ${shape.meanOverSd} ± ${shape.tolerance}`)] : []),
  ];
}
