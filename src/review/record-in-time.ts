/** For one read of the record while a page is made: the page must not wait for a record that is away. */
const RECORD_MS = 2_000;

/** Undefined when the record has not answered in time, or fails. */
export async function recordInTime<T>(asked: Promise<T>, ms = RECORD_MS): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  return Promise.race([asked.catch(() => undefined), late.promise]).finally(() => clearTimeout(timer));
}
