import { type Agent, fetch } from 'undici';
import { CodedError } from '../../errors.ts';

export interface HttpAnswer {
  readonly status: number;
  /** Parsed JSON; undefined when it is none. */
  readonly body: unknown;
}

export interface HttpOptions {
  /** Which bound the size of an answer (`connections.ts`). */
  readonly connections: Agent;
  readonly timeoutMs: number;
  /** What is raised when nobody answers, and when nobody answers in time. */
  readonly codes: {
    readonly away: 'fhir/unavailable' | 'smart/unavailable';
    readonly late: 'fhir/timeout' | 'smart/timeout';
  };
}

/**
 * One request for JSON, a POST when there is a form. No redirect is followed: it could take what we send to
 * another host.
 */
export async function askJson(
  url: string,
  form: URLSearchParams | undefined,
  { connections, timeoutMs, codes }: HttpOptions,
): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...(form && { method: 'POST', body: form.toString() }),
      headers: {
        accept: 'application/json',
        // `connections` bound what arrives, and that must be what is read.
        'accept-encoding': 'identity',
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      redirect: 'manual',
      dispatcher: connections,
      signal,
    });
    return { status: response.status, body: parseJson(await response.text()) };
  } catch (thrown) {
    throw new CodedError(signal.aborted ? codes.late : codes.away, undefined, { cause: thrown });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
