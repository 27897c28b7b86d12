import { z } from 'zod';
import type { LaunchConfig } from '../../config/review.ts';
import { CodedError } from '../../errors.ts';
import { FHIR_ID } from '../../fhir-id.ts';
import { askJson } from '../../fhir/smart/oauth-http.ts';
import type { ReviewSession } from '../../store/review-sessions.ts';
import { type AskOptions, begin, describedServer, finish } from './authorization.ts';
import type { Begun, Finished, Pending } from './pending.ts';

/** An EHR that may open the page, as it was configured. */
export interface LaunchingEhr extends LaunchConfig {
  readonly issuer: string;
  readonly fhirServers: readonly string[];
}

export const launchQuerySchema = z.object({
  iss: z.string().max(2000),
  launch: z.string().min(1).max(2000),
});

const endpoint = z.url({ protocol: /^https?$/ });
const smartSchema = z.looseObject({
  issuer: endpoint.optional(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint.optional(),
});
const grantedSchema = z.looseObject({
  patient: z.string().regex(FHIR_ID),
  /** Of the card's link, which the EHR passes on: the measurement that the card was about. */
  appContext: z.uuid().optional().catch(undefined),
});
const claimsSchema = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1),
  name: z.string().min(1).optional(),
  /** Address of the user's resource, whole or relative. */
  fhirUser: z.string().optional(),
});
const PRACTITIONER = /(^|\/)(Practitioner|PractitionerRole)\/[^/]+$/;
const SCOPES = 'launch openid fhirUser profile patient/Patient.rs';
const DISCOVERY_MS = 10_000;

/** SMART App Launch 2.2, EHR launch: the EHR says who the user is and which patient is open. */
export class LaunchSignIn {
  readonly #ehrs: readonly LaunchingEhr[];
  readonly #redirectUri: string;
  readonly #options: AskOptions;

  constructor(ehrs: readonly LaunchingEhr[], redirectUri: string, options: AskOptions) {
    this.#ehrs = ehrs;
    this.#redirectUri = redirectUri;
    this.#options = options;
  }

  /** @throws CodedError `review/launch-unknown`, `review/identity-provider`, `config/invalid` */
  async begin({ iss, launch }: z.infer<typeof launchQuerySchema>): Promise<Begun> {
    const { fhirServer, ehr } = this.#known(iss);
    const { url, remember } = await begin(await this.#server(fhirServer, ehr), {
      redirectUri: this.#redirectUri,
      scope: SCOPES,
      more: { launch, aud: fhirServer },
    });
    return { url, pending: { ...remember, with: fhirServer, to: '/review' } };
  }

  /** @throws CodedError `review/sign-in-failed`, `review/identity-provider`, `review/launch-unknown`, `review/launch-context` */
  async finish(current: URL, pending: Pending): Promise<Finished> {
    const { fhirServer, ehr } = this.#known(pending.with);
    const tokens = await finish(await this.#server(fhirServer, ehr), current, pending);
    const granted = grantedSchema.safeParse(tokens);
    if (!granted.success) throw new CodedError('review/launch-context', 'no patient');
    const claims = claimsSchema.parse(tokens.claims());
    if (!PRACTITIONER.test(claims.fhirUser ?? ''))
      throw new CodedError('review/launch-context', 'no practitioner');
    const session: ReviewSession = {
      issuer: claims.iss,
      subject: claims.sub,
      name: claims.name ?? claims.fhirUser ?? claims.sub,
      roles: ehr.roles,
      clients: [ehr.issuer],
      launch: { fhirServer, patientId: granted.data.patient },
    };
    const { appContext: study } = granted.data;
    return { session, to: study === undefined ? pending.to : `/review/studies/${study}` };
  }

  /** Only addresses that the site listed: whoever makes the link chooses `iss`. */
  #known(iss: string): { fhirServer: string; ehr: LaunchingEhr } {
    const fhirServer = iss.replace(/\/+$/, '');
    const ehr = this.#ehrs.find(({ fhirServers }) => fhirServers.includes(fhirServer));
    if (!ehr) throw new CodedError('review/launch-unknown');
    return { fhirServer, ehr };
  }

  async #server(fhirServer: string, ehr: LaunchingEhr) {
    const { connections } = this.#options;
    const codes = { away: 'smart/unavailable', late: 'smart/timeout' } as const;
    const answer = await askJson(`${fhirServer}/.well-known/smart-configuration`, undefined, {
      connections,
      timeoutMs: DISCOVERY_MS,
      codes,
    });
    const smart = smartSchema.safeParse(answer.body);
    if (answer.status !== 200 || !smart.success)
      throw new CodedError('review/identity-provider', 'smart-configuration');
    const { authorization_endpoint, token_endpoint, jwks_uri } = smart.data;
    if (
      fhirServer.startsWith('https:') &&
      ![authorization_endpoint, token_endpoint].every((url) => url.startsWith('https:'))
    )
      throw new CodedError('review/identity-provider', 'its endpoints are not https');
    // Without an issuer of its own it is the FHIR server itself (SMART App Launch 2.2, "Conformance").
    const issuer = smart.data.issuer ?? fhirServer;
    const metadata = { issuer, authorization_endpoint, token_endpoint, ...(jwks_uri && { jwks_uri }) };
    return describedServer(metadata, ehr, this.#options);
  }
}
