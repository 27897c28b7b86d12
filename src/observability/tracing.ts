/** Words and counts of ours: no patient, no address with an identifier in it. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** One stage after the other, each a span. */
export interface Stages {
  readonly begin: (stage: string) => void;
  readonly end: () => void;
}

/** Where time goes, as spans within spans; in other processes too, when a message carries on where it came from. */
export interface Tracing {
  /**
   * @param carried what a message brought along: the span then belongs to whoever sent it
   */
  span<Result>(
    name: string,
    attributes: SpanAttributes,
    run: () => Promise<Result>,
    carried?: string,
  ): Promise<Result>;
  stages(): Stages;
  /** The span around, for a message to carry (W3C Trace Context, `traceparent`). */
  carried(): string | undefined;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
}

export const NO_TRACING: Tracing = {
  span: (_name, _attributes, run) => run(),
  stages: () => ({ begin: () => {}, end: () => {} }),
  carried: () => undefined,
  close: async () => {},
};
