import { z } from 'zod';
import { CodedError } from '../errors.ts';
import { hookContextSchema } from './contexts.ts';
import { describeIssues } from '../http/describe-issues.ts';
import { refuseOtherPatients } from './resources.ts';

/** The request that a CDS client posts: CDS Hooks 2.0.1, "Calling a CDS Service". Unknown fields are ignored. */

const text = z.string().min(1).max(1000);

/** Base URL without its last slash. The query, fragment and credentials that a base URL has no use for are refused. */
const fhirServer = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .transform((url) => new URL(url))
  .refine(({ search, hash, username, password }) => !(search || hash || username || password), {
    error: 'must be a base URL',
  })
  .transform(({ href }) => href.replace(/\/+$/, ''));

const fhirAuthorization = z.object({
  // Printable ASCII, as it goes into a header.
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/, { error: 'must be a bearer token' }),
  token_type: z.string().regex(/^bearer$/i, { error: 'must be Bearer' }),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
  subject: z.string().optional(),
  /** The only patient whom the token opens, where it is bound to one. */
  patient: z.string().nullish(),
});

const requestSchema = z
  .object({
    hook: text,
    /** A UUID by the specification; other text is taken, as nothing here depends on its form. */
    hookInstance: text,
    fhirServer: fhirServer.optional(),
    fhirAuthorization: fhirAuthorization.optional(),
    context: z
      .unknown()
      .refine((value) => typeof value === 'object' && value !== null, { error: 'is needed' }),
    prefetch: z.record(z.string(), z.unknown()).nullish(),
  })
  .refine((request) => request.fhirAuthorization === undefined || request.fhirServer !== undefined, {
    error: 'is needed with fhirAuthorization',
    path: ['fhirServer'],
  });
export type CdsRequest = z.infer<typeof requestSchema>;

/** @throws CodedError `request/malformed` naming the fields, without their values */
export function parseRequest(body: unknown): CdsRequest {
  return parseOrRefuse(requestSchema, body);
}

/**
 * A hook's context, when the whole request is about one patient: the one that the token is bound to, and
 * to whom the draft orders belong.
 *
 * @throws CodedError `request/malformed`, `request/patient-mismatch`
 */
export function parseContext<Context>(request: CdsRequest, schema: z.ZodType<Context>): Context {
  const { patientId, draftOrders } = parseOrRefuse(hookContextSchema, request.context, 'context');
  const tokenPatient = request.fhirAuthorization?.patient?.replace(/^Patient\//, '');
  if (tokenPatient && tokenPatient !== patientId) {
    throw new CodedError('request/patient-mismatch', 'fhirAuthorization.patient');
  }
  refuseOtherPatients(draftOrders ?? [], patientId);
  return parseOrRefuse(schema, request.context, 'context');
}

function parseOrRefuse<Output>(schema: z.ZodType<Output>, value: unknown, within?: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = describeIssues(parsed.error);
  throw new CodedError('request/malformed', within ? `in ${within}, ${issues}` : issues);
}
