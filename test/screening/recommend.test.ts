import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { reason } from '../../src/errors.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { parsePolicy, type Policy } from '../../src/screening/policy.ts';
import { recommend } from '../../src/screening/recommend.ts';
import {
  SUPPRESSOR_KINDS,
  type DexaEvidence,
  type PatientRecord,
  type Suppressor,
} from '../../src/screening/record.ts';
import { measuredAs, refused } from '../support/measurement.ts';

const TODAY = '2026-11-20';
const policy = parsePolicy({ id: 'test', cutoff: { value: 5.5, source: 'Bandirali 2015' } });

/** A woman of 70 with nothing against a DEXA. */
const woman: PatientRecord = {
  sex: 'female',
  birthDate: '1956-03-07',
  deceased: false,
  dexaHistory: [],
  dexaOrdered: false,
  suppressors: [],
  incomplete: [],
};
const bornIn = (birthDate: string | undefined): PatientRecord => ({ ...woman, birthDate });
const dexa = (date: string | undefined, ...tScores: number[]): DexaEvidence => ({
  date,
  kind: 'observation',
  values: tScores.map((value) => ({ site: 'hip', quantity: 't-score', value })),
});
const withDexa = (...dexaHistory: DexaEvidence[]): PatientRecord => ({ ...woman, dexaHistory });
const suppressor = (kind: Suppressor['kind'], date?: string, current = true): Suppressor => ({
  kind,
  matched: 'text',
  date,
  current,
});
const withSuppressors = (...suppressors: Suppressor[]): PatientRecord => ({ ...woman, suppressors });

const high = measuredAs({ m: 6 });

interface Decision {
  readonly record?: PatientRecord;
  readonly measurement?: Measurement | null;
  readonly rules?: Partial<Policy>;
}

function decide({ record = woman, measurement = high, rules = {} }: Decision) {
  return recommend(record, measurement, { ...policy, ...rules }, TODAY);
}
const codesOf = (decision: Decision) => decide(decision).reasons.map(({ code }) => code);

describe('a high M-score', () => {
  test.each<[string, PatientRecord, string]>([
    ['a woman of 70', woman, 'refer'],
    ['65 today', bornIn('1961-11-20'), 'refer'],
    ['65 tomorrow', bornIn('1961-11-21'), 'assess-risk-first'],
    ['50 today', bornIn('1976-11-20'), 'assess-risk-first'],
    ['born some day of the year in which she may be 64 or 65', bornIn('1961'), 'assess-risk-first'],
    ['born some day of the month before', bornIn('1961-10'), 'refer'],
    ['a DEXA three years ago, not osteoporotic', withDexa(dexa('2023-10-01', -1.8)), 'refer'],
    [
      'a Z-score of −3 long ago',
      withDexa({ ...dexa('2020'), values: [{ site: 'hip', quantity: 'z-score', value: -3 }] }),
      'refer',
    ],
    [
      'a bone drug stopped three years ago',
      withSuppressors(suppressor('bone-drug', '2023-10-01', false)),
      'refer',
    ],
    ['a pregnancy eleven months ago', withSuppressors(suppressor('pregnancy', '2025-12-20')), 'refer'],
    ['a pregnancy that is over', withSuppressors(suppressor('pregnancy', '2026-09-01', false)), 'refer'],
    ['hospice care that ended', withSuppressors(suppressor('hospice', undefined, false)), 'refer'],
  ])('%s → %s', (_, record, kind) => {
    expect(decide({ record }).kind).toBe(kind);
  });

  test('says why, with interval, cut-off and its source', () => {
    expect(decide({})).toEqual({
      kind: 'refer',
      policyId: 'test',
      reasons: [
        {
          code: 'm-score-above-cutoff',
          text: 'The M-score is 6.0 (95 % interval 5.0 to 7.0) and reaches the cut-off 5.5 (Bandirali 2015).',
        },
        { code: 'age-refer', text: 'The patient is 65 or older: the policy suggests a DEXA.' },
      ],
    });
  });

  test('below 65 says that the risk comes first', () => {
    expect(codesOf({ record: bornIn('1970-01-01') })).toEqual([
      'm-score-above-cutoff',
      'age-assess-risk-first',
    ]);
  });

  test('mentions what could not be read', () => {
    const { kind, reasons } = decide({ record: { ...woman, incomplete: ['medications'] } });
    expect(kind).toBe('refer');
    expect(reasons.at(-1)?.text).toBe('The record could not be read completely: medications.');
  });
});

describe('nothing, because of the record', () => {
  test.each<[string, PatientRecord, string]>([
    ['a man', { ...woman, sex: 'male' }, 'sex-not-eligible'],
    ['sex unknown', { ...woman, sex: 'unknown' }, 'sex-not-eligible'],
    ['no birth date', bornIn(undefined), 'age-unknown'],
    ['a birth date that is none', bornIn('unknown'), 'age-unknown'],
    ['50 tomorrow', bornIn('1976-11-21'), 'age-below-minimum'],
    ['49 or 50, by the year alone', bornIn('1976'), 'age-below-minimum'],
    ['deceased', { ...woman, deceased: true }, 'deceased'],
    ['a DEXA 24 months ago to the day', withDexa(dexa('2024-11-20')), 'dexa-recent'],
    ['a DEXA in the month two years ago', withDexa(dexa('2024-11')), 'dexa-recent'],
    ['a DEXA that nobody dated', withDexa(dexa(undefined)), 'dexa-recent'],
    ['a recent DEXA behind an old one', withDexa(dexa('2010-01-01'), dexa('2026-01-01')), 'dexa-recent'],
    ['a DEXA ordered', { ...woman, dexaOrdered: true }, 'dexa-ordered'],
    ['a T-score of −2.5 long ago', withDexa(dexa('2012-05-01', -1, -2.5)), 'known-low-t-score'],
    ...SUPPRESSOR_KINDS.map((kind): [string, PatientRecord, string] => [
      kind,
      withSuppressors(suppressor(kind)),
      kind,
    ]),
    [
      'a drug stopped within 24 months',
      withSuppressors(suppressor('bone-drug', '2025-01-01', false)),
      'bone-drug',
    ],
    [
      'a drug stopped nobody knows when',
      withSuppressors(suppressor('bone-drug', undefined, false)),
      'bone-drug',
    ],
    ['a drug ordered in 2021 and not stopped', withSuppressors(suppressor('bone-drug', '2021')), 'bone-drug'],
    ['a pregnancy nine months ago', withSuppressors(suppressor('pregnancy', '2026-02-20')), 'pregnancy'],
    [
      'a fracture that healed',
      withSuppressors(suppressor('osteoporotic-fracture', '2001', false)),
      'osteoporotic-fracture',
    ],
    ['an old diagnosis', withSuppressors(suppressor('known-osteoporosis', '1999')), 'known-osteoporosis'],
  ])('%s → %s', (_, record, code) => {
    expect(decide({ record })).toMatchObject({ kind: 'nothing', reasons: [{ code }] });
  });

  test('a DEXA 24 months and a day ago is no reason', () => {
    expect(decide({ record: withDexa(dexa('2024-11-19')) }).kind).toBe('refer');
  });

  test('an incomplete record, where the policy asks for a complete one', () => {
    const record = { ...woman, incomplete: ['conditions'] };
    expect(codesOf({ record, rules: { requireCompleteRecord: true } })).toEqual(['record-incomplete']);
  });
});

describe('nothing, because of the images', () => {
  test.each<[string, Measurement | null, string]>([
    ['never measured', null, 'not-measured'],
    ['refused', refused(reason('series/contrast')), 'measurement-refused'],
    ['no M-score', { ...high, mscore: null }, 'no-m-score'],
    [
      'VBQ alone',
      {
        ...high,
        mscore: null,
        vbq: {
          value: 4,
          csf: {
            sopInstanceUid: '1',
            frameNumber: 1,
            polygon: [
              [0, 0],
              [1, 0],
              [1, 1],
            ],
          },
          n: 20,
        },
      },
      'no-m-score',
    ],
    ['a cohort of 19', measuredAs({ m: 9, referenceN: 19 }), 'demonstration-reference'],
    [
      'a cohort that names no scanner by its serial number',
      { ...measuredAs({ m: 9 }), limits: [reason('reference/no-serial')] },
      'reference-without-serial',
    ],
    ['below the cut-off', measuredAs({ m: 5.4999 }), 'm-score-below-cutoff'],
    ['one level', measuredAs({ m: 9, levels: ['L2'] }), 'too-few-levels'],
    [
      'three levels against a cohort on four',
      measuredAs({ m: 9, levels: ['L1', 'L2', 'L3'], referenceLevels: ['L1', 'L2', 'L3', 'L4'] }),
      'too-few-levels',
    ],
  ])('%s → %s', (_, measurement, code) => {
    expect(decide({ measurement })).toMatchObject({ kind: 'nothing', reasons: [{ code }] });
  });

  test('a refusal is named by its code', () => {
    expect(decide({ measurement: refused(reason('series/contrast')) }).reasons[0]?.text).toContain(
      'series/contrast',
    );
  });

  test('three levels are enough against a cohort on the same three', () => {
    expect(decide({ measurement: measuredAs({ m: 9, levels: ['L1', 'L2', 'L4'] }) }).kind).toBe('refer');
  });

  test('at the cut-off is not below it', () => {
    expect(decide({ measurement: measuredAs({ m: 5.5 }) }).kind).toBe('refer');
  });

  test('a low M-score is never put as reassurance', () => {
    const { text } = decide({ measurement: measuredAs({ m: -2 }) }).reasons[0] ?? {};
    expect(text).toBe('The M-score does not reach the cut-off of the site, which rules out nothing.');
  });
});

describe('the cut-off', () => {
  const ofReference = measuredAs({ m: 3, cutoff: { value: 2.82, source: 'Jain 2023' } });

  test('of the reference counts where the policy has none', () => {
    expect(decide({ measurement: ofReference, rules: { cutoff: null } }).kind).toBe('refer');
  });

  test('of the policy goes before it', () => {
    expect(codesOf({ measurement: ofReference })).toEqual(['m-score-below-cutoff']);
  });

  test('missing in both means no card, however high the M-score is', () => {
    expect(codesOf({ measurement: measuredAs({ m: 50 }), rules: { cutoff: null } })).toEqual(['no-cutoff']);
  });
});

test('all reasons are listed, each once', () => {
  const record: PatientRecord = {
    ...bornIn('1990-01-01'),
    sex: 'male',
    deceased: true,
    dexaOrdered: true,
    dexaHistory: [dexa('2026-01-01', -3)],
    suppressors: [suppressor('hospice'), suppressor('pregnancy'), suppressor('hospice')],
  };
  const measurement = measuredAs({ m: 9, referenceN: 5, levels: ['L1'] });
  expect(codesOf({ record, measurement, rules: { cutoff: null } })).toEqual([
    'sex-not-eligible',
    'age-below-minimum',
    'deceased',
    'dexa-recent',
    'dexa-ordered',
    'known-low-t-score',
    'hospice',
    'pregnancy',
    'demonstration-reference',
    'too-few-levels',
    'no-cutoff',
  ]);
});

describe('the policy decides', () => {
  test('which sexes', () => {
    const rules: Partial<Policy> = { sexes: ['female', 'male'] };
    expect(decide({ record: { ...woman, sex: 'male' }, rules }).kind).toBe('refer');
  });

  test('which ages', () => {
    const record = bornIn('1974-01-01');
    expect(decide({ record, rules: { referAge: 52 } }).kind).toBe('refer');
    expect(codesOf({ record, rules: { minimumAge: 55 } })).toEqual(['age-below-minimum']);
  });

  test('how long a DEXA and a drug count', () => {
    const record = {
      ...withDexa(dexa('2023-01-01')),
      suppressors: [suppressor('bone-drug', '2023-01-01', false)],
    };
    expect(codesOf({ record, rules: { dexaIntervalMonths: 60, drugLookBackMonths: 60 } })).toEqual([
      'dexa-recent',
      'bone-drug',
    ]);
  });

  test('which suppressors count', () => {
    const rules: Partial<Policy> = { suppressors: { premenopausal: false } };
    expect(decide({ record: withSuppressors(suppressor('premenopausal')), rules }).kind).toBe('refer');
  });
});

describe('the rule without images, where the policy has it on', () => {
  const byAge: Partial<Policy> = {
    modules: { imageScore: { on: true, version: '1' }, noImageRule: { on: true, version: '1' } },
  };
  const low = measuredAs({ m: 1 });

  test.each<[string, Measurement | null]>([
    ['no image was measured', null],
    ['the image was refused', refused(reason('series/contrast'))],
    ['the M-score is low', low],
  ])('finds a woman of 65 without any DEXA when %s', (_, measurement) => {
    expect(decide({ measurement, rules: byAge })).toMatchObject({
      kind: 'screen-by-age',
      reasons: [{ code: 'age-screen' }, { code: 'no-dexa-recorded' }],
    });
  });

  test('comes after the image, where that has something to say', () => {
    expect(decide({ rules: byAge }).kind).toBe('refer');
  });

  test.each<[string, PatientRecord, string]>([
    ['a woman of 64', bornIn('1962-01-01'), 'rule-below-screening-age'],
    ['any DEXA, however old', withDexa(dexa('2001-01-01', -1)), 'rule-dexa-recorded'],
    ['a record with gaps', { ...woman, incomplete: ['procedures'] }, 'rule-record-incomplete'],
  ])('is silent: %s', (_, record, code) => {
    expect(codesOf({ record, measurement: null, rules: byAge })).toEqual(['not-measured', code]);
  });

  test('is for women, whatever the policy screens', () => {
    const rules: Partial<Policy> = { ...byAge, sexes: ['female', 'male'] };
    const record: PatientRecord = { ...woman, sex: 'male' };
    expect(codesOf({ record, measurement: null, rules })).toEqual(['not-measured', 'rule-women-only']);
  });

  test('decides alone where the image score is off, and no M-score counts', () => {
    const rules: Partial<Policy> = {
      modules: { imageScore: { on: false, version: '1' }, noImageRule: { on: true, version: '1' } },
    };
    expect(decide({ rules }).kind).toBe('screen-by-age');
    expect(codesOf({ record: bornIn('1970-01-01'), rules })).toEqual([
      'image-score-off',
      'rule-below-screening-age',
    ]);
  });
});

describe('for any patient', () => {
  const someDate = fc.constantFrom(undefined, '1956', '1961-11', '1975-06-30', '2024-11-20', '2026', 'x');
  const anyRecord: fc.Arbitrary<PatientRecord> = fc.record({
    sex: fc.constantFrom('female' as const, 'female' as const, 'male' as const, 'unknown' as const),
    birthDate: fc.constantFrom('1950-01-01', '1956', '1961-11', '1970-06-30', '1990-01-01', undefined),
    deceased: fc.boolean(),
    dexaHistory: fc
      .array(fc.tuple(someDate, fc.double({ min: -4, max: 2, noNaN: true })), { maxLength: 2 })
      .map((entries) => entries.map(([date, t]) => dexa(date, t))),
    dexaOrdered: fc.boolean(),
    suppressors: fc
      .array(fc.tuple(fc.constantFrom(...SUPPRESSOR_KINDS), someDate), { maxLength: 1 })
      .map((entries) => entries.map(([kind, date]) => suppressor(kind, date))),
    incomplete: fc.array(fc.constant('medications'), { maxLength: 1 }),
  });
  const anyM = fc.double({ min: -20, max: 60, noNaN: true });
  const rank = { nothing: 0, 'screen-by-age': 1, 'assess-risk-first': 1, refer: 2 };

  test('the same input gives the same decision, with at least one reason', () => {
    fc.assert(
      fc.property(anyRecord, anyM, (record, m) => {
        const decision = decide({ record, measurement: measuredAs({ m }) });
        expect(decide({ record, measurement: measuredAs({ m }) })).toEqual(decision);
        expect(decision.reasons.length).toBeGreaterThan(0);
      }),
    );
  });

  test('no card without a cut-off', () => {
    fc.assert(
      fc.property(anyRecord, anyM, (record, m) => {
        expect(decide({ record, measurement: measuredAs({ m }), rules: { cutoff: null } }).kind).toBe(
          'nothing',
        );
      }),
    );
  });

  test('a higher M-score never leads to less', () => {
    fc.assert(
      fc.property(anyRecord, anyM, anyM, (record, a, b) => {
        const [lower, higher] = [Math.min(a, b), Math.max(a, b)].map((m) =>
          decide({ record, measurement: measuredAs({ m }) }),
        );
        expect(rank[higher?.kind ?? 'nothing']).toBeGreaterThanOrEqual(rank[lower?.kind ?? 'refer']);
      }),
    );
  });

  test('one more thing against it never leads to more', () => {
    fc.assert(
      fc.property(anyRecord, fc.constantFrom(...SUPPRESSOR_KINDS), (record, kind) => {
        const more = { ...record, suppressors: [...record.suppressors, suppressor(kind)] };
        expect(decide({ record: more }).kind).toBe('nothing');
      }),
    );
  });
});

test('the day must be a whole date', () => {
  expect(() => recommend(woman, high, policy, '2026-11')).toThrow(RangeError);
});
