import { z } from 'zod';
import { ROLES } from '../review/roles.ts';
import { isPrivate, network } from './values.ts';

const groups = z.array(z.string().min(1)).default([]);

/** The identity provider that reviewers sign in with (OpenID Connect, authorization code with PKCE). */
const oidcSchema = z
  .strictObject({
    /** As it calls itself; `/.well-known/openid-configuration` is read below it. */
    issuer: z
      .url({ protocol: /^https?$/ })
      .refine(isPrivate, { error: 'must be https, except on this machine' }),
    clientId: z.string().min(1),
    /** File with the client's secret; without it we are a public client, and PKCE alone protects. */
    clientSecretFile: z.string().optional(),
    scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).default(['openid', 'profile']),
    privateNetworks: z.array(network).default([]),
    /** Claim of the ID token that names groups or roles, as text or a list. */
    rolesClaim: z.string().min(1).default('roles'),
    /** Which of its values give which of our roles. */
    roles: z.strictObject({ reader: groups, reviewer: groups, admin: groups }),
  })
  .refine(({ scopes }) => scopes.includes('openid'), { error: 'scopes must have openid' });
export type OidcConfig = z.infer<typeof oidcSchema>;

/** Where people review findings. */
export const reviewSchema = z.strictObject({
  oidc: oidcSchema.optional(),
  /** After so long a person signs in again, whatever they do; and after so long without a request. */
  sessionHours: z.number().min(0.1).max(24).default(10),
  idleMinutes: z.number().min(1).max(600).default(60),
  /** A page that `mscore validate --report` wrote, for the site pages to link to. */
  validationReport: z.string().optional(),
});
export type ReviewConfig = z.infer<typeof reviewSchema>;

/** Who may see the patients of one client, and how its EHR opens the page. */
export const clientReviewSchema = z.strictObject({
  /** Values of the roles claim whose owners see its patients; needed where there are several clients. */
  groups: z.array(z.string().min(1)).optional(),
  /** SMART App Launch from this EHR, as an app that is registered there. */
  launch: z
    .strictObject({
      clientId: z.string().min(1),
      clientSecretFile: z.string().optional(),
      /** What practitioners who come that way may do. */
      roles: z.array(z.enum(ROLES)).min(1).default(['reader', 'reviewer']),
    })
    .optional(),
});
export type ClientReview = z.infer<typeof clientReviewSchema>;
export type LaunchConfig = NonNullable<ClientReview['launch']>;

/** Its paths relative to the folder of the configuration file made absolute. */
export function resolveReviewPaths(review: ReviewConfig, at: (path: string) => string): ReviewConfig {
  const { oidc, validationReport } = review;
  return {
    ...review,
    validationReport: validationReport && at(validationReport),
    oidc: oidc && { ...oidc, clientSecretFile: oidc.clientSecretFile && at(oidc.clientSecretFile) },
  };
}

export function resolveLaunchPaths(review: ClientReview, at: (path: string) => string): ClientReview {
  const { launch } = review;
  return {
    ...review,
    launch: launch && { ...launch, clientSecretFile: launch.clientSecretFile && at(launch.clientSecretFile) },
  };
}
