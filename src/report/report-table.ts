/** A table as text and page both show it. The first column names the row; the others are numbers unless said. */
export interface ReportTable {
  readonly caption: string;
  /** The caption is for who does not see the page: a heading says it already. */
  readonly captionHidden?: boolean;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of words besides the first, counted from 0. */
  readonly words?: readonly number[];
  /** What a reader must know to read it. */
  readonly notes?: readonly string[];
}
