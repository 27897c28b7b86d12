import { chooseSagittalT1 } from '../dicom/choose-series.ts';
import type { ImageHeader, Slice } from '../dicom/image.ts';
import type { ImageSource, Progress } from '../dicom/image-source.ts';
import { asCodedError, CodedError, reason, type CodedReason } from '../errors.ts';
import type { Measurement } from '../mscore/measurement.ts';
import type { Reference } from '../mscore/reference.ts';
import type { Localiser } from '../spine/localiser.ts';
import { ALGORITHM } from './algorithm.ts';
import { measureSlices } from './measure-slices.ts';
import { checkPatient, type PatientIdentity } from './patient-identity.ts';
import { Stopwatch } from './stopwatch.ts';

export interface StudyToMeasure {
  readonly studyInstanceUid: string;
  /** The patient of the record; without one (command line) nothing is compared. */
  readonly patient: PatientIdentity | undefined;
}

export interface MeasureDependencies {
  readonly source: ImageSource;
  /** Who says where the levels of this study are; undefined when nobody does. */
  readonly localiserFor: (studyInstanceUid: string) => Promise<Localiser | undefined>;
  readonly references: readonly Reference[];
  readonly progress?: Progress;
}

export interface MeasuredStudy {
  readonly measurement: Measurement;
  /** Whether the images were shown to be the patient's; without a patient to compare with they never are. */
  readonly verified: boolean;
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
  const stopwatch = new Stopwatch();
  let known = nothingYet(study, dependencies.source.description);
  let slices: readonly Slice[] = [];
  let verified = false;
  const refused = (refusals: CodedReason[]): MeasuredStudy => ({
    measurement: { ...known, status: 'refused', refusals, timings: stopwatch.timings() },
    verified,
    slices,
  });
  try {
    const { source, references, progress } = dependencies;
    const series = await stopwatch.time('headers', source.readSeries(study.studyInstanceUid));
    const unread = series.find(({ unreadable }) => unreadable)?.unreadable;
    const images = series.flatMap((one) => one.images);
    if (images.length === 0 && unread) throw new CodedError(unread.code);
    // First of all: whatever else is said about the study would be said about the wrong patient.
    const inMetadata = refuseOtherPatient(images, study.patient);
    if (inMetadata) return refused([inMetadata]);
    verified = study.patient !== undefined;

    const localiser = await dependencies.localiserFor(study.studyInstanceUid);
    const protocols = references.map(({ protocol }) => protocol);
    const choice = chooseSagittalT1(series, protocols, localiser?.seriesInstanceUid);
    known = describe(known, choice);
    if (!choice.chosen) throw new CodedError(choice.refusal);
    if (!localiser) throw new CodedError('spine/no-rois');

    const { seriesInstanceUid } = choice.chosen.series;
    slices = await stopwatch.time(
      'images',
      source.readImages(study.studyInstanceUid, seriesInstanceUid, progress),
    );
    const headers = slices.map(({ header }) => header);
    const inImages = refuseOtherPatient(headers, study.patient);
    verified &&= inImages === undefined;
    if (inImages) return refused([inImages]);

    const located = await stopwatch.time('levels', localiser.locate(slices));
    const numbers = stopwatch.timeSync('numbers', () => measureSlices(slices, located, references));
    known = { ...known, ...numbers, roiSource: located.source };
    if (numbers.refusals.length > 0) return refused(numbers.refusals);
    const status = numbers.limits.length > 0 ? 'limited' : 'measured';
    return { measurement: { ...known, status, timings: stopwatch.timings() }, verified, slices };
  } catch (thrown) {
    const error = asCodedError(thrown);
    if (error.kind !== 'refusal') throw error;
    return refused([error.toReason()]);
  }
}

function nothingYet({ studyInstanceUid }: StudyToMeasure, source: string): Measurement {
  return {
    study: { studyInstanceUid, source },
    series: { chosen: null, reasons: [], rejected: [] },
    roiSource: null,
    levels: [],
    noise: null,
    snr: null,
    mscore: null,
    vbq: null,
    status: 'refused',
    refusals: [],
    limits: [],
    algorithm: ALGORITHM,
    timings: {},
  };
}

type Choice = ReturnType<typeof chooseSagittalT1>;

function describe(known: Measurement, choice: Choice): Measurement {
  const [first] = choice.chosen?.series.images ?? [];
  return {
    ...known,
    study: {
      ...known.study,
      ...(first?.accessionNumber && { accessionNumber: first.accessionNumber }),
      ...(first?.acquiredAt && { acquired: isoDate(first.acquiredAt) }),
    },
    series: {
      chosen: first
        ? {
            seriesInstanceUid: first.seriesInstanceUid,
            ...(first.seriesNumber !== undefined && { number: first.seriesNumber }),
            description: first.seriesDescription,
          }
        : null,
      reasons: [...(choice.chosen?.reasons ?? [])],
      rejected: choice.rejected.map((rejected) => ({ ...rejected, reasons: [...rejected.reasons] })),
    },
  };
}

/** `YYYYMMDD…` → `YYYY-MM-DD`. */
function isoDate(dicom: string): string {
  return dicom.slice(0, 8).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
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
