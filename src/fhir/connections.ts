import { Agent } from 'undici';

/** Ample for a page of a hundred Observations; a base64 attachment in a report can exceed it. */
const MAX_ANSWER_BYTES = 20 * 1024 * 1024;

/** Connections to FHIR servers, kept alive between requests; an answer that is larger is cut off. Close it when done. */
export function fhirConnections(): Agent {
  return new Agent({ maxResponseSize: MAX_ANSWER_BYTES });
}
