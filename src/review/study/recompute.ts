import { examNoise, type ExamNoise, type NoiseInput, withNoisePlaces } from '../../analysis/exam-noise.ts';
import { measureSlices, type SliceMeasurement } from '../../analysis/measure-slices.ts';
import type { Slice } from '../../dicom/image.ts';
import { asCodedError, type CodedReason } from '../../errors.ts';
import type { KnownReference } from '../../mscore/reference.ts';
import { locateByRoiFile } from '../../spine/roi-file-localiser.ts';
import type { RoiFile } from '../../spine/roi-file.ts';

/** What the numbers rest on beside the ROIs: the same as on the server. */
export interface Basis {
  readonly slices: readonly Slice[];
  readonly references: readonly KnownReference[];
  readonly noise: NoiseInput;
}

/** Numbers, or why there are none at all. */
export type Recomputed =
  | { readonly numbers: SliceMeasurement; readonly refusal?: undefined }
  | { readonly refusal: CodedReason; readonly numbers?: undefined };

/**
 * Measures ROIs as `measureStudy` does when they are saved: located, given air where none is marked, measured. The
 * noise of the air, which takes most of the time, is kept while the air stays where it is.
 */
export function recomputer({ slices, references, noise }: Basis): (file: RoiFile) => Recomputed {
  const noiseOf = keepingAir();
  return (file) => {
    try {
      const located = withNoisePlaces(locateByRoiFile(file, slices), slices, noise);
      return { numbers: measureSlices(slices, located, references, noise, noiseOf) };
    } catch (thrown) {
      const error = asCodedError(thrown);
      if (error.kind !== 'refusal') throw error;
      return { refusal: error.toReason() };
    }
  };
}

function keepingAir(): typeof examNoise {
  let kept: { readonly air: string; readonly noise: ExamNoise } | undefined;
  return (slices, located, input, exam) => {
    if (input.method !== 'air-sd') return examNoise(slices, located, input, exam);
    const air = JSON.stringify([located.noise, exam.shape]);
    if (kept?.air !== air) kept = { air, noise: examNoise(slices, located, input, exam) };
    return kept.noise;
  };
}
