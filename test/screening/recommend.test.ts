import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { reason } from '../../src/errors.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { factsSchema, imageFacts, recordFacts } from '../../src/screening/facts.ts';
import { parsePolicy, type Policy } from '../../src/screening/policy.ts';
import { decide as decideFrom, recommend } from '../../src/screening/recommend.ts';
import { SUPPRESSOR_KINDS, type PatientRecord } from '../../src/screening/record.ts';
import { measuredAs, refused } from '../support/measurement.ts';
import { screenedWoman, suppressorOf } from '../support/screened-woman.ts';
import { anyM, anyPolicy, anyRecord } from './arbitraries.ts';
import { POLICY_CASES } from './policy-cases.ts';

const TODAY = '2026-11-20';
const policy = parsePolicy({ id: 'test', cutoff: { value: 5.5, source: 'Bandirali 2015' } });
const high = measuredAs({ m: 6 });

interface Decision {
  readonly record?: PatientRecord;
  readonly measurement?: Measurement | null;
  readonly rules?: Partial<Policy>;
}

function decide({ record = screenedWoman(), measurement = high, rules = {} }: Decision) {
  return recommend(record, measurement, { ...policy, ...rules }, TODAY);
}

describe.each(POLICY_CASES)('$title', ({ cases }) => {
  test.each(cases)('$situation → $kind', ({ kind, reasons, ...example }) => {
    const decision = decide(example);
    expect([decision.kind, decision.reasons.map(({ code }) => code)]).toEqual([kind, reasons]);
  });
});

describe('the words', () => {
  test('say why, with interval, cut-off and its source', () => {
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

  test('mention what could not be read', () => {
    const { reasons } = decide({ record: screenedWoman({ incomplete: ['medications'] }) });
    expect(reasons.at(-1)?.text).toBe('The record could not be read completely: medications.');
  });

  test('name a refusal by its code', () => {
    expect(decide({ measurement: refused(reason('series/contrast')) }).reasons[0]?.text).toContain(
      'series/contrast',
    );
  });

  test('never put a low M-score as reassurance', () => {
    const { text } = decide({ measurement: measuredAs({ m: -2 }) }).reasons[0] ?? {};
    expect(text).toBe('The M-score does not reach the cut-off of the site, which rules out nothing.');
  });
});

test('a VBQ that points in another direction changes nothing', () => {
  const limits = [reason('vbq/discordant', 'VBQ 2.10 is below 2.7')];
  const measurement: Measurement = { ...high, status: 'limited', limits };
  expect(decide({ measurement })).toEqual(decide({}));
});

describe('for any patient', () => {
  const rank = { nothing: 0, 'screen-by-age': 1, 'assess-risk-first': 1, refer: 2 };

  test('R13 the same input gives the same decision, with at least one reason', () => {
    fc.assert(
      fc.property(anyRecord, anyM, anyPolicy, (record, m, rules) => {
        const decision = decide({ record, measurement: measuredAs({ m }), rules });
        expect(decide({ record, measurement: measuredAs({ m }), rules })).toEqual(decision);
        expect(decision.reasons.length).toBeGreaterThan(0);
      }),
    );
  });

  test('R13 facts that were kept and read again give the decision of the record itself', () => {
    fc.assert(
      fc.property(anyRecord, fc.option(anyM), anyPolicy, (record, m, rules) => {
        const measurement = m === null ? null : measuredAs({ m });
        const facts = { ...recordFacts(record, TODAY), image: measurement && imageFacts(measurement) };
        const kept = factsSchema.parse(JSON.parse(JSON.stringify(facts)));
        expect(decideFrom(kept, rules)).toEqual(recommend(record, measurement, rules, TODAY));
      }),
    );
  });

  test('nothing that is handed in is changed', () => {
    fc.assert(
      fc.property(anyRecord, anyM, anyPolicy, (record, m, rules) => {
        const input = { record, measurement: measuredAs({ m }), rules };
        const before = structuredClone(input);
        decide(input);
        expect(input).toEqual(before);
      }),
    );
  });

  test('no card by an image without a cut-off', () => {
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
      fc.property(anyRecord, anyM, anyM, anyPolicy, (record, a, b, rules) => {
        const [lower, higher] = [Math.min(a, b), Math.max(a, b)].map((m) =>
          decide({ record, measurement: measuredAs({ m }), rules }),
        );
        expect(rank[higher?.kind ?? 'nothing']).toBeGreaterThanOrEqual(rank[lower?.kind ?? 'refer']);
      }),
    );
  });

  test('one more thing against it never leads to more', () => {
    fc.assert(
      fc.property(anyRecord, fc.constantFrom(...SUPPRESSOR_KINDS), (record, kind) => {
        const more = { ...record, suppressors: [...record.suppressors, suppressorOf(kind)] };
        expect(decide({ record: more }).kind).toBe('nothing');
      }),
    );
  });
});

test('the day must be a whole date', () => {
  expect(() => recommend(screenedWoman(), high, policy, '2026-11')).toThrow(RangeError);
});
