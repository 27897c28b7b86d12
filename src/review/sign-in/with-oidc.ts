import * as openid from 'openid-client';
import { z } from 'zod';
import type { OidcConfig } from '../../config/review.ts';
import { CodedError } from '../../errors.ts';
import type { ClosedSession, ReviewSession } from '../../store/review-sessions.ts';
import { ROLES, type Role } from '../roles.ts';
import { type AskOptions, begin, discoverIssuer, finish } from './authorization.ts';
import type { Begun, Finished, Pending } from './pending.ts';

const KNOWN_FOR_MS = 300_000;
/** Many servers take no more than 8 KiB of address and headers together. */
const LONGEST_HINT = 4000;

/** A client whose patients may be seen, and by which groups; undefined means by everybody with a role. */
export interface SeenClient {
  readonly issuer: string;
  readonly groups: readonly string[] | undefined;
}

const claimsSchema = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1),
  name: z.string().min(1).optional(),
  preferred_username: z.string().min(1).optional(),
});
/** Many providers leave the brackets out where there is one. */
const valuesSchema = z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]);

/** Sign-in at the site's identity provider. */
export class OidcSignIn {
  readonly #config: OidcConfig;
  readonly #clients: readonly SeenClient[];
  readonly #redirectUri: string;
  readonly #options: AskOptions;
  #known: { readonly provider: Promise<openid.Configuration>; readonly until: number } | undefined;

  constructor(config: OidcConfig, clients: readonly SeenClient[], redirectUri: string, options: AskOptions) {
    this.#config = config;
    this.#clients = clients;
    this.#redirectUri = redirectUri;
    this.#options = options;
  }

  /** @throws CodedError `review/identity-provider`, `config/invalid` */
  async begin(to: string): Promise<Begun> {
    const scope = this.#config.scopes.join(' ');
    const { url, remember } = await begin(await this.#provider(), { redirectUri: this.#redirectUri, scope });
    return { url, pending: { ...remember, with: 'oidc', to } };
  }

  /** @throws CodedError `review/sign-in-failed`, `review/identity-provider`, `review/no-role` */
  async finish(current: URL, pending: Pending): Promise<Finished> {
    const tokens = await finish(await this.#provider(), current, pending);
    const session = this.#session(claimsSchema.parse(tokens.claims()));
    return { session, to: pending.to, idToken: tokens.id_token };
  }

  /**
   * Where the provider is told that somebody signs out (OpenID Connect RP-Initiated Logout 1.0); undefined where it cannot
   * be told, or somebody signed in at another one.
   *
   * @param back address of ours that the provider leads to after that
   * @throws CodedError `review/identity-provider`, `config/invalid`
   */
  async endAt({ issuer, launched, idToken }: ClosedSession, back: string): Promise<URL | undefined> {
    const provider = await this.#provider();
    const known = provider.serverMetadata();
    if (launched || known.issuer !== issuer || known.end_session_endpoint === undefined) return undefined;
    // Without the hint a provider asks whom to sign out; an address that is too long arrives nowhere.
    const hint = idToken !== undefined && idToken.length <= LONGEST_HINT && { id_token_hint: idToken };
    return openid.buildEndSessionUrl(provider, { post_logout_redirect_uri: back, ...hint });
  }

  #session(claims: z.infer<typeof claimsSchema>): ReviewSession {
    const values = valuesSchema.parse(claims[this.#config.rolesClaim]);
    const roles = ROLES.filter((role: Role) =>
      this.#config.roles[role].some((value) => values.includes(value)),
    );
    const clients = this.#clients
      .filter(({ groups }) => groups === undefined || groups.some((group) => values.includes(group)))
      .map(({ issuer }) => issuer);
    if (roles.length === 0 || clients.length === 0) throw new CodedError('review/no-role');
    const name = claims.name ?? claims.preferred_username ?? claims.sub;
    return { issuer: claims.iss, subject: claims.sub, name, roles, clients };
  }

  /** A provider renews keys and addresses; and anybody may ask for a sign-in as often as they like. */
  #provider(): Promise<openid.Configuration> {
    if (this.#known && this.#known.until > Date.now()) return this.#known.provider;
    const provider = discoverIssuer(this.#config.issuer, this.#config, this.#options);
    const known = { provider, until: Date.now() + KNOWN_FOR_MS };
    this.#known = known;
    provider.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return provider;
  }
}
