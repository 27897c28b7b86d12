import type { RequestHandler } from 'express';
import type { SignedIn, Visit } from '../../src/review/access.ts';
import { NORTH } from './data-keys.ts';

export const CSRF = 'csrf-of-this-session';

/** An osteologist of the hospital NORTH. */
export function signedIn(changes: Partial<SignedIn> = {}): SignedIn {
  return {
    issuer: 'https://idp.example.org',
    subject: 'u1',
    name: 'Dr. Eva Nováková',
    roles: ['reader', 'reviewer'],
    clients: [NORTH],
    ...changes,
  };
}

/** In the place of cookies and sessions: whoever `who` gives is signed in. */
export function visitsOf(who: () => SignedIn | undefined): RequestHandler {
  return (request, _response, next) => {
    const user = who();
    const visit: Visit | undefined = user && {
      signedIn: user,
      csrfToken: CSRF,
      lasts: async () => who() !== undefined,
    };
    request.visit = visit;
    next();
  };
}
