import { defaultCodeLists } from '../../src/fhir/codes.ts';
import { currentInputs } from '../../src/jobs/current-inputs.ts';
import type { MeasureStudy } from '../../src/jobs/messages.ts';
import { parsePolicy } from '../../src/screening/policy.ts';
import type { Site } from '../../src/site.ts';
import { fakeImages } from './fake-images.ts';

export const MRN = 'https://north.example.org/mrn';

/** The digest of what a measurement of this study rests on at a site. */
export async function inputsAt(
  study: Pick<MeasureStudy, 'studyInstanceUid' | 'patient'>,
  site: Pick<Site, 'localiserFor' | 'noise' | 'references'> = fakeSite(),
): Promise<string> {
  return currentInputs(study, site);
}

/** A hospital with a cut-off of 5.5, an empty PACS, and nowhere to write to. */
export function fakeSite(changes: Partial<Site> = {}): Site {
  return {
    images: fakeImages().source,
    findStudyBy: ['imaging-study', 'qido'],
    patientIdSystems: [{ system: MRN, issuer: 'NORTH' }],
    references: async () => [],
    noise: { method: 'air-sd' },
    policy: parsePolicy({ id: 'test', cutoff: { value: 5.5, source: 'Bandirali 2015' } }),
    codes: defaultCodeLists,
    localiserFor: async () => undefined,
    record: undefined,
    publishTo: undefined,
    ...changes,
  };
}
