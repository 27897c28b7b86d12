import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { codesSchema, type Code } from './codes.ts';
import { bundleSchema, resourcesIn } from './resources.ts';

/**
 * `context` of the hooks that we serve, by the hook definitions of the CDS Hooks library (patient-view,
 * order-select, order-sign 1.0) and the drafts of July 2026 (report-view, report-sign).
 */

/**
 * A FHIR id (R4 2.24.0.1), a little wider because some servers use `_` and go beyond 64 characters. It is
 * put into URLs, so nothing that means something there gets through, dot segments included.
 */
const id = z
  .string()
  .regex(/^[A-Za-z0-9\-._]{1,128}$/, { error: 'must be a FHIR id' })
  .refine((value) => !/^\.+$/.test(value), { error: 'must be a FHIR id' });

const userId = z
  .string()
  .regex(/^[A-Z][A-Za-z]*\/(?!\.+$)[A-Za-z0-9\-._]{1,128}$/, { error: 'must be {Type}/{id}' });

const draftOrders = bundleSchema.transform((bundle): readonly FhirResource[] => resourcesIn(bundle));

const common = { userId, patientId: id, encounterId: id.nullish().transform((value) => value ?? undefined) };

/** What every hook that we serve has, and the draft orders that some have. */
export const hookContextSchema = z.object({ ...common, draftOrders: draftOrders.optional() });

export interface HookContext {
  /** `{Type}/{id}` of the user. */
  readonly userId: string;
  readonly patientId: string;
  readonly encounterId?: string | undefined;
}

export const patientViewContext = z.object(common);
export type PatientViewContext = z.infer<typeof patientViewContext>;

export const orderSignContext = z.object({ ...common, draftOrders });
export type OrderSignContext = z.infer<typeof orderSignContext>;

export const orderSelectContext = z.object({ ...common, draftOrders, selections: z.array(z.string()) });
export type OrderSelectContext = z.infer<typeof orderSelectContext>;

/** The draft orders that were selected just now; `selections` are `{Type}/{id}`. */
export function selectedOrders({ draftOrders: orders, selections }: OrderSelectContext): FhirResource[] {
  const selected = new Set(selections);
  return orders.filter((order) => selected.has(`${order.resourceType}/${order.id ?? ''}`));
}

const reportContext = z.object({
  ...common,
  /** DiagnosticReport.id. */
  reportId: z
    .string()
    .transform((value) => value.replace(/^DiagnosticReport\//, ''))
    .pipe(id),
  category: codesSchema,
  /** DiagnosticReport.status, e.g. `preliminary`, `final`, `amended`. */
  status: codesSchema.transform(firstCode).pipe(z.string().min(1)),
  /** Empty when the client did not say. */
  procedure: codesSchema.optional().transform((codes): readonly Code[] => codes ?? []),
});

export const reportViewContext = reportContext;
export type ReportViewContext = z.infer<typeof reportViewContext>;

export const reportSignContext = reportContext;
export type ReportSignContext = z.infer<typeof reportSignContext>;

function firstCode([first]: readonly Code[]): string | undefined {
  return first?.code;
}
