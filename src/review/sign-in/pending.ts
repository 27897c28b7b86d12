import type { Request, Response } from 'express';
import { z } from 'zod';
import { CodedError } from '../../errors.ts';
import type { ReviewSession } from '../../store/review-sessions.ts';
import type { HostCookie } from './session-cookie.ts';

const MINUTES_10 = 600_000;
/** It must fit into a cookie. */
const LONGEST = 1000;

/** What must still be known when the identity provider leads the browser back. It is of use to nobody else. */
const pendingSchema = z.object({
  /** `oidc`, or the FHIR server of the EHR that opened the page. */
  with: z.union([z.literal('oidc'), z.url()]),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
});
export type Pending = z.infer<typeof pendingSchema>;

/** Who signed in, and the page they come to. */
export interface Finished {
  readonly session: ReviewSession;
  readonly to: string;
  /** What the identity provider wants to see again at sign-out. */
  readonly idToken?: string | undefined;
}

/** Where the browser goes to sign in. */
export interface Begun {
  readonly url: URL;
  readonly pending: Pending;
}

/** Kept by the browser itself: whoever asks for a sign-in a million times fills no table of ours. */
export function rememberPending(response: Response, cookie: HostCookie, pending: Pending): void {
  cookie.set(response, Buffer.from(JSON.stringify(pending)).toString('base64url'), MINUTES_10);
}

/** @throws CodedError `review/sign-in-failed` */
export function takePending(request: Request, response: Response, cookie: HostCookie): Pending {
  const pending = pendingSchema.safeParse(parse(cookie.read(request) ?? ''));
  cookie.clear(response);
  if (!pending.success)
    throw new CodedError('review/sign-in-failed', 'it was not begun in this browser, or too long ago');
  return pending.data;
}

function parse(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** A page of ours, whatever was asked for. */
export function ownPage(to: unknown, publicUrl: string): string {
  const { origin } = new URL(publicUrl);
  if (typeof to !== 'string' || to.length > LONGEST || !URL.canParse(to, origin)) return '/review';
  const url = new URL(to, origin);
  const ours = url.origin === origin && /^\/review(\/|$)/.test(url.pathname);
  return ours ? url.pathname + url.search : '/review';
}
