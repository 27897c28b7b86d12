import { defaultCodeLists } from '../../src/fhir/codes.ts';
import { parsePolicy } from '../../src/screening/policy.ts';
import type { Site } from '../../src/site.ts';
import { fakeImages } from './fake-images.ts';

export const MRN = 'https://north.example.org/mrn';

/** A hospital with a cut-off of 5.5, an empty PACS, and nowhere to write to. */
export function fakeSite(changes: Partial<Site> = {}): Site {
  return {
    images: fakeImages().source,
    findStudyBy: ['imaging-study', 'qido'],
    patientIdSystems: [{ system: MRN, issuer: 'NORTH' }],
    references: [],
    noise: { method: 'air-sd' },
    policy: parsePolicy({ id: 'test', cutoff: { value: 5.5, source: 'Bandirali 2015' } }),
    codes: defaultCodeLists,
    localiserFor: async () => undefined,
    publishTo: undefined,
    ...changes,
  };
}
