import * as fc from 'fast-check';
import { parsePolicy, type Policy } from '../../src/screening/policy.ts';
import { SUPPRESSOR_KINDS, type PatientRecord } from '../../src/screening/record.ts';
import { dexaOn, suppressorOf } from '../support/screened-woman.ts';

const someDate = fc.constantFrom(undefined, '1956', '1961-11', '1975-06-30', '2024-11-20', '2026', 'x');

export const anyRecord: fc.Arbitrary<PatientRecord> = fc.record({
  sex: fc.constantFrom('female' as const, 'female' as const, 'male' as const, 'unknown' as const),
  birthDate: fc.constantFrom('1950-01-01', '1956', '1961-11', '1970-06-30', '1990-01-01', undefined),
  deceased: fc.boolean(),
  dexaHistory: fc
    .array(fc.tuple(someDate, fc.double({ min: -4, max: 2, noNaN: true })), { maxLength: 2 })
    .map((entries) => entries.map(([date, t]) => dexaOn(date, t))),
  dexaOrdered: fc.boolean(),
  suppressors: fc
    .array(fc.tuple(fc.constantFrom(...SUPPRESSOR_KINDS), someDate, fc.boolean()), { maxLength: 1 })
    .map((entries) => entries.map(([kind, date, current]) => suppressorOf(kind, date, current))),
  incomplete: fc.array(fc.constant('medications'), { maxLength: 1 }),
});

export const anyM = fc.double({ min: -20, max: 60, noNaN: true });

const module = fc.record({ on: fc.boolean(), version: fc.constant('1' as const) });

/** Any rules, also such that a file could not have, as they contradict. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    sexes: fc.constantFrom<Policy['sexes']>(['female'], ['female', 'male']),
    minimumAge: fc.integer({ min: 0, max: 80 }),
    referAge: fc.integer({ min: 0, max: 90 }),
    dexaIntervalMonths: fc.integer({ min: 0, max: 600 }),
    drugLookBackMonths: fc.integer({ min: 0, max: 600 }),
    suppressors: fc.dictionary(fc.constantFrom(...SUPPRESSOR_KINDS), fc.boolean(), { maxKeys: 2 }),
    cutoff: fc.option(
      fc.record({ value: fc.double({ min: 0.1, max: 20, noNaN: true }), source: fc.constant('s') }),
    ),
    requireCompleteRecord: fc.boolean(),
    modules: fc.record({ imageScore: module, noImageRule: module }),
  })
  .map((rules) => ({ ...parsePolicy({ id: 'any' }), ...rules }));
