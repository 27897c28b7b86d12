import type { Measurement } from '../mscore/measurement.ts';

/**
 * What measures, as every number carries it; with the hash of its weights where a model found the levels. The
 * version is raised whenever the same images could give another number, not with every release.
 */
export const ALGORITHM: Measurement['algorithm'] = { name: 'mscore', version: '1.2.0', weightsSha256: null };

/** `name version`, as stored beside every measurement. */
export function algorithmName({ name, version, weightsSha256 }: Measurement['algorithm']): string {
  return weightsSha256 === null ? `${name} ${version}` : `${name} ${version} ${weightsSha256}`;
}
