import { resolve } from 'node:path';
import { z } from 'zod';
import { milliseconds, url } from './values.ts';

/** SMART Backend Services: we sign with our own key that we are the client (SMART App Launch 2.2). */
const smartBackendSchema = z.strictObject({
  clientId: z.string().min(1),
  /** File of a private JWK or of a set of them; the first one signs. */
  keyFile: z.string(),
  /** Only where the server wants other words than `system/Observation.cus` and the like. */
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .min(1)
    .optional(),
  /** Only where the FHIR server does not say itself. */
  tokenEndpoint: z.url({ protocol: /^https?$/ }).optional(),
});

/** A FHIR server that we talk to with our own credentials. */
export const ownAccess = {
  fhirServer: url,
  /** File with a bearer token … */
  tokenFile: z.string().optional(),
  /** … or what we get our own tokens with. */
  smartBackend: smartBackendSchema.optional(),
  timeoutMs: milliseconds.default(15_000),
};
export type OwnAccess = z.infer<z.ZodObject<typeof ownAccess>>;

/** The schema with what must hold of every access of our own. */
export function soundAccess<Schema extends z.ZodType<OwnAccess>>(schema: Schema): Schema {
  return schema
    .refine(({ tokenFile, smartBackend }) => tokenFile === undefined || smartBackend === undefined, {
      error: 'give tokenFile or smartBackend, not both',
    })
    .refine(
      ({ fhirServer, smartBackend }) =>
        !smartBackend?.tokenEndpoint?.startsWith('http:') || fhirServer.startsWith('http:'),
      { error: 'tokenEndpoint is not https, and fhirServer is' },
    );
}

/** Its paths relative to the folder of the configuration file made absolute. */
export function resolveAccess<Access extends OwnAccess>(access: Access, folder: string): Access {
  return {
    ...access,
    tokenFile: access.tokenFile && resolve(folder, access.tokenFile),
    smartBackend: access.smartBackend && {
      ...access.smartBackend,
      keyFile: resolve(folder, access.smartBackend.keyFile),
    },
  };
}
