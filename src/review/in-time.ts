/** For one read of the record while a page is made: the page must not wait for a record that is away. */
export const RECORD_MS = 2_000;

/** Undefined when what was asked for has not come in time, or fails. */
export async function inTime<T>(asked: Promise<T>, ms: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  return Promise.race([asked.catch(() => undefined), late.promise]).finally(() => clearTimeout(timer));
}
