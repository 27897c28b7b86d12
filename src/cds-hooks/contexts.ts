import type { FhirResource } from 'fhir/r4.js';
import { z } from 'zod';
import { FHIR_ID, TYPE_AND_ID } from '../fhir-id.ts';
import { resourceSchema } from '../fhir-resource.ts';
import { codesSchema, type Code } from './codes.ts';
import { bundleSchema, resourcesIn } from './resources.ts';

/**
 * `context` of the hooks that we serve, by the hook definitions of the CDS Hooks library (patient-view,
 * order-select, order-sign 1.0) and the drafts of July 2026 (report-view, report-sign).
 */

/** It is put into URLs, so nothing that means something there gets through. */
const id = z.string().regex(FHIR_ID, { error: 'must be a FHIR id' });

const userId = z.string().regex(TYPE_AND_ID, { error: 'must be {Type}/{id}' });

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

export const orderSignContext = z.object({ ...common, draftOrders });
export type OrderSignContext = z.infer<typeof orderSignContext>;

export const orderSelectContext = z.object({ ...common, draftOrders, selections: z.array(z.string()) });
export type OrderSelectContext = z.infer<typeof orderSelectContext>;

/** The draft orders that were selected just now; `selections` are `{Type}/{id}`. */
export function selectedOrders({ draftOrders: orders, selections }: OrderSelectContext): FhirResource[] {
  const selected = new Set(selections);
  return orders.filter(
    (order) => typeof order.id === 'string' && selected.has(`${order.resourceType}/${order.id}`),
  );
}

/**
 * order-dispatch 1.1, for services to come: it names no user, and its text and its example spell the tasks
 * differently.
 */
export const orderDispatchContext = z
  .object({
    patientId: id,
    dispatchedOrders: z.array(z.string().regex(TYPE_AND_ID, { error: 'must be {Type}/{id}' })).min(1),
    performer: z.string().min(1),
    fulfillmentTasks: z.array(resourceSchema).nullish(),
    'fulfillment-tasks': z.array(resourceSchema).nullish(),
  })
  .transform(({ 'fulfillment-tasks': hyphenated, fulfillmentTasks, ...rest }) => ({
    ...rest,
    fulfillmentTasks: fulfillmentTasks ?? hyphenated ?? [],
  }));

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

function firstCode([first]: readonly Code[]): string | undefined {
  return first?.code;
}
