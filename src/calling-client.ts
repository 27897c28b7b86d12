/** The issuer of callers without a token, where no clients are configured. */
export const OPEN_ISSUER = 'open';

/** The EHR that calls: everything that is stored is keyed by both (design, "Whose data"). */
export interface CallingClient {
  /** `iss` of the client's JWT, or `open` where no clients are configured. */
  readonly issuer: string;
  /** Base URL of the client's FHIR server; empty when it is prefetch-only and none is configured. */
  readonly fhirServer: string;
}
