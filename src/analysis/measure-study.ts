import type { ImageHeader, Slice } from '../dicom/image.ts';
import type { ImageSource, Progress } from '../dicom/image-source.ts';
import { asCodedError, CodedError, reason, type CodedReason } from '../errors.ts';
import type { Measurement } from '../mscore/measurement.ts';
import type { KnownReference } from '../mscore/reference.ts';
import { ALGORITHM } from './algorithm.ts';
import { chooseLocaliser, type Markers } from './choose-localiser.ts';
import { describe, nothingYet } from './describe-study.ts';
import { withNoisePlaces } from './exam-noise.ts';
import { imagesDigest } from './images-digest.ts';
import { measureSlices } from './measure-slices.ts';
import { AIR, type NoiseChoice } from './noise-choice.ts';
import { checkPatient, type PatientIdentity } from './patient-identity.ts';
import { twiceAcquired } from './second-acquisition.ts';
import { Stopwatch } from './stopwatch.ts';

export interface StudyToMeasure {
  readonly studyInstanceUid: string;
  /** The patient of the record; without one (command line) nothing is compared. */
  readonly patient: PatientIdentity | undefined;
}

export interface MeasureDependencies extends Markers {
  readonly source: ImageSource;
  readonly references: readonly KnownReference[];
  /** How the noise is to be known; from the air without it. */
  readonly noise?: NoiseChoice;
  readonly progress?: Progress;
  /** Told which stage begins, in the words of `timings`. */
  readonly onStage?: (stage: string) => void;
}

export interface MeasuredStudy {
  readonly measurement: Measurement;
  /** Whether the images were shown to be the patient's; without a patient to compare with they never are. */
  readonly verified: boolean;
  /** Which images the study had (`imagesDigest`); undefined when it was not there. */
  readonly images: string | undefined;
  /** The images of the chosen series; empty when it did not come to that. */
  readonly slices: readonly Slice[];
}

/**
 * The one pipeline: study → series → patient check → images → levels → numbers. What speaks against the
 * study itself is a refused measurement; what may pass (PACS away) is raised.
 *
 * @throws CodedError of kind `fault`
 */
export async function measureStudy(
  study: StudyToMeasure,
  dependencies: MeasureDependencies,
): Promise<MeasuredStudy> {
  const stopwatch = new Stopwatch(dependencies.onStage);
  let known = nothingYet(study.studyInstanceUid, dependencies.source.description);
  let slices: readonly Slice[] = [];
  let verified = false;
  let images: string | undefined;
  const refused = (refusals: CodedReason[]): MeasuredStudy => ({
    measurement: { ...known, status: 'refused', refusals, timings: stopwatch.timings() },
    verified,
    images,
    slices,
  });
  try {
    const { source, references, noise: how = AIR, progress } = dependencies;
    const headers = await stopwatch.time('headers', source.readStudy(study.studyInstanceUid));
    images = imagesDigest(headers);
    const { series } = headers;
    const unread = series.find(({ unreadable }) => unreadable)?.unreadable;
    const allHeaders = series.flatMap((one) => one.images);
    if (allHeaders.length === 0 && unread) throw new CodedError(unread.code);
    // First of all: whatever else is said about the study would be said about the wrong patient.
    const inMetadata = refuseOtherPatient(allHeaders, study.patient);
    if (inMetadata) return refused([inMetadata]);
    verified = study.patient !== undefined;

    const inStudy = { studyInstanceUid: study.studyInstanceUid, ...headers };
    const { localiser, choice, limits } = await chooseLocaliser(inStudy, source, dependencies, references);
    known = { ...describe(known, choice), limits: [...limits] };
    if (!choice.chosen) throw new CodedError(choice.refusal);
    if (!localiser) throw new CodedError('spine/no-rois');

    const { seriesInstanceUid } = choice.chosen.series;
    slices = await stopwatch.time(
      'images',
      source.readImages(study.studyInstanceUid, seriesInstanceUid, progress),
    );
    const inImages = refuseOtherPatient(
      slices.map(({ header }) => header),
      study.patient,
    );
    verified &&= inImages === undefined;
    if (inImages) return refused([inImages]);

    const once = { studyInstanceUid: study.studyInstanceUid, series, chosen: choice.chosen.series };
    const noise =
      how.method === 'difference' ? await stopwatch.time('second', twiceAcquired(how, once, source)) : how;
    const found = await stopwatch.time('levels', localiser.locate(slices));
    const located = withNoisePlaces(found, slices, noise);
    const numbers = stopwatch.timeSync('numbers', () => measureSlices(slices, located, references, noise));
    known = {
      ...known,
      ...numbers,
      roiSource: located.source,
      limits: [...limits, ...numbers.limits],
      algorithm: { ...ALGORITHM, weightsSha256: located.weightsSha256 ?? null },
    };
    if (numbers.refusals.length > 0) return refused(numbers.refusals);
    const status = known.limits.length > 0 ? 'limited' : 'measured';
    return { measurement: { ...known, status, timings: stopwatch.timings() }, verified, images, slices };
  } catch (thrown) {
    const error = asCodedError(thrown);
    if (error.kind !== 'refusal') throw error;
    return refused([error.toReason()]);
  }
}

/** Every image must be this patient's: a series can be mixed up by hand, and metadata can be out of date. */
function refuseOtherPatient(
  images: readonly ImageHeader[],
  patient: PatientIdentity | undefined,
): CodedReason | undefined {
  if (!patient) return undefined;
  if (images.length === 0) return reason('study/patient-unverified');
  return images.map((image) => checkPatient(image.patient, patient)).find((refusal) => refusal !== undefined);
}
