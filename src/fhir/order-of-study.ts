import type { FhirResource, ServiceRequest } from 'fhir/r4.js';
import { z } from 'zod';
import { CodedError, type ErrorCode } from '../errors.ts';
import type { CodeLists } from './codes.ts';
import { isDicomId } from './dicom-text.ts';
import type { FhirClient } from './fhir-client.ts';
import { lumbarMriOrders } from './lumbar-mri.ts';
import { part, referenceTo, relativeReference } from './resource-parts.ts';

/** A business identifier of an order: accession, placer or filler number. */
export interface OrderIdentifier {
  /** Empty when the order says none. */
  readonly system: string;
  readonly value: string;
}

const orderSchema = z.object({ identifier: part.identifiers, requisition: part.identifier });
/** An order carries a handful. */
const MAX_IDENTIFIERS = 10;

/** What a study may name as its accession number: the order's identifiers, and the requisition's, that DICOM can hold. */
export function orderIdentifiers(order: ServiceRequest): OrderIdentifier[] {
  const { identifier, requisition } = orderSchema.parse(order);
  return [...identifier, ...(requisition ? [requisition] : [])]
    .flatMap(({ system = '', value, use }) =>
      value !== undefined && use !== 'old' && isDicomId(value) ? [{ system, value }] : [],
    )
    .slice(0, MAX_IDENTIFIERS);
}

/** Answers of a server that does not let us look for orders: the result then goes without. */
const NO_ORDERS: ReadonlySet<ErrorCode> = new Set(['fhir/unauthorized', 'fhir/not-found', 'fhir/outcome']);

/**
 * `ServiceRequest/id` of the one lumbar MRI of this patient that carries one of the identifiers and still stands;
 * undefined when there is none, or more than one: an order is never guessed.
 */
export async function findOrder(
  client: Pick<FhirClient, 'search'>,
  codes: CodeLists,
  identifiers: readonly OrderIdentifier[],
  patientId: string,
): Promise<string | undefined> {
  const found = new Set<string>();
  for (const { system, value } of identifiers) {
    const token = encodeURIComponent(system === '' ? value : `${system}|${value}`);
    const orders = await ordersOf(client, `ServiceRequest?identifier=${token}&_count=10`);
    for (const order of lumbarMriOrders(orders, codes)) {
      const reference = referenceTo(order);
      if (reference !== undefined && relativeReference(order.subject) === `Patient/${patientId}`) {
        found.add(reference);
      }
    }
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

async function ordersOf(client: Pick<FhirClient, 'search'>, query: string): Promise<FhirResource[]> {
  try {
    return (await client.search(query)).resources;
  } catch (thrown) {
    if (thrown instanceof CodedError && NO_ORDERS.has(thrown.code)) return [];
    throw thrown;
  }
}
