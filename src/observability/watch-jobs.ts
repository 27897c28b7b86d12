import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { asCodedError } from '../errors.ts';
import type { Metrics } from './metrics.ts';
import type { Tracing } from './tracing.ts';
import { within } from './work.ts';

/** What a message carries of the trace it belongs to. */
const carriedSchema = z.object({ traceparent: z.string().optional() });
export type Carried = z.infer<typeof carriedSchema>;

export interface RunningJob {
  readonly queue: string;
  readonly jobId: string;
  /** The message. */
  readonly data: unknown;
}

/** Whatever watches the queue. */
export interface JobWatch {
  /** For a message that is sent. */
  carried(): Carried;
  /** Around each job; what it throws goes on. */
  around(job: RunningJob, run: () => Promise<void>): Promise<void>;
}

/** Where nobody looks: commands and tests. */
export const UNWATCHED: JobWatch = { carried: () => ({}), around: (_job, run) => run() };

/** Jobs are told to logs, metrics and traces. */
export function watchJobs(metrics: Pick<Metrics, 'job'>, tracing: Tracing): JobWatch {
  return {
    carried() {
      const traceparent = tracing.carried();
      return traceparent === undefined ? {} : { traceparent };
    },
    async around({ queue, jobId, data }, run) {
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1000;
      const { traceparent } = carriedSchema.safeParse(data).data ?? {};
      try {
        await within({ queue, jobId }, () =>
          tracing.span(`job ${queue}`, { 'mscore.job': jobId }, run, traceparent),
        );
        metrics.job(queue, 'done', seconds());
      } catch (thrown) {
        metrics.job(queue, asCodedError(thrown).code, seconds());
        throw thrown;
      }
    },
  };
}
