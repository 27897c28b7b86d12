import { setTimeout as pause } from 'node:timers/promises';
import { answerHooks } from './answer-hooks.ts';
import { createApp } from './app.ts';
import { keyFilesOf } from './configured-sites.ts';
import { layFoundation, type Foundation, type ServiceOptions } from './foundation.ts';
import { listen } from './listen.ts';
import { offerReview } from './offer-review.ts';
import { readinessChecks } from './readiness.ts';
import { readSecret } from './secret-files.ts';
import { takeEvents } from './take-events.ts';
import { takeJobs } from './take-jobs.ts';

export interface RunningService {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts everything in order and gives back how to stop it in reverse.
 *
 * @throws CodedError `config/invalid`, `policy/invalid`, `reference/invalid`, `smart/key`, `store/unavailable`,
 * `listen/in-use`; in a role of its own `model/…`
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  await using stack = new AsyncDisposableStack();
  const foundation = await layFoundation(options, stack);
  const { config, role } = foundation;
  if (config.metrics.tokenFile !== undefined) await readSecret(config.metrics.tokenFile);
  const stop = new AbortController();

  let url: string;
  if (role === 'worker') {
    // It answers until its last job is done, so that whoever watches it sees it stopping, not gone.
    url = await answer(foundation, stop.signal, stack);
    await takeJobs(foundation, stack);
  } else {
    await takeJobs(foundation, stack);
    url = await answer(foundation, stop.signal, stack);
  }

  const started = stack.move();
  const close = async () => {
    stop.abort();
    await pause(config.listen.drainMs);
    await started.disposeAsync();
  };
  return { url, close };
}

/** Begins to listen; a worker to nothing but how it is. */
async function answer(
  foundation: Foundation,
  stopping: AbortSignal,
  stack: AsyncDisposableStack,
): Promise<string> {
  const { config, role, logger, peers, observability } = foundation;
  const keyFiles = keyFilesOf(config);
  const events = role === 'worker' ? undefined : await takeEvents(foundation);
  const app = createApp({
    logger,
    health: {
      checks: readinessChecks(foundation),
      pausedPeers: () => peers.pausedKinds(),
      stopping: () => stopping.aborted,
    },
    metrics: { registry: observability.metrics.registry, tokenFile: config.metrics.tokenFile },
    ...(role !== 'worker' && {
      ...(keyFiles.length > 0 && { jwks: { keyFiles } }),
      cdsHooks: answerHooks(foundation, stack),
      ...(events && { events }),
      review: offerReview(foundation),
    }),
  });
  const server = await listen(app, config.listen);
  stack.defer(() => server.close());
  return server.url;
}
