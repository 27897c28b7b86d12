import type { Logger } from '../logger.ts';
import { defaultTuning, type PeerKind, type PeerTuning } from './peer-tuning.ts';
import { Peer } from './peer.ts';

/** All servers that this process asks, each once: who fails for one client is left alone for all. */
export class Peers {
  readonly #peers = new Map<string, Peer>();
  readonly #logger: Logger;
  readonly #tuning: Readonly<Record<PeerKind, PeerTuning>>;

  constructor(logger: Logger, tuning: Readonly<Record<PeerKind, PeerTuning>> = defaultTuning) {
    this.#logger = logger;
    this.#tuning = tuning;
  }

  /** The peer at the origin of this address. */
  of(kind: PeerKind, address: string): Peer {
    const { origin, host } = new URL(address);
    const key = `${kind} ${origin}`;
    const peer = this.#peers.get(key) ?? new Peer(kind, host, this.#tuning[kind], this.#logger);
    this.#peers.set(key, peer);
    return peer;
  }

  /** Kinds of peers that are left alone at the moment; which ones, the log has said. */
  pausedKinds(): PeerKind[] {
    const paused = [...this.#peers.values()].filter((peer) => peer.paused);
    return [...new Set(paused.map(({ kind }) => kind))].toSorted();
  }
}
