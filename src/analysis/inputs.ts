import { createHash } from 'node:crypto';
import { asCodedError } from '../errors.ts';
import { ALGORITHM } from './algorithm.ts';
import type { MeasureDependencies } from './measure-study.ts';
import { patientIdentitySchema, type PatientIdentity } from './patient-identity.ts';

/**
 * A digest of all that a measurement rests on beside the images: algorithm, who marked the levels and how,
 * the site's references, how the noise is known, and whom the images must belong to. A stored measurement of other
 * inputs is out of date, be it a number or a refusal such as "nobody has marked the levels". That a reference was retired
 * or its scanner drifted is no input: what was measured before keeps it.
 */
export async function measurementInputs(
  studyInstanceUid: string,
  patient: PatientIdentity,
  {
    localiserFor,
    references,
    noise,
  }: Required<Pick<MeasureDependencies, 'localiserFor' | 'references' | 'noise'>>,
): Promise<string> {
  const levels = await localiserFor(studyInstanceUid).then(
    (localiser) => localiser?.basis ?? 'nobody',
    (thrown: unknown) => asCodedError(thrown).code,
  );
  // Parsed anew, so that whoever asks, the keys come in one order.
  const identity = patientIdentitySchema.parse(patient);
  const cohorts = references.map(({ retired: _retired, drifted: _drifted, ...content }) => content);
  const inputs = JSON.stringify([ALGORITHM, levels, cohorts, identity, noise]);
  return createHash('sha256').update(inputs).digest('hex');
}
