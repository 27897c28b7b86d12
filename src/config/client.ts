import { z } from 'zod';
import { clientSettingsSchema } from '../cds-hooks/client-settings.ts';
import { eventsSchema } from './events.ts';
import { clientReviewSchema } from './review.ts';
import { siteSchema } from './site.ts';
import { isPrivate, network, url } from './values.ts';

const jwksSchema = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/** An EHR that may call, and the hospital behind it. */
export const clientSchema = z
  .strictObject({
    issuer: z.string().min(1),
    /** The only `jku` that the client's tokens may name; its keys are fetched there unless they are pinned. */
    jwksUrl: url.optional(),
    jwks: jwksSchema.optional(),
    /** FHIR servers that its requests may name; a request may leave it out only where there is just one. */
    fhirServers: z.array(url).min(1),
    /** Answer `cards: []` when something on our side fails; else a 5xx with its code. */
    failOpen: z.boolean().default(true),
    /** Networks inside, as `10.0.0.0/8`, that the names of its servers may lead to; none without it. */
    privateNetworks: z.array(network).default([]),
    /** Lets its FHIR servers be reached by http, where anybody on the way can read tokens and patients. */
    plainHttp: z.boolean().default(false),
    ...clientSettingsSchema.shape,
    /** Lets it tell us that a study was made or reported; without it nothing is measured before a hook asks. */
    events: eventsSchema.optional(),
    review: clientReviewSchema.optional(),
    site: siteSchema,
  })
  .refine((client) => client.jwksUrl !== undefined || client.jwks !== undefined, {
    error: 'give jwksUrl, jwks, or both',
  })
  .refine(({ fhirServers, plainHttp }) => plainHttp || fhirServers.every(isPrivate), {
    error: 'fhirServers by http need plainHttp, except on this machine',
  })
  .refine(({ profile, jwks }) => profile !== 'sandbox' || jwks !== undefined, {
    error: 'profile sandbox needs pinned jwks: nobody can reach the address of its keys',
  })
  .refine(
    ({ fhirServers, site: { publish } }) =>
      !publish || publish.sharesPatientIds || fhirServers.includes(publish.fhirServer),
    {
      error: 'publish.fhirServer is none of fhirServers: results could land on another patient',
    },
  )
  .refine(({ fhirServers, site: { record } }) => !record || fhirServers.includes(record.fhirServer), {
    error: 'record.fhirServer is none of fhirServers: its patients would be other ones',
  })
  .refine(({ events, site: { record } }) => !events || record, {
    error: 'events need site.record: nobody else says who was imaged',
  });

/** The one site of callers without a token, for trying out. */
export const openSchema = z
  .strictObject({
    /** FHIR servers that callers may name; without any, only those on this machine. */
    fhirServers: z.array(url).default([]),
    privateNetworks: z.array(network).default([]),
    ...clientSettingsSchema.shape,
    /** Anybody who can call could have results written into any record: only for a record of nobody. */
    publishForAnybody: z.boolean().default(false),
    failOpen: z.boolean().default(true),
    site: siteSchema,
  })
  .refine(({ publishForAnybody, site }) => publishForAnybody || site.publish === undefined, {
    error: 'publish needs publishForAnybody: callers without a token could write into any record',
  });
