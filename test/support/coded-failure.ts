import { CodedError } from '../../src/errors.ts';

/** What an attempt that must fail fails with. */
export async function codedFailure(attempt: Promise<unknown>): Promise<CodedError> {
  const thrown = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof CodedError) return thrown;
  throw new Error('expected a CodedError', { cause: thrown });
}

/** The code that an attempt fails with; undefined when it does not. */
export function codeOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof CodedError) return thrown.code;
    throw new Error('expected a CodedError', { cause: thrown });
  }
}
