import { describe, expect, test } from '@jest/globals';
import { measurementInputs } from '../../src/analysis/inputs.ts';
import type { NoiseChoice } from '../../src/analysis/noise-choice.ts';
import { siteReference } from '../mscore/reference-file.ts';

const patient = { identifiers: [], birthDate: undefined, sex: 'female' as const };

const inputs = (noise: NoiseChoice = { method: 'air-sd' }, references = [siteReference()]) =>
  measurementInputs('1.2.3', patient, {
    localiserFor: async () => undefined,
    references,
    noise,
  });
const declared = (sd: number): NoiseChoice => ({ method: 'declared', declared: [{ sd, source: 'gel' }] });

describe('what a measurement rests on', () => {
  test('is the same for the same', async () => {
    expect(await inputs()).toBe(await inputs({ method: 'air-sd' }));
  });

  test('is another with another way to know the noise, cohort, or declared value', async () => {
    const all = await Promise.all([
      inputs(),
      inputs({ method: 'difference' }),
      inputs(declared(12)),
      inputs(declared(13)),
      inputs({ method: 'air-sd' }, []),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });
});
