import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { marked } from 'marked';
import { type CardBasis, type ImageBasis, recommendationCard } from '../../cds-services/cards.ts';
import type { CardTexts } from '../../cds-services/texts/card-texts.ts';
import { TEXTS } from '../../cds-services/texts/index.ts';
import { type Card, cardSchema, checkResponse } from '../../src/cds-hooks/cards.ts';
import { reason } from '../../src/errors.ts';
import { buildRecord } from '../../src/fhir/record.ts';
import { RECORD_KEYS } from '../../src/fhir/record-queries.ts';
import type { Measurement } from '../../src/mscore/measurement.ts';
import { parsePolicy, type Policy } from '../../src/screening/policy.ts';
import { recommend } from '../../src/screening/recommend.ts';
import type { Recommendation } from '../../src/screening/recommendation.ts';
import { measured, refused } from '../support/measurement.ts';
import { expectValidFhir } from '../support/fhir-validity.ts';
import { TODAY, woman } from './support.ts';

interface Case {
  readonly measurement?: Measurement;
  readonly birthDate?: string;
  readonly incomplete?: boolean;
  readonly cutoff?: NonNullable<Policy['cutoff']>;
  readonly basis?: Partial<CardBasis>;
  readonly image?: Partial<ImageBasis>;
  readonly texts?: CardTexts;
}

/** The card for a woman of 70 with an M-score of 6.4, by the real record and the real policy. */
function cardOf(example: Case = {}): Card | undefined {
  const { measurement = measured(), birthDate, incomplete = false, basis, image, texts = TEXTS.en } = example;
  const patient = { resources: [woman(birthDate === undefined ? {} : { birthDate })], complete: true };
  const found = Object.fromEntries(RECORD_KEYS.map((key) => [key, { resources: [], complete: !incomplete }]));
  const record = buildRecord({ ...found, patient }, { patientId: 'p1' });
  const { cutoff = { value: 5.5, source: 'Bandirali 2015' } } = example;
  const policy = { ...parsePolicy({ id: 'test' }), cutoff };
  const card = recommendationCard(
    {
      recommendation: recommend(record, measurement, policy, TODAY),
      record,
      patientId: 'p1',
      policy,
      texts,
      image: {
        measurement,
        imagingStudy: 'ImagingStudy/i1',
        observation: 'Observation/m1',
        inRecord: 'done',
        foundBy: 'imaging-study',
        review: undefined,
        reviewLaunch: undefined,
        ...image,
      },
      ...basis,
    },
    randomUUID,
  );
  if (card) checkResponse({ cards: [card] });
  return card;
}

const tagsOf = (markdown: string) => marked.parse(markdown, { async: false }).match(/<\/?[a-z0-9]+/g);
const detailOf = (example: Case = {}) => cardOf(example)?.detail ?? '';

describe('the card that suggests a DEXA', () => {
  test('says what was seen and what to consider in one line', () => {
    expect(cardOf()).toMatchObject({
      summary:
        'Bright vertebral marrow on lumbar MRI, M-score 6.4, cut-off 5.5: consider a DEXA referral (research use)',
      indicator: 'info',
      source: { label: 'M-score (research use)', topic: { code: 'dexaReferral' } },
    });
  });

  test('stays within the 139 characters that clients show, whatever the numbers', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, (value, limit) => {
        const { mscore } = measured();
        const measurement = measured({ mscore: mscore && { ...mscore, value } });
        const recommendation = { kind: 'assess-risk-first' as const, reasons: [], policyId: 'test' };
        return Object.values(TEXTS).every((texts) => {
          const card = cardOf({
            measurement,
            texts,
            cutoff: { value: limit, source: 's' },
            basis: { recommendation },
          });
          return cardSchema.safeParse(card).success;
        });
      }),
    );
  });

  test('gives the M-score with its interval and cut-off, the SNR of every level, and VBQ beside it', () => {
    const detail = detailOf();
    expect(detail).toContain(
      '**M-score 6.4** (95 % interval 3.9 to 9.1), cut-off of this site 5.5 (Bandirali 2015)',
    );
    expect(detail).toContain('| | L1 | L2 | L3 | L4 | mean |');
    expect(detail).toContain('| SNR | 80.1 | 81.2 | 82.9 | 84.0 | 82.1 |');
    expect(detail).toContain('VBQ 3.21 (beside it, never part of the M-score)');
  });

  test('says what the number rests on', () => {
    const html = marked.parse(detailOf(), { async: false });
    expect(html).toContain('sagittal T1 series “T1 TSE sag” of 2026-05-04; study found by the ImagingStudy');
    expect(html).toContain('a cohort of 30 on this scanner, reference seed-2025');
    expect(html).toContain('none found');
    expect(html).toContain('the result is there as preliminary Observations');
  });

  test('leads to the review where the EHR may open it, and nowhere else', () => {
    const measurement = '260cc89f-e4ce-4a4e-aca0-11cb589e0c8f';
    const reviewLaunch = { url: 'https://mscore.example.org/review/launch', measurement };
    expect(cardOf({ image: { reviewLaunch } })?.links).toEqual([
      { type: 'smart', label: 'Images and measurement', url: reviewLaunch.url, appContext: measurement },
    ]);
    expect(cardOf()).not.toHaveProperty('links');
  });

  test.each([
    ['confirmed', 'confirmed by a reviewer on 2026-11-20'],
    ['changed', 'confirmed by a reviewer on 2026-11-20, after changes to the measured levels'],
  ] as const)('that was %s by a reviewer says so, and that it is final', (decision, said) => {
    const review = { decision, reviewer: { display: 'Eva' }, decidedAt: '2026-11-20T10:00:00Z' };
    const detail = detailOf({ image: { review } });
    expect(detail).toContain(said);
    expect(detail).toContain('final Observations');
    expect(detail).not.toMatch(/preliminary|Eva/);
  });

  test('gives the reasons, and says that it is research', () => {
    expect(detailOf()).toContain('The patient is 65 or older');
    expect(detailOf()).toContain('*Research use only, not for diagnosis.');
  });

  test('names the limits of the number and of the record', () => {
    const measurement = measured({ status: 'limited', limits: [reason('reference/small', 'n = 25')] });
    const html = marked.parse(detailOf({ measurement, incomplete: true }), { async: false });
    expect(html).toContain('The reference cohort is small');
    expect(html).toContain('the record was read incompletely: medications');
  });

  test('lets the clinician order a DEXA, as a draft that is valid FHIR', () => {
    const [suggestion, ...others] = cardOf()?.suggestions ?? [];
    expect(others).toEqual([]);
    expect(suggestion).toMatchObject({ label: 'Refer for DEXA', isRecommended: true });
    const [action] = suggestion?.actions ?? [];
    if (action?.type !== 'create') throw new Error('the action creates the order');
    expectValidFhir(action.resource);
    expect(action.resource).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'draft',
      subject: { reference: 'Patient/p1' },
      reasonReference: [{ reference: 'Observation/m1' }],
      supportingInfo: [{ reference: 'ImagingStudy/i1' }],
    });
  });

  test('refers to nothing that the record does not have', () => {
    const card = cardOf({ image: { observation: undefined, imagingStudy: undefined, inRecord: 'off' } });
    const [action] = card?.suggestions?.[0]?.actions ?? [];
    if (action?.type !== 'create') throw new Error('the action creates the order');
    expectValidFhir(action.resource);
    expect(action.resource).not.toHaveProperty('reasonReference');
    expect(action.resource).not.toHaveProperty('supportingInfo');
    expect(card?.detail).toContain('nothing was written to the record');
  });

  test.each([
    ['failed', 'is tried again'],
    ['fhir/not-taken', 'because the FHIR server of the record takes no results'],
    ['fhir/multiple-matches', 'because an earlier one stands in the record more than once'],
  ] as const)('says why the result is not in the record: %s', (inRecord, why) => {
    expect(cardOf({ image: { inRecord } })?.detail).toContain(why);
  });

  test('can be put aside for a reason', () => {
    expect(cardOf()?.overrideReasons?.map(({ code }) => code)).toEqual([
      'dexaDone',
      'knownOrTreated',
      'patientDeclines',
      'notAppropriate',
      'doubtMeasurement',
    ]);
  });

  test('has new uuids every time, and one topic', () => {
    const [first, second] = [cardOf(), cardOf()];
    expect(first?.uuid).not.toBe(second?.uuid);
    expect(first?.source).toEqual(second?.source);
  });
});

describe('the card in Slovak', () => {
  const { mscore } = measured();
  const card = cardOf({
    texts: TEXTS.sk,
    measurement: measured({
      status: 'limited',
      mscore: mscore && { ...mscore, interval95: [-0.5, 9.1] },
      limits: [reason('reference/small', 'n = 25'), reason('spine/level-unlike-others', 'L3: a fracture')],
    }),
    incomplete: true,
  });
  const html = marked.parse(card?.detail ?? '', { async: false });

  test('says what was seen and what to consider, with decimal commas', () => {
    expect(card?.summary).toBe(
      'Zvýšený signál drene stavcov na MR, M-skóre 6,4, hranica 5,5: zvážte odoslanie na DXA (výskumné použitie)',
    );
    expect(html).toContain(
      '<strong>M-skóre 6,4</strong> (95 % interval spoľahlivosti −0,5 až 9,1), hraničná hodnota tohto pracoviska 5,5 (Bandirali 2015)',
    );
    expect(html).toContain('<td>80,1</td>');
    expect(html).toContain('dátum snímania 4. 5. 2026');
  });

  test('translates limits, and keeps of their detail what is no words', () => {
    expect(html).toContain('Referenčná kohorta je malá (n &lt; 30). (n = 25)');
    expect(html).toContain('(zlomenina, ložisko, degenerácia alebo kov). (L3)');
    expect(html).toContain('nenačítala úplne: užívané lieky');
    expect(html).not.toMatch(/fracture|cohort|record|Limit:/);
  });

  test('orders a DXA in Slovak, with the same codes', () => {
    const [action] = card?.suggestions?.[0]?.actions ?? [];
    if (action?.type !== 'create') throw new Error('the action creates the order');
    expectValidFhir(action.resource);
    expect(action.resource).toMatchObject({
      code: {
        coding: [{ code: '38268-9' }, { code: '77080' }],
        text: 'Denzitometria (DXA) driekovej chrbtice a proximálneho femuru',
      },
    });
  });

  test('keeps topic and override codes, which statistics and memories go by', () => {
    const english = cardOf();
    expect(card?.source.topic.code).toBe(english?.source.topic.code);
    expect(card?.overrideReasons?.map(({ code }) => code)).toEqual(
      english?.overrideReasons?.map(({ code }) => code),
    );
  });
});

describe('words from outside', () => {
  const hostile = '<img src=x onerror=alert(1)> [click](http://evil.example) **bold** | cell\n# head';
  const { mscore } = measured();
  const measurement = measured({
    series: { chosen: { seriesInstanceUid: '1.2', description: hostile }, reasons: [], rejected: [] },
    mscore: mscore && { ...mscore, reference: hostile },
    limits: [{ ...reason('reference/small'), text: hostile }],
  });
  const detail = detailOf({
    measurement,
    cutoff: { value: 5.5, source: hostile },
  });
  const harmless = detailOf({ measurement: measured({ limits: [reason('reference/small')] }) });

  test('make neither HTML nor links nor markup', () => {
    expect(tagsOf(detail)).toEqual(tagsOf(harmless));
  });

  test('are shown as they are', () => {
    expect(marked.parse(detail, { async: false })).toContain('&lt;img src=x onerror=alert(1)&gt; [click]');
  });
});

describe('other recommendations', () => {
  test('below 65: assess the risk first, with nothing to order', () => {
    const card = cardOf({ birthDate: '1968-01-01' });
    expect(card).toMatchObject({
      summary: expect.stringContaining('assess fracture risk (FRAX) first'),
      source: { topic: { code: 'riskAssessment' } },
    });
    expect(card).not.toHaveProperty('suggestions');
    expect(card).not.toHaveProperty('selectionBehavior');
  });

  test('by age alone: no number, no image, and a DEXA to order', () => {
    const recommendation: Recommendation = {
      kind: 'screen-by-age',
      reasons: [
        { code: 'age-screen', text: '' },
        { code: 'no-dexa-recorded', text: '' },
      ],
      policyId: 'test',
    };
    const card = cardOf({ basis: { recommendation, image: undefined } });
    expect(card).toMatchObject({
      summary: 'Woman of 65 or older without a DEXA on record: consider a DEXA referral (research use)',
      source: { topic: { code: 'dexaByAge' } },
      suggestions: [{ label: 'Refer for DEXA' }],
    });
    expect(card?.detail).toContain('No image was used');
    expect(card?.detail).toContain('USPSTF 2025');
    expect(card?.detail).not.toContain('M-score');
    expect(card?.overrideReasons?.map(({ code }) => code)).not.toContain('doubtMeasurement');
    const [action] = card?.suggestions?.[0]?.actions ?? [];
    if (action?.type !== 'create') throw new Error('the action creates the order');
    expectValidFhir(action.resource);
    expect(action.resource).not.toHaveProperty('reasonReference');
  });

  test.each([
    ['a low M-score', { measurement: measured({ mscore: mscoreOf(2) }) }],
    ['a refused measurement', { measurement: refused(reason('noise/quantised')) }],
    ['a woman of 45', { birthDate: '1981-01-01' }],
  ])('nothing: %s gives no card', (_why, example) => {
    expect(cardOf(example)).toBeUndefined();
  });
});

function mscoreOf(value: number): Measurement['mscore'] {
  const { mscore } = measured();
  return mscore && { ...mscore, value };
}
