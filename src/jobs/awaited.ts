import type { ErrorCode } from '../errors.ts';
import { READ_EVENT } from './queues.ts';

/** What an event waits for: images that are on their way, and the end of a job that may have read the study without them. */
const AWAITED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['study/not-found', 'study/being-measured']);

/** Whether a job that ended so has not failed: it waits for what is to come. */
export function isAwaited(queue: string, code: ErrorCode): boolean {
  return queue === READ_EVENT && AWAITED.has(code);
}

interface Tries {
  readonly retryCount: number;
  readonly retryDelay: number;
  readonly retryDelayMax?: number | undefined;
}

/** Within how many seconds pg-boss begins the next try: the delay doubles, and half of it is by chance. */
export function nextTryWithin({ retryCount, retryDelay, retryDelayMax }: Tries): number {
  return Math.min(retryDelayMax ?? Infinity, Math.max(1, retryDelay) * 2 ** Math.min(16, retryCount + 1));
}
