import type { SeriesHeaders, Slice } from '../../src/dicom/image.ts';
import type { StudyAnnotations } from '../../src/dicom/annotation.ts';
import type {
  FoundStudy,
  ImageSource,
  StudyFinder,
  StudyLister,
  StudyQuery,
} from '../../src/dicom/image-source.ts';

export interface FakeImages {
  readonly series?: readonly SeriesHeaders[];
  readonly slices?: readonly Slice[];
  /** Without any the study has no series of annotation objects. */
  readonly annotations?: StudyAnnotations;
  readonly studies?: (query: StudyQuery) => FoundStudy[];
  /** What reading the series, or its images, fails with. */
  readonly seriesFailure?: Error;
  readonly imagesFailure?: Error;
}

/** A PACS that answers what it is told to, and remembers what it was asked. */
export function fakeImages(images: FakeImages = {}) {
  const { series, slices, annotations, studies, seriesFailure, imagesFailure } = images;
  const asked: (StudyQuery | 'series' | 'images' | 'annotations')[] = [];
  const source: ImageSource & StudyFinder & StudyLister = {
    description: 'pacs.example.org',
    async readSeries() {
      asked.push('series');
      if (seriesFailure) throw seriesFailure;
      return [...(series ?? [])];
    },
    async readStudy(studyInstanceUid) {
      const read = await source.readSeries(studyInstanceUid);
      return { series: read, annotationSeries: annotations ? ['1.2.3.66'] : [] };
    },
    async readAnnotations() {
      asked.push('annotations');
      return annotations ?? { objects: [], unread: [] };
    },
    async readImages() {
      asked.push('images');
      if (imagesFailure) throw imagesFailure;
      return [...(slices ?? [])];
    },
    async findStudies(query) {
      asked.push(query);
      return studies?.(query) ?? [];
    },
    async studiesOn(day) {
      return (studies?.({}) ?? []).filter(({ studyDate }) => studyDate === day.replaceAll('-', ''));
    },
  };
  return { source, asked };
}
