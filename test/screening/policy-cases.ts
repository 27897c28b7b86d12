import { reason } from '../../src/errors.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import type { Policy } from '../../src/screening/policy.ts';
import type { Recommendation } from '../../src/screening/recommendation.ts';
import { SUPPRESSOR_KINDS, type PatientRecord } from '../../src/screening/record.ts';
import { measuredAs, refused } from '../support/measurement.ts';
import { dexaOn as dexa, screenedWoman, suppressorOf as suppressor } from '../support/screened-woman.ts';

/**
 * What is decided about whom: run by recommend.test.ts, written out as docs/decision-table.md. What a case does not say
 * is: on 2026-11-20, a woman of 70 with nothing against a DEXA, M-score 6, cut-off 5.5 of the policy.
 */
export interface PolicyCase {
  readonly situation: string;
  readonly record?: PatientRecord;
  readonly measurement?: Measurement | null;
  readonly rules?: Partial<Policy>;
  readonly kind: Recommendation['kind'];
  /** Codes of every reason, in order. */
  readonly reasons: readonly string[];
}

export interface CaseGroup {
  readonly title: string;
  readonly cases: readonly PolicyCase[];
}

const bornIn = (birthDate: string | undefined) => screenedWoman({ birthDate });
const withDexa = (...dexaHistory: PatientRecord['dexaHistory']) => screenedWoman({ dexaHistory });
const having = (...suppressors: PatientRecord['suppressors']) => screenedWoman({ suppressors });
const high = measuredAs({ m: 6 });

const REFER = ['m-score-above-cutoff', 'age-refer'] as const;
const ASSESS = ['m-score-above-cutoff', 'age-assess-risk-first'] as const;
const refer = (situation: string, record: PatientRecord): PolicyCase => ({
  situation,
  record,
  kind: 'refer',
  reasons: REFER,
});
const assess = (situation: string, record: PatientRecord): PolicyCase => ({
  situation,
  record,
  kind: 'assess-risk-first',
  reasons: ASSESS,
});
const against = (situation: string, record: PatientRecord, ...reasons: string[]): PolicyCase => ({
  situation,
  record,
  kind: 'nothing',
  reasons,
});
const imageAgainst = (
  situation: string,
  measurement: Measurement | null,
  ...reasons: string[]
): PolicyCase => ({ situation, measurement, kind: 'nothing', reasons });

const highMscore: CaseGroup = {
  title: 'A high M-score',
  cases: [
    refer('a woman of 70', screenedWoman()),
    refer('65 today', bornIn('1961-11-20')),
    assess('65 tomorrow', bornIn('1961-11-21')),
    assess('50 today', bornIn('1976-11-20')),
    assess('born some day of the year in which she may be 64 or 65', bornIn('1961')),
    refer('born some day of the month before her 65th birthday', bornIn('1961-10')),
    refer('a DEXA three years ago, not osteoporotic', withDexa(dexa('2023-10-01', -1.8))),
    refer('a DEXA 24 months and a day ago', withDexa(dexa('2024-11-19'))),
    refer(
      'a Z-score of −3 long ago',
      withDexa({ ...dexa('2020'), values: [{ site: 'hip', quantity: 'z-score', value: -3 }] }),
    ),
    refer('a bone drug stopped three years ago', having(suppressor('bone-drug', '2023-10-01', false))),
    refer('a pregnancy eleven months ago', having(suppressor('pregnancy', '2025-12-20'))),
    refer('a pregnancy that is over', having(suppressor('pregnancy', '2026-09-01', false))),
    refer('hospice care that ended', having(suppressor('hospice', undefined, false))),
    {
      situation: 'medications that could not be read: mentioned on the card',
      record: screenedWoman({ incomplete: ['medications'] }),
      kind: 'refer',
      reasons: [...REFER, 'record-incomplete'],
    },
  ],
};

const recordAgainst: CaseGroup = {
  title: 'The record speaks against a card',
  cases: [
    against('a man', screenedWoman({ sex: 'male' }), 'sex-not-eligible'),
    against('sex unknown', screenedWoman({ sex: 'unknown' }), 'sex-not-eligible'),
    against('no birth date', bornIn(undefined), 'age-unknown'),
    against('a birth date that is none', bornIn('unknown'), 'age-unknown'),
    against('50 tomorrow', bornIn('1976-11-21'), 'age-below-minimum'),
    against('49 or 50, by the year alone', bornIn('1976'), 'age-below-minimum'),
    against('deceased', screenedWoman({ deceased: true }), 'deceased'),
    against('a DEXA 24 months ago to the day', withDexa(dexa('2024-11-20')), 'dexa-recent'),
    against('a DEXA in the month two years ago', withDexa(dexa('2024-11')), 'dexa-recent'),
    against('a DEXA that nobody dated', withDexa(dexa(undefined)), 'dexa-recent'),
    against(
      'a recent DEXA behind an old one',
      withDexa(dexa('2010-01-01'), dexa('2026-01-01')),
      'dexa-recent',
    ),
    against('a DEXA ordered', screenedWoman({ dexaOrdered: true }), 'dexa-ordered'),
    against('a T-score of −2.5 long ago', withDexa(dexa('2012-05-01', -1, -2.5)), 'known-low-t-score'),
    ...SUPPRESSOR_KINDS.map((kind) => against(`${kind}, current`, having(suppressor(kind)), kind)),
    against(
      'a drug stopped within 24 months',
      having(suppressor('bone-drug', '2025-01-01', false)),
      'bone-drug',
    ),
    against(
      'a drug stopped nobody knows when',
      having(suppressor('bone-drug', undefined, false)),
      'bone-drug',
    ),
    against('a drug ordered in 2021 and not stopped', having(suppressor('bone-drug', '2021')), 'bone-drug'),
    against('a pregnancy nine months ago', having(suppressor('pregnancy', '2026-02-20')), 'pregnancy'),
    against(
      'a fracture that healed',
      having(suppressor('osteoporotic-fracture', '2001', false)),
      'osteoporotic-fracture',
    ),
    against('an old finding', having(suppressor('known-osteoporosis', '1999')), 'known-osteoporosis'),
    {
      ...against(
        'everything at once: each reason once',
        screenedWoman({
          birthDate: '1990-01-01',
          sex: 'male',
          deceased: true,
          dexaOrdered: true,
          dexaHistory: [dexa('2026-01-01', -3)],
          suppressors: [suppressor('hospice'), suppressor('pregnancy'), suppressor('hospice')],
        }),
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
      ),
      measurement: measuredAs({ m: 9, referenceN: 5, levels: ['L1'] }),
      rules: { cutoff: null },
    },
  ],
};

const csf = {
  sopInstanceUid: '1',
  frameNumber: 1,
  polygon: [
    [0, 0],
    [1, 0],
    [1, 1],
  ] satisfies [number, number][],
};

const imagesAgainst: CaseGroup = {
  title: 'The images carry no card',
  cases: [
    imageAgainst('never measured', null, 'not-measured'),
    imageAgainst('refused', refused(reason('series/contrast')), 'measurement-refused'),
    imageAgainst('no M-score', { ...high, mscore: null }, 'no-m-score'),
    imageAgainst('VBQ alone', { ...high, mscore: null, vbq: { value: 4, csf, n: 20 } }, 'no-m-score'),
    imageAgainst('a cohort of 19', measuredAs({ m: 9, referenceN: 19 }), 'demonstration-reference'),
    imageAgainst(
      'a cohort that names no scanner by its serial number',
      { ...measuredAs({ m: 9 }), limits: [reason('reference/no-serial')] },
      'reference-without-serial',
    ),
    imageAgainst(
      'a level that may be another one',
      { ...measuredAs({ m: 9 }), limits: [reason('spine/level-uncertain', 'L2')] },
      'level-uncertain',
    ),
    imageAgainst('just below the cut-off', measuredAs({ m: 5.4999 }), 'm-score-below-cutoff'),
    imageAgainst('one level', measuredAs({ m: 9, levels: ['L2'] }), 'too-few-levels'),
    imageAgainst(
      'three levels against a cohort on four',
      measuredAs({ m: 9, levels: ['L1', 'L2', 'L3'], referenceLevels: ['L1', 'L2', 'L3', 'L4'] }),
      'too-few-levels',
    ),
    {
      situation: 'three levels against a cohort on the same three',
      measurement: measuredAs({ m: 9, levels: ['L1', 'L2', 'L4'] }),
      kind: 'refer',
      reasons: REFER,
    },
    {
      situation: 'exactly at the cut-off',
      measurement: measuredAs({ m: 5.5 }),
      kind: 'refer',
      reasons: REFER,
    },
  ],
};

const ofReference = measuredAs({ m: 3, cutoff: { value: 2.82, source: 'Jain 2023' } });

const cutoffs: CaseGroup = {
  title: 'Whose cut-off',
  cases: [
    {
      situation: "the reference's, 2.82, where the policy has none; M-score 3",
      measurement: ofReference,
      rules: { cutoff: null },
      kind: 'refer',
      reasons: REFER,
    },
    imageAgainst(
      "the policy's 5.5 goes before the reference's 2.82; M-score 3",
      ofReference,
      'm-score-below-cutoff',
    ),
    {
      ...imageAgainst('none in either; M-score 50', measuredAs({ m: 50 }), 'no-cutoff'),
      rules: { cutoff: null },
    },
  ],
};

const policyDecides: CaseGroup = {
  title: 'The policy decides',
  cases: [
    {
      ...refer('a man, where men are screened', screenedWoman({ sex: 'male' })),
      rules: { sexes: ['female', 'male'] },
    },
    { ...refer('52, where 52 is old enough to refer', bornIn('1974-01-01')), rules: { referAge: 52 } },
    {
      ...against('52, where 55 is the youngest', bornIn('1974-01-01'), 'age-below-minimum'),
      rules: { minimumAge: 55 },
    },
    {
      ...against(
        'DEXA and drug in 2023, where both count for five years',
        screenedWoman({
          dexaHistory: [dexa('2023-01-01')],
          suppressors: [suppressor('bone-drug', '2023-01-01', false)],
        }),
        'dexa-recent',
        'bone-drug',
      ),
      rules: { dexaIntervalMonths: 60, drugLookBackMonths: 60 },
    },
    {
      ...refer('premenopausal, where that does not count', having(suppressor('premenopausal'))),
      rules: { suppressors: { premenopausal: false } },
    },
    {
      ...against(
        'conditions that could not be read, where the record must be complete',
        screenedWoman({ incomplete: ['conditions'] }),
        'record-incomplete',
      ),
      rules: { requireCompleteRecord: true },
    },
  ],
};

const version = '1' as const;
const both: Partial<Policy> = {
  modules: { imageScore: { on: true, version }, noImageRule: { on: true, version } },
};
const ruleAlone: Partial<Policy> = {
  modules: { imageScore: { on: false, version }, noImageRule: { on: true, version } },
};
const byAge = (situation: string, measurement: Measurement | null, rules = both): PolicyCase => ({
  situation,
  measurement,
  rules,
  kind: 'screen-by-age',
  reasons: ['age-screen', 'no-dexa-recorded'],
});
const ruleSilent = (situation: string, record: PatientRecord, ...reasons: string[]): PolicyCase => ({
  ...against(situation, record, 'not-measured', ...reasons),
  measurement: null,
  rules: both,
});

const withoutImages: CaseGroup = {
  title: 'The rule without images is on',
  cases: [
    byAge('no image was measured', null),
    byAge('the image was refused', refused(reason('series/contrast'))),
    byAge('the M-score is low', measuredAs({ m: 1 })),
    byAge('the image score is off; M-score 6', high, ruleAlone),
    { ...refer('the M-score is high: the image speaks', screenedWoman()), rules: both },
    ruleSilent('a woman of 64', bornIn('1962-01-01'), 'rule-below-screening-age'),
    ruleSilent('any DEXA, however old', withDexa(dexa('2001-01-01', -1)), 'rule-dexa-recorded'),
    ruleSilent('a record with gaps', screenedWoman({ incomplete: ['procedures'] }), 'rule-record-incomplete'),
    {
      ...ruleSilent('a man, where men are screened', screenedWoman({ sex: 'male' }), 'rule-women-only'),
      rules: { ...both, sexes: ['female', 'male'] },
    },
    {
      ...against(
        '56, and the image score is off',
        bornIn('1970-01-01'),
        'image-score-off',
        'rule-below-screening-age',
      ),
      rules: ruleAlone,
    },
  ],
};

export const POLICY_CASES: readonly CaseGroup[] = [
  highMscore,
  recordAgainst,
  imagesAgainst,
  cutoffs,
  policyDecides,
  withoutImages,
];
