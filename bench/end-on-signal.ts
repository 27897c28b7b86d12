import { constants } from 'node:os';

/**
 * Ends this process at Ctrl-C and SIGTERM by way of `exit`, so that the processes and folders that it began with end with
 * it (`test/support/end-with-us.ts`); left to itself Node would just be gone.
 */
export function endOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    // Not once: a terminal tells us, and so does whoever started us.
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
}
