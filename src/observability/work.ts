import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';

/** What is being worked on, for whatever is said meanwhile. */
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

/** A client may put anything there; only what is a UUID is sure to say nothing about the patient. */
export function uuidOf(text: string): string | undefined {
  return z.uuid().safeParse(text).data;
}

export function currentWork(): Work {
  return works.getStore() ?? {};
}
