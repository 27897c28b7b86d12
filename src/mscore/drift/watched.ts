/** What one exam of a patient says about the scanner, and nothing about the patient. */
export interface WatchedExam {
  readonly kind: 'exam';
  /** ISO date of the acquisition, when the images say it. */
  readonly acquired?: string | undefined;
  /** Stored grey values. */
  readonly airSd: number;
  readonly airMeanOverSd: number;
  /** Independent pixels of air. */
  readonly airN: number;
  readonly softwareVersions?: string | undefined;
  readonly coil?: string | undefined;
}

/** The SNR of somebody, or something, that was measured to see whether the scanner is as it was. */
export interface ControlExam {
  readonly kind: 'control';
  readonly acquired?: string | undefined;
  /** Who or what is measured again and again; without a name it is another woman like those of the cohort each time. */
  readonly name?: string | undefined;
  readonly snr: number;
}

/** A person looked at the scanner and found it to be right as it is. */
export interface KeptAsItIs {
  readonly kind: 'kept';
}

/** What happened to a cohort since it was added, in order. */
export type WatchedEntry = WatchedExam | ControlExam | KeptAsItIs;
