import type { DeclaredNoise } from '../mscore/declared-noise.ts';
import type { ImageSource } from '../dicom/image-source.ts';

/** A study in which the second acquisition lies, where it is not the study that is measured. */
export interface SecondStudy {
  readonly source: ImageSource;
  readonly studyInstanceUid: string;
}

/** How the noise is to be known: a decision of the site or of who calls, never of the program. */
export type NoiseChoice =
  | { readonly method: 'air-sd' }
  | {
      readonly method: 'difference';
      /** Without it the second acquisition is looked for in the study itself. */
      readonly second?: SecondStudy | undefined;
    }
  | { readonly method: 'declared'; readonly declared: readonly DeclaredNoise[] };

/** What a site that says nothing gets, and what published M-scores were made with. */
export const AIR: NoiseChoice = { method: 'air-sd' };
