import { CodedError } from '../errors.ts';

/**
 * What the work comes to, if it does so in time; else its signal aborts, and whatever it does later is lost.
 *
 * @throws CodedError `hook/deadline`, or what the work throws
 */
export async function withDeadline<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const timeUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new CodedError('hook/deadline');
    controller.abort(error);
    timeUp.reject(error);
  }, milliseconds);
  try {
    return await Promise.race([work(controller.signal), timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}
