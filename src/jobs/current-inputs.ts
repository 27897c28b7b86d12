import { measurementInputs } from '../analysis/inputs.ts';
import type { Site } from '../site.ts';
import type { MeasureStudy } from './messages.ts';

/** The digest of what a measurement of the study would rest on now. */
export async function currentInputs(
  { studyInstanceUid, patient }: Pick<MeasureStudy, 'studyInstanceUid' | 'patient'>,
  { localiserFor, noise, references }: Pick<Site, 'localiserFor' | 'noise' | 'references'>,
): Promise<string> {
  return measurementInputs(studyInstanceUid, patient, {
    localiserFor,
    noise,
    references: await references(),
  });
}
