import type { SeriesHeaders, Slice } from '../../src/dicom/image.ts';
import type { FoundStudy, ImageSource, StudyFinder, StudyQuery } from '../../src/dicom/image-source.ts';

export interface FakeImages {
  readonly series?: readonly SeriesHeaders[];
  readonly slices?: readonly Slice[];
  readonly studies?: (query: StudyQuery) => FoundStudy[];
  /** What reading the series, or its images, fails with. */
  readonly seriesFailure?: Error;
  readonly imagesFailure?: Error;
}

/** A PACS that answers what it is told to, and remembers what it was asked. */
export function fakeImages({ series, slices, studies, seriesFailure, imagesFailure }: FakeImages = {}) {
  const asked: (StudyQuery | 'series' | 'images')[] = [];
  const source: ImageSource & StudyFinder = {
    description: 'pacs.example.org',
    async readSeries() {
      asked.push('series');
      if (seriesFailure) throw seriesFailure;
      return [...(series ?? [])];
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
  };
  return { source, asked };
}
