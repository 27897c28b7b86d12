import { resolve } from 'node:path';
import { z } from 'zod';
import { declaredNoiseSchema } from '../mscore/declared-noise.ts';
import { siteCodesSchema } from '../screening/site-codes.ts';
import { ownAccess, resolveAccess, soundAccess } from './own-access.ts';
import { milliseconds, url } from './values.ts';

/** What one hospital has: its PACS, its reference cohorts, its rules, and where results go. */
export const siteSchema = z.strictObject({
  pacs: z.strictObject({
    /** Base URL of DICOMweb (QIDO-RS and WADO-RS). */
    dicomweb: url,
    /** File with the whole value of the Authorization header, e.g. `Basic …` or `Bearer …`. */
    authorizationFile: z.string().optional(),
    timeoutMs: milliseconds.default(30_000),
  }),
  /** How a study is found, in this order: in the EHR's record, or by asking the PACS. */
  findStudyBy: z
    .array(z.enum(['imaging-study', 'qido']))
    .min(1)
    .default(['imaging-study', 'qido']),
  /** Which FHIR identifier systems the PACS uses as PatientID, and the issuer it calls them by. */
  patientIdSystems: z.array(z.strictObject({ system: z.string(), issuer: z.string().optional() })).min(1),
  /** Folder of reference cohorts, one JSON file each; those in the database are there without it. */
  references: z.string().optional(),
  /** How the noise is known: from the air; from two acquisitions in the study; or declared, for each scanner and protocol. */
  noise: z
    .discriminatedUnion('method', [
      z.strictObject({ method: z.literal('air-sd') }),
      z.strictObject({ method: z.literal('difference') }),
      z.strictObject({
        method: z.literal('declared'),
        declared: z.array(declaredNoiseSchema).min(1).max(100),
      }),
    ])
    .default({ method: 'air-sd' }),
  /** Folder of ROI files, `<StudyInstanceUID>.json`; what stands there comes before what the model finds. */
  rois: z.string().optional(),
  /** Policy file; without it the built-in default decides. */
  policy: z.string().optional(),
  /** What this site's own codes and words mean, beside the lists that are built in. */
  codes: siteCodesSchema.default({}),
  /** The record of the EHR, read with our own credentials where an event says that a study was reported. */
  record: soundAccess(z.strictObject(ownAccess)).optional(),
  /** Where results are written with our own credentials; nothing is written without it. */
  publish: soundAccess(
    z.strictObject({
      ...ownAccess,
      /**
       * Another server than the one that called may be written to only if a Patient has the same logical
       * id on both; otherwise results could land on the wrong patient.
       */
      sharesPatientIds: z.boolean().default(false),
    }),
  ).optional(),
});
export type SiteConfig = z.infer<typeof siteSchema>;

/** Its paths relative to the folder of the configuration file made absolute. */
export function resolvePaths(site: SiteConfig, folder: string): SiteConfig {
  const at = (path: string) => resolve(folder, path);
  return {
    ...site,
    pacs: { ...site.pacs, authorizationFile: site.pacs.authorizationFile && at(site.pacs.authorizationFile) },
    references: site.references && at(site.references),
    rois: site.rois && at(site.rois),
    policy: site.policy && at(site.policy),
    record: site.record && resolveAccess(site.record, folder),
    publish: site.publish && resolveAccess(site.publish, folder),
  };
}
