import type { CdsService, FhirReader } from '../cds-hooks/service.ts';
import type { Tracing } from './tracing.ts';

/** Each call of the service a span. */
export function tracedService(service: CdsService, tracing: Tracing): CdsService {
  const { id, hook } = service;
  const attributes = { 'mscore.service': id, 'mscore.hook': hook };
  return { ...service, respond: (call) => tracing.span('hook', attributes, () => service.respond(call)) };
}

/** Each read a span that says the type of resource, and neither whose nor which. */
export function tracedReader(reader: FhirReader, tracing: Tracing): FhirReader {
  return {
    read: (path) => tracing.span('fhir read', typeIn(path), () => reader.read(path)),
    search: (query) => tracing.span('fhir search', typeIn(query), () => reader.search(query)),
  };
}

/** `Type` of `Type/id` and `Type?parameters`. */
function typeIn(path: string): { readonly 'fhir.resource_type': string } {
  return { 'fhir.resource_type': /^[A-Za-z]{1,40}/.exec(path)?.[0] ?? '' };
}
