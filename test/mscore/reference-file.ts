import { readFileSync } from 'node:fs';
import { parseReference } from '../../src/mscore/parse-reference.ts';
import type { Reference } from '../../src/mscore/reference.ts';

/** The cohort that the seed paper prints, as the project ships it. */
export function mikulova2025(): Reference {
  return parseReference(readFileSync('fixtures/references/mikulova-2025.json', 'utf8'));
}

/** A cohort that could carry a card: made up, on the scanner and protocol of image-header.ts. */
export function siteReference(different: Partial<Reference> = {}): Reference {
  return {
    id: 'site',
    scanner: { manufacturer: 'Hitachi', model: 'Oasis', serial: 'A7', fieldStrength: 1.2, coil: 'SPINE' },
    protocol: { sequence: 'SE', repetitionTime: 700, echoTime: 12, echoTrainLength: 2 },
    noiseMethod: 'air-sd',
    levels: 'L1-L4',
    n: 40,
    snr: { mean: 50, sd: 5 },
    cutoff: null,
    population: 'women aged 20–29',
    createdAt: '2026-01-01',
    ...different,
  };
}
