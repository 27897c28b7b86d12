import type { Request, RequestHandler } from 'express';
import type { CallingClient } from '../calling-client.ts';
import { CodedError } from '../errors.ts';
import type { Language } from '../screening/policy.ts';
import type { Role } from './roles.ts';

/** Who is signed in, and what they may see. */
export interface SignedIn {
  /** `iss` and `sub` of the identity provider; `open` where anybody may sign in for trying out. */
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Whose patients they may see. */
  readonly clients: readonly CallingClient[];
  /** FHIR logical id of the only patient that they may see, of their only client: bound by a SMART launch. */
  readonly patient?: string | undefined;
}

/** One request of somebody who is signed in. */
export interface Visit {
  readonly signedIn: SignedIn;
  /** Goes with every POST of the session, as the form field `csrf` or the header `X-CSRF-Token`. */
  readonly csrfToken: string;
  /** Whether the session still lasts, for answers that go on for long. */
  lasts(): Promise<boolean>;
}

declare global {
  namespace Express {
    interface Request {
      /** Undefined when nobody is signed in. */
      visit?: Visit | undefined;
      /** What the reader chose, else what the browser asks for. */
      language?: Language;
    }
  }
}

/** @throws CodedError `review/not-signed-in` */
export function visitOf(request: Request): Visit {
  if (!request.visit) throw new CodedError('review/not-signed-in');
  return request.visit;
}

/** @throws CodedError `review/not-signed-in` */
export function signedInOf(request: Request): SignedIn {
  return visitOf(request).signedIn;
}

export function languageOf(request: Request): Language {
  return request.language ?? 'en';
}

/** Lets those through who have one of the roles; raises `review/not-signed-in` and `review/not-allowed`. */
export function requireRole(...roles: readonly Role[]): RequestHandler {
  return (request, _response, next) => {
    const has = signedInOf(request).roles;
    if (!roles.some((role) => has.includes(role))) throw new CodedError('review/not-allowed');
    next();
  };
}

/** Whether this patient of this client is among those that they may see. */
export function maySee(
  { clients, patient }: SignedIn,
  of: { readonly client: CallingClient; readonly patientId: string },
): boolean {
  const { issuer, fhirServer } = of.client;
  const known = clients.some((client) => client.issuer === issuer && client.fhirServer === fhirServer);
  return known && (patient === undefined || patient === of.patientId);
}
