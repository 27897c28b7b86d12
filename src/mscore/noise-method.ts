import { z } from 'zod';

/**
 * How the noise of an exam is known. An SNR by one of them is another number than by another – the air of one coil has
 * 0.655 of the SD that the same noise has in tissue – so exam and cohort must share it.
 * - `air-sd`: plain SD of the air around the patient (Bandirali 2015), the default
 * - `difference`: SD of the difference of two acquisitions in the vertebral bodies, over √2 (NEMA MS 1, method 1)
 * - `declared`: an SD that the site measured elsewhere and answers for
 */
export const noiseMethodSchema = z.enum(['air-sd', 'difference', 'declared']);
export type NoiseMethod = z.infer<typeof noiseMethodSchema>;

/** The same in words. */
export const NOISE_METHODS: Readonly<Record<NoiseMethod, string>> = {
  'air-sd': 'plain SD of the air',
  difference: 'difference of two acquisitions',
  declared: 'declared by the site',
};
