import type { Progress } from '../dicom/image-source.ts';
import type { MeasuredStudy } from '../analysis/measure-study.ts';

/** One exam of a cohort before it is measured. */
export interface CohortStudy {
  /** A folder, or the DICOMweb URL of a study; never shown. */
  readonly location: string;
  /** How outputs name it; without one by its number. */
  readonly id?: string | undefined;
  /** Who the woman is, in the manifest's own words; compared, never shown. */
  readonly patient?: string | undefined;
  /** Years. */
  readonly age?: number | undefined;
  readonly sex?: 'F' | 'M' | undefined;
  /** Where the second acquisition lies, if not in the study itself: a folder or a DICOMweb URL. */
  readonly second?: string | undefined;
  /** A ROI file that says where the levels are. */
  readonly rois?: string | undefined;
}

/** Measures one study without any reference; raises CodedError of kind `fault`. */
export type MeasureOne = (study: CohortStudy, progress: Progress | undefined) => Promise<MeasuredStudy>;
