import { AsyncLocalStorage } from 'node:async_hooks';

/** What is being worked on, for whatever is said meanwhile: ids of ours, and of the client only what is a UUID. */
export interface Work {
  readonly hookInstance?: string | undefined;
  readonly queue?: string;
  readonly jobId?: string;
}

const works = new AsyncLocalStorage<Work>();

/** Runs something as part of this work; what it calls knows of it by `currentWork`. */
export function within<Result>(work: Work, run: () => Result): Result {
  return works.run({ ...works.getStore(), ...work }, run);
}

export function currentWork(): Work {
  return works.getStore() ?? {};
}
