import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { explain } from '../../src/decisions/explain.ts';
import { explanationText } from '../../src/decisions/explanation-text.ts';
import { anyM, anyPolicy, anyRecord } from '../screening/arbitraries.ts';
import { measuredAs } from '../support/measurement.ts';
import { dexaOn, screenedWoman, suppressorOf } from '../support/screened-woman.ts';
import { keptDecision, POLICY } from './kept-decision.ts';

const textOf = (...given: Parameters<typeof explain>) => explanationText([explain(...given)]);

describe('same input, same decision', () => {
  test('R13 whatever was decided is decided again from what was kept', () => {
    fc.assert(
      fc.property(anyRecord, fc.option(anyM), anyPolicy, (record, m, policy) => {
        const measurement = m === null ? null : measuredAs({ m });
        const kept = keptDecision({ record, measurement, policy });
        const explained = explain(kept, policy);
        expect([explained.again?.same, explained.today?.same]).toEqual([true, true]);
        expect(explained.reasons.every(({ code, text }) => text !== code)).toBe(true);
      }),
    );
  });

  test('a decision that its own facts and rules do not give is told', () => {
    const tampered = keptDecision({ changes: { kind: 'nothing', reasons: ['no-cutoff'] } });
    expect(explain(tampered, undefined).again).toMatchObject({ same: false, kind: 'refer' });
  });
});

describe('the policy of today', () => {
  test('may decide otherwise, and then says how', () => {
    const stricter = { ...POLICY, version: '4', cutoff: { value: 7, source: 'own cohort' } };
    expect(explain(keptDecision(), stricter).today).toMatchObject({
      same: false,
      kind: 'nothing',
      reasons: [{ code: 'm-score-below-cutoff' }],
      policy: { id: 'hospital', version: '4' },
    });
  });

  test('is left out where the client is configured no more', () => {
    expect(explain(keptDecision(), undefined).today).toBeNull();
  });
});

describe('in words', () => {
  test('says what was decided and why, by which rules, what was known, and that it still holds', () => {
    expect(textOf(keptDecision(), POLICY))
      .toBe(`2026-11-20T10:00:00.000Z  lumbar-mri on patient-view, for https://north.example.org
Decided: suggest a DEXA; shown on card 4e0a3a1e-3283-4575-ab82-028d55fe2719. Because:
  - The M-score is 6.0 (95 % interval 5.0 to 7.0) and reaches the cut-off 5.5 (Bandirali 2015). [m-score-above-cutoff]
  - The patient is 65 or older: the policy suggests a DEXA. [age-refer]
Rules: policy hospital, version 3; image score version 1; rule without images off; cut-off 5.5 (Bandirali 2015)
Known:
  - female, 70 years or older
  - DEXA: none found
  - measurement measured: L1, L2, L3, L4
  - M-score 6.00 (95 % interval 5.0 to 7.0), reference site of 40
  - images: found by the ImagingStudy in the record
Measurement: 9368d37b-283f-44a0-93ea-547cebab93ed
The same facts and rules again: the same decision.
By the policy of today, hospital version 3: the same decision.

Research use only, not for diagnosis.`);
  });

  test('says what spoke against a card', () => {
    const record = screenedWoman({
      dexaHistory: [dexaOn('2026-01-01', -1.2)],
      suppressors: [suppressorOf('bone-drug', '2025-01-01', false)],
    });
    const text = textOf(
      keptDecision({ record, measurement: null, changes: { image: 'not-looked-at' } }),
      POLICY,
    );
    expect(text).toContain('Decided: say nothing; nothing was shown. Because:');
    expect(text).toContain('A DEXA was made within 24 months, or at an unknown time. [dexa-recent]');
    expect(text).toContain('DEXA: within 11 months (lowest T-score −1.2)');
    expect(text).toContain('bone-drug: over, within 23 months, by text');
    expect(text).toContain('images: none was looked at');
  });

  test('says that shadow mode kept a card back', () => {
    const policy = { ...POLICY, shadow: true };
    const text = textOf(keptDecision({ policy, changes: { shown: 'shadow', card: null } }), policy);
    expect(text).toContain('Decided: suggest a DEXA; not shown: shadow mode. Because:');
    expect(text).toContain('; shadow mode\n');
  });

  test('says what failed, by the catalogue', () => {
    const nothing = { kind: null, reasons: [], facts: null, policy: null, image: null, measurement: null };
    const failed = keptDecision({ changes: { ...nothing, failure: 'pacs/timeout', shown: 'nothing' } });
    expect(textOf(failed, POLICY)).toContain(
      'Nothing could be decided: The PACS did not answer in time. [pacs/timeout]',
    );
  });

  test('says that a hook was about something else', () => {
    const other = { reasons: ['no-lumbar-mri'], facts: null, policy: null, image: null, measurement: null };
    const kept = keptDecision({ changes: { ...other, kind: 'nothing', shown: 'nothing', card: null } });
    expect(textOf(kept, POLICY)).toContain('The hook was about no lumbar MRI, so nothing was read.');
  });
});
