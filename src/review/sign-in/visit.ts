import { createHmac } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { CallingClient } from '../../calling-client.ts';
import type { ReviewSession, ReviewSessions } from '../../store/review-sessions.ts';
import type { SignedIn } from '../access.ts';
import type { HostCookie } from './session-cookie.ts';

/** FHIR servers of a client, as they are configured now. */
export type ServersOf = (issuer: string) => Promise<readonly CallingClient[]>;

export interface VisitOptions {
  readonly sessions: Pick<ReviewSessions, 'find'>;
  readonly cookie: HostCookie;
  readonly serversOf: ServersOf;
}

/** Sets `request.visit` while the session of the request's cookie lasts. */
export function readVisit({ sessions, cookie, serversOf }: VisitOptions): RequestHandler {
  return async (request, _response, next) => {
    const secret = cookie.read(request);
    const session = secret === undefined ? undefined : await sessions.find(secret);
    if (secret !== undefined && session)
      request.visit = {
        signedIn: await signedIn(session, serversOf),
        csrfToken: csrfTokenOf(secret),
        lasts: async () => (await sessions.find(secret, false)) !== undefined,
      };
    next();
  };
}

async function signedIn(
  { clients: issuers, launch, ...session }: ReviewSession,
  serversOf: ServersOf,
): Promise<SignedIn> {
  const clients = (await Promise.all(issuers.map(serversOf))).flat();
  if (!launch) return { ...session, clients };
  return {
    ...session,
    clients: clients.filter(({ fhirServer }) => fhirServer === launch.fhirServer),
    patient: launch.patientId,
  };
}

/** Whoever knows the secret of the cookie can make it, nobody else, and nothing more is stored. */
function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('csrf').digest('base64url');
}
