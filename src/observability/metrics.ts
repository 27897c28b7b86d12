import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Card } from '../cds-hooks/cards.ts';
import type { ErrorCode } from '../errors.ts';
import type { Measurement } from '../mscore/measurement.ts';

/** Seconds: a hook has two, and is wanted in hundredths. */
const HOOK_BUCKETS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
/** Seconds: a study takes some, a PACS that is slow many. */
const STUDY_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** How many jobs of one queue are in one state, and how long the oldest has been there, in seconds. */
export interface QueueDepth {
  readonly queue: string;
  readonly state: string;
  readonly jobs: number;
  readonly oldestSeconds: number;
}

/** One hook as it was answered. */
export interface AnsweredHook {
  readonly serviceId: string;
  readonly hook: string;
  readonly cards: readonly Card[];
  readonly failure: ErrorCode | undefined;
  readonly seconds: number;
}

/**
 * What Prometheus reads. Labels are words of ours – services, hooks, stages, codes of the catalogue – so that their
 * number is bounded and no client and no patient is among them.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #hooks = this.#histogram('mscore_hook_duration_seconds', 'Hooks, from request to answer', {
    labels: ['service', 'hook', 'outcome'],
    buckets: HOOK_BUCKETS,
  });
  readonly #cards = this.#counter('mscore_cards_total', 'Cards that were shown', ['kind']);
  readonly #jobs = this.#histogram('mscore_job_duration_seconds', 'Jobs, each try', {
    labels: ['queue', 'outcome'],
    buckets: STUDY_BUCKETS,
  });
  readonly #stages = this.#histogram('mscore_stage_duration_seconds', 'Stages of measuring a study', {
    labels: ['stage'],
    buckets: STUDY_BUCKETS,
  });
  readonly #studies = this.#counter('mscore_studies_total', 'Studies that were measured', ['status']);
  readonly #refusals = this.#counter('mscore_refusals_total', 'Reasons why studies got no number', ['code']);
  readonly #published = this.#counter('mscore_publications_total', 'Results written to records', ['outcome']);

  hook({ serviceId, hook, cards, failure, seconds }: AnsweredHook): void {
    const outcome = failure ?? (cards.length > 0 ? 'cards' : 'none');
    this.#hooks.observe({ service: serviceId, hook, outcome }, seconds);
    for (const { source } of cards) this.#cards.inc({ kind: source.topic.code });
  }

  job(queue: string, outcome: 'done' | ErrorCode, seconds: number): void {
    this.#jobs.observe({ queue, outcome }, seconds);
  }

  measured({ status, refusals, timings }: Measurement): void {
    this.#studies.inc({ status });
    for (const { code } of refusals) this.#refusals.inc({ code });
    for (const [stage, milliseconds] of Object.entries(timings)) {
      this.#stages.observe({ stage }, milliseconds / 1000);
    }
  }

  published(outcome: 'done' | ErrorCode): void {
    this.#published.inc({ outcome });
  }

  /** Memory, processor, event loop and garbage collection of this process. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param depths read at each scrape; when they cannot be, there are none, and the rest is told */
  watchQueues(depths: () => Promise<readonly QueueDepth[]>): void {
    const each = '; the same from every process on one database';
    this.#queueGauge('mscore_queue_jobs', `Jobs that are not done${each}`, depths, ({ jobs }) => jobs);
    this.#queueGauge(
      'mscore_queue_oldest_seconds',
      `Age of the oldest job${each}`,
      depths,
      ({ oldestSeconds }) => oldestSeconds,
    );
  }

  watchPeers(kinds: readonly string[], paused: () => readonly string[]): void {
    const gauge = new Gauge({
      name: 'mscore_peers_paused',
      help: '1 while a server of this kind is left alone because it fails',
      labelNames: ['kind'],
      registers: [this.registry],
      collect: () => {
        const now = paused();
        for (const kind of kinds) gauge.set({ kind }, now.includes(kind) ? 1 : 0);
      },
    });
  }

  #queueGauge(
    name: string,
    help: string,
    depths: () => Promise<readonly QueueDepth[]>,
    valueOf: (depth: QueueDepth) => number,
  ): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ['queue', 'state'],
      registers: [this.registry],
      collect: async () => {
        const found = await depths().catch(() => []);
        gauge.reset();
        for (const depth of found) gauge.set({ queue: depth.queue, state: depth.state }, valueOf(depth));
      },
    });
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram(
    name: string,
    help: string,
    { labels: labelNames, buckets }: { labels: string[]; buckets: number[] },
  ): Histogram {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }
}
