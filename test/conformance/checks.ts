/**
 * What a CDS service must do, check by check: CDS Hooks 2.0.1, with what its clients are known to do. Tests that
 * prove a check begin with its id.
 */
export const CHECKS = {
  G1: 'JSON in UTF-8, both ways',
  G2: 'No null, "", [] or {} in what is sent, except `cards: []` and `services: []`',
  G4: 'Unknown fields and extensions are never in the way; ours are reverse-domain',
  D1: '`GET /cds-services` lists the services',
  D2: '`hook`, `id`, `description`, `title` and `prefetch` of each',
  D3: 'The endpoint is `/cds-services/{id}`; one id may serve several hooks',
  D4: 'Prefetch templates are reads or type searches that every client understands',
  D6: 'Discovery may ask for the token too',
  Q1: '`hook`, `hookInstance` (any text), `context`; `fhirServer` with `fhirAuthorization`; https',
  Q2: 'Wrong hook 400, unknown id 404, malformed 400, never a 5xx for a client’s fault',
  Q3: '`fhirAuthorization` for another patient than the context’s is refused',
  Q4: 'The contexts of the hooks, in every spelling that is in use',
  Q5: 'Draft orders without `Bundle.type`, several, in any status',
  Q6: 'Bodies of several MB; an explicit limit, 413',
  P1: 'An absent key is queried with the token, else 412 naming the key',
  P2: 'A key that is null was looked for: no query, no 412',
  P3: 'An empty searchset is no data',
  P4: 'An OperationOutcome, as value or entry, is never clinical data',
  P5: 'Next pages: within bounds, on the same origin, with a token; else the data are partial',
  P6: 'Resources of another patient are refused',
  P8: 'Complete by prefetch only and by FHIR callback only',
  R1: '200 with `cards` always; no `systemActions`',
  R2: '`summary`, `indicator` (never critical), `source.label`, `uuid`s',
  R3: '`detail` is Markdown without HTML, with the patient’s text escaped',
  R4: '`source.topic` is static for each kind of card',
  R5: 'Suggestions come with `selectionBehavior`',
  R6: 'Actions have type, description and resource or resourceId',
  R8: 'Links are absolute or smart, `appContext` on smart ones only',
  R9: 'Override reasons have code, system and display',
  R12: 'An answer in time, with cards or without',
  R13: 'The same input gets the same decision',
  F1: 'Feedback in the specification’s and in Epic’s spelling',
  F2: 'Repeated and batched feedback is kept once',
  F3: 'Feedback on an unknown card is accepted and logged',
  F4: 'The audience of feedback is the service’s address, or that with `/feedback`',
  S1: 'A JWT on every call',
  S2: 'Header and claims of the JWT',
  S3: 'ES384 and RS384, others by configuration; `none` and HMAC never',
  S4: 'The audience is the configured address, whatever Host says',
  S5: 'Issuer and key address by an exact list; keys may be pinned',
  S6: 'Rotated keys are found, with a bound on asking',
  S7: 'Clock skew, lifetime, and no token twice, on whichever replica',
  S8: 'Whatever is wrong with a token, a bare 401',
  S9: 'No token is stored or logged',
  S10: 'CORS for listed origins only',
  S11: 'Forged, stale, misdirected and oversized tokens are refused',
} as const;

export type CheckId = keyof typeof CHECKS;

/** The checks that a test says it proves: `P1 P8 …` at the start of its name. */
export function checksOf(testName: string): string[] {
  return /^(?:[A-Z]\d{1,2} )+/.exec(testName)?.[0].trim().split(' ') ?? [];
}
