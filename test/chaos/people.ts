import type { FhirResource, ImagingStudy } from 'fhir/r4.js';
import { HOSPITAL_NUMBERS } from '../../fixtures/demo/patient.ts';
import type { DicomJson } from '../../fixtures/phantom/dicom-json.ts';
import { MR_IMAGE_STORAGE } from '../../fixtures/phantom/image-attributes.ts';
import { toDicomJson, writePart10 } from '../../fixtures/phantom/part10.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { generatePhantomStudy, type PhantomInstance } from '../../fixtures/phantom/study.ts';
import type { SandboxStudy } from '../../fixtures/dicomweb-sandbox/studies.ts';

const BIRTH_DATE = '1957-02-28';
const STUDY_DATE = '2026-03-02';
/** Bodies that are imaged; their images go round among the people. */
const SEEDS = [31, 32, 33];
/** Middle slices of the T1, as few as a series may have. */
const SLICES = 5;
/** Stands in a template where a person's own number belongs; as long as one, so that nothing in a file moves. */
const BLANK = '7000000';

/** One of very many people, with one lumbar MRI each. */
export interface Somebody {
  /** Logical id of the Patient. */
  readonly id: string;
  /** PatientID on the PACS. */
  readonly hospitalNumber: string;
  readonly studyInstanceUid: string;
  readonly accessionNumber: string;
  /** Whose images show the same body have the same number here, and must have the same M-score. */
  readonly body: number;
}

/** The numbers of the first so many. */
export function numbersOf(people: number): number[] {
  return Array.from({ length: people }, (_, number) => number);
}

/** The one with this number, from 0. */
export function somebody(number: number): Somebody {
  const own = ownNumber(number);
  return {
    id: `p${own}`,
    hospitalNumber: `H${own}`,
    studyInstanceUid: `2.999.${own}.1`,
    accessionNumber: `A${own}`,
    body: number % SEEDS.length,
  };
}

function ownNumber(number: number): string {
  return String(Number(BLANK) + 1 + number);
}

/** What the record says of somebody before any result. */
export function recordOf(number: number): FhirResource[] {
  const { id, hospitalNumber } = somebody(number);
  return [
    {
      resourceType: 'Patient',
      id,
      identifier: [{ system: HOSPITAL_NUMBERS, value: hospitalNumber }],
      gender: 'female',
      birthDate: BIRTH_DATE,
    },
    imagingStudyOf(number),
  ];
}

export function imagingStudyOf(number: number): ImagingStudy {
  const { id, studyInstanceUid } = somebody(number);
  return {
    resourceType: 'ImagingStudy',
    id: `${id}-mri`,
    status: 'available',
    identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${studyInstanceUid}` }],
    modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'MR' }],
    subject: { reference: `Patient/${id}` },
    started: STUDY_DATE,
    description: 'MR lumbar spine',
  };
}

/** What becomes of a template when somebody's number is written into it. */
export interface Template {
  study(number: number): SandboxStudy;
  /** As text. */
  roiFile(number: number): string;
}

/**
 * The images and ROIs of each body, made once. Somebody's own are copies with the number put in; files are made
 * when they are read, as a thousand studies would not fit into memory.
 */
export function templates(): readonly Template[] {
  return SEEDS.map((seed) => {
    const study = generatePhantomStudy({ seed, marrowFat: 0.6, age: 69, series: ['t1'] });
    const name = `2.999.${BLANK}`;
    const first = Math.floor((study.instances.length - SLICES) / 2);
    const chosen = study.instances.slice(first, first + SLICES);
    const images = chosen.map((instance, i) =>
      templateImage(instance, `${name}.1`, `${name}.2`, `${name}.3.${i}`),
    );
    let rois = JSON.stringify(roiFileOf(study))
      .replaceAll(study.studyInstanceUid, `${name}.1`)
      .replaceAll(chosen[0]?.seriesInstanceUid ?? '', `${name}.2`);
    chosen.forEach(({ sopInstanceUid }, i) => (rois = rois.replaceAll(sopInstanceUid, `${name}.3.${i}`)));
    return {
      study: (number) => ({ instances: images.map((image) => image(ownNumber(number))) }),
      roiFile: (number) => rois.replaceAll(BLANK, ownNumber(number)),
    };
  });
}

type OwnImage = (own: string) => SandboxStudy['instances'][number];

function templateImage(instance: PhantomInstance, study: string, series: string, image: string): OwnImage {
  const named = toDicomJson({
    PatientID: `H${BLANK}`,
    PatientName: `Chaos^${BLANK}`,
    PatientBirthDate: BIRTH_DATE.replaceAll('-', ''),
    StudyDate: STUDY_DATE.replaceAll('-', ''),
    AccessionNumber: `A${BLANK}`,
    StudyInstanceUID: study,
    SeriesInstanceUID: series,
    SOPInstanceUID: image,
    FrameOfReferenceUID: `2.999.${BLANK}.4`,
  });
  const { '00100021': _issuer, ...anonymous } = { ...instance.dataset, ...named };
  const text = JSON.stringify(anonymous);
  const file = Buffer.from(writePart10(anonymous, MR_IMAGE_STORAGE, image, instance.pixels));
  const header = file.subarray(0, file.length - instance.pixels.byteLength);
  const places = occurrences(header, BLANK);
  return (own) => {
    const dataset: DicomJson = JSON.parse(text.replaceAll(BLANK, own));
    return {
      dataset,
      get part10() {
        const copy = Buffer.from(file);
        for (const place of places) copy.write(own, place, 'latin1');
        return copy;
      },
    };
  };
}

function occurrences(bytes: Buffer, text: string): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) found.push(at);
  return found;
}
