import { z } from 'zod';
import { PROFILE_NAMES, profiles } from './profiles/index.ts';

/** Signatures that a client may be configured for; no secret is shared with anybody, so there is no HMAC. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const;

const scope = z.string().regex(/^(?:patient|user|system)\/(?:\*|[A-Z][A-Za-z]+)\.(?:read|\*|c?r?u?d?s?)$/, {
  error: 'must be a SMART scope such as patient/Observation.rs',
});

/** What one client may do, and how it is spoken to; every setting has a default. */
export const clientSettingsSchema = z.object({
  /** Whose habits its requests and its cards follow. */
  profile: z.enum(PROFILE_NAMES).default('standard'),
  /** Signatures of its tokens, where they are not those of its profile. */
  algorithms: z.array(z.enum(ALGORITHMS)).min(1).optional(),
  /** Ids of the CDS services that it may call; all without a list. */
  services: z.array(z.string().min(1)).min(1).optional(),
  /** SMART scopes that were agreed upon; nothing else is asked of its FHIR server. No bound without a list. */
  scopes: z.array(scope).min(1).optional(),
  requestsPerMinute: z.number().int().min(1).max(1_000_000).default(1200),
  /** What it calls our prefetch keys, where they are its own, as `{ "patient": "-patient" }`. */
  prefetchKeys: z.record(z.string(), z.string().min(1)).default({}),
  /** Addresses that were registered with the EHR; Epic and Oracle Health show no other links. */
  links: z.array(z.url({ protocol: /^https?$/ })).default([]),
  /** Epic's own codes of orders, by ours: `{ "http://loinc.org|38268-9": "4567" }`. */
  preferenceList: z.record(z.string().regex(/^[^|]+\|.+$/), z.string().min(1)).default({}),
});
export type ClientSettings = z.infer<typeof clientSettingsSchema>;

export const DEFAULT_SETTINGS: ClientSettings = clientSettingsSchema.parse({});

export function algorithmsOf({ algorithms, profile }: ClientSettings): readonly string[] {
  return algorithms ?? profiles[profile].algorithms;
}

/** `prefetch` under our own keys; what the client sent under them comes first. */
export function inOurKeys(
  sent: Readonly<Record<string, unknown>> | null | undefined,
  { prefetchKeys }: ClientSettings,
): Readonly<Record<string, unknown>> | null | undefined {
  if (!sent) return sent;
  const renamed = Object.entries(prefetchKeys)
    .filter(([, theirs]) => Object.hasOwn(sent, theirs))
    .map(([ours, theirs]): [string, unknown] => [ours, sent[theirs]]);
  return { ...Object.fromEntries(renamed), ...sent };
}
