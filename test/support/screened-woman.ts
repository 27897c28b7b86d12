import type { DexaEvidence, PatientRecord, Suppressor } from '../../src/screening/record.ts';

/** A woman of 70 on 2026-11-20 with nothing against a DEXA. */
export function screenedWoman(changes: Partial<PatientRecord> = {}): PatientRecord {
  return {
    sex: 'female',
    birthDate: '1956-03-07',
    deceased: false,
    dexaHistory: [],
    dexaOrdered: false,
    suppressors: [],
    incomplete: [],
    ...changes,
  };
}

/** A DEXA of the hip with these T-scores. */
export function dexaOn(date: string | undefined, ...tScores: number[]): DexaEvidence {
  return {
    date,
    kind: 'observation',
    values: tScores.map((value) => ({ site: 'hip', quantity: 't-score', value })),
  };
}

export function suppressorOf(kind: Suppressor['kind'], date?: string, current = true): Suppressor {
  return { kind, matched: 'text', date, current };
}
