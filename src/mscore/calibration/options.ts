import type { Level } from '../levels.ts';
import type { Reference } from '../reference.ts';

/** What an exam must have to count. */
export interface ExamRules {
  readonly levels: readonly Level[];
  /** Whole years, both included. */
  readonly ages: { readonly min: number; readonly max: number };
}

export interface CalibrationOptions extends ExamRules {
  readonly id: string;
  /** Who the women are; without it their ages say so. */
  readonly population?: string | undefined;
  readonly cutoff: Reference['cutoff'];
  /** ISO date. */
  readonly createdAt: string;
}
