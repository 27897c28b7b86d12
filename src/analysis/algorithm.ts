import type { Measurement } from '../mscore/measurement.ts';

/**
 * What measures, as every number carries it. The version is raised whenever the same images could give
 * another number, not with every release.
 */
export const ALGORITHM: Measurement['algorithm'] = { name: 'mscore', version: '1.0.0', weightsSha256: null };

/** `name version`, as stored beside every measurement. */
export function algorithmName({ name, version, weightsSha256 }: Measurement['algorithm']): string {
  return weightsSha256 === null ? `${name} ${version}` : `${name} ${version} ${weightsSha256}`;
}
