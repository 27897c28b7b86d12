/** Whom we ask over the network: FHIR servers, PACS, and the authorization servers that give us tokens. */
export const PEER_KINDS = ['fhir', 'pacs', 'smart'] as const;
export type PeerKind = (typeof PEER_KINDS)[number];

export interface PeerTuning {
  /** Failures in a row after which a peer is left alone. */
  readonly failures: number;
  /** How long it is left alone at first; twice as long each time that it then still does not answer … */
  readonly pauseMs: number;
  /** … up to this. */
  readonly maxPauseMs: number;
  /** How often a read is tried again at most. */
  readonly retries: number;
  /** Bound of the first random pause between tries; it doubles. */
  readonly retryMs: number;
  /** What the caller gave up after this long counts against the peer; what he gave up earlier says nothing. */
  readonly slowMs: number;
}

const common = { pauseMs: 5_000, maxPauseMs: 60_000, retries: 2, retryMs: 100, slowMs: 1_000 };

/** A hook asks a FHIR server nine things at once, so one bad moment of it is many failures in a row. */
export const defaultTuning: Readonly<Record<PeerKind, PeerTuning>> = {
  fhir: { ...common, failures: 12 },
  pacs: { ...common, failures: 5 },
  smart: { ...common, failures: 5 },
};
