/** What a person decided about a measurement. */
export interface ReviewOutcome {
  /** `changed`: the reviewer redrew the levels or the air, and these are the numbers that came of it. */
  readonly decision: 'confirmed' | 'changed' | 'rejected';
  readonly reviewer: {
    readonly display: string;
    /** As the record knows this person, e.g. a national number of practitioners. */
    readonly identifier?: { readonly system: string; readonly value: string } | undefined;
  };
  /** Instant. */
  readonly decidedAt: string;
  readonly reason?: string | undefined;
}
