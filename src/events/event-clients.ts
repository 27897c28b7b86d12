import type { CallingClient } from '../calling-client.ts';
import { CodedError } from '../errors.ts';
import type { LimitedClient } from '../http/rate-limit.ts';
import { isSameSecret } from '../http/same-secret.ts';

/** A client that may tell us of events. */
export interface EventClient extends LimitedClient {
  /** The FHIR server whose record its events are about. */
  readonly fhirServer: string;
  readonly criteria: readonly string[];
  /** What its events carry as bearer token, as it stands in its file now. */
  readonly secret: () => Promise<string>;
}

/** Raises `client/unauthorized` for a secret that is nobody's. */
export type AuthenticateEvent = (authorization: string | undefined) => Promise<EventClient>;

/** Guessed by nobody, and no password of a person. */
const MIN_CHARACTERS = 24;
/** Beyond it nothing is compared. */
const BEARER = /^Bearer +([\x21-\x7e]{1,1000})$/i;

/** Whose an event is follows from its secret alone; all are compared, each in the same time. */
export function eventClients(clients: readonly EventClient[]): AuthenticateEvent {
  return async (authorization) => {
    const sent = BEARER.exec(authorization ?? '')?.[1];
    if (sent === undefined) throw new CodedError('client/unauthorized', 'no bearer token');
    const secrets = await Promise.all(clients.map((client) => client.secret()));
    const [client, ...others] = clients.filter((_client, index) => isSameSecret(sent, secrets[index] ?? ''));
    if (!client || others.length > 0) throw new CodedError('client/unauthorized', 'unknown event secret');
    return client;
  };
}

/**
 * Every client has a secret of its own that cannot be guessed.
 *
 * @throws CodedError `config/invalid`
 */
export async function checkEventSecrets(clients: readonly EventClient[]): Promise<void> {
  const secrets = await Promise.all(clients.map((client) => client.secret()));
  if (secrets.some((secret) => secret.length < MIN_CHARACTERS || !BEARER.test(`Bearer ${secret}`)))
    throw new CodedError('config/invalid', `events.tokenFile needs ${MIN_CHARACTERS} characters or more`);
  if (new Set(secrets).size < secrets.length)
    throw new CodedError('config/invalid', 'two clients have the same events.tokenFile secret');
}

export function callingClientOf({ issuer, fhirServer }: EventClient): CallingClient {
  return { issuer, fhirServer };
}
