import { digest } from '../digest.ts';
import type { Measurement } from '../mscore/measurement.ts';

/** Names under which results are stored on the FHIR server; a site may put its own canonicals. */
export interface ResultNaming {
  readonly codeSystem: string;
  readonly identifierSystem: string;
}

export const defaultNaming: ResultNaming = {
  codeSystem: 'https://mscore.example.org/fhir/CodeSystem/mscore',
  identifierSystem: 'https://mscore.example.org/fhir/NamingSystem/mscore-result',
};

/**
 * The identifier value of one result: the same patient (`Patient/id`), study, algorithm, level and code always give the
 * same one, so that writing again updates. Not the version of the algorithm: a newer one supersedes, and no two numbers
 * of one study stand side by side. Not the series: a study that was measured on another one, or refused without
 * any, still has one result. A hash, because identifiers travel in URLs and logs.
 */
export function resultKey(patient: string, measurement: Measurement, code: string, level = ''): string {
  const { study, algorithm } = measurement;
  return digest([patient, study.studyInstanceUid, algorithm.name, level, code]);
}

/** The identifier value of what one version of the algorithm did: its provenance stays when a newer one supersedes. */
export function provenanceKey(patient: string, measurement: Measurement): string {
  return resultKey(patient, measurement, `provenance of ${algorithmKey(measurement.algorithm)}`);
}

/** The identifier value of one version of the algorithm. */
export function algorithmKey({ name, version, weightsSha256 }: Measurement['algorithm']): string {
  return digest([name, version, weightsSha256 ?? '']);
}

/** A UUID (RFC 9562, version 8) made of a key, to refer to a resource before the server has named it. */
export function urnOf(key: string): string {
  const variant = ((Number.parseInt(key.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const fields = [key.slice(0, 8), key.slice(8, 12), `8${key.slice(13, 16)}`, variant + key.slice(17, 20)];
  return `urn:uuid:${[...fields, key.slice(20, 32)].join('-')}`;
}
