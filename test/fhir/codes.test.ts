import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { matchCoded, matchCodedOrText, matchProblem } from '../../src/fhir/code-match.ts';
import { canonicalSystem, SYSTEMS } from '../../src/fhir/code-systems.ts';
import { defaultCodeLists, withSiteCodes } from '../../src/fhir/codes.ts';
import type { CodeableConcept } from '../../src/fhir/resource-parts.ts';
import { textMatches } from '../../src/fhir/text-match.ts';

function coded(system: string | undefined, code: string, display?: string): CodeableConcept {
  return { coding: [{ system, code, display }], text: undefined };
}

const allTokens = [
  ...defaultCodeLists.lumbarMri.tokens,
  ...defaultCodeLists.dexa.tokens,
  ...defaultCodeLists.lumbarSpine.tokens,
  ...defaultCodeLists.femoralNeck.tokens,
  ...Object.values(defaultCodeLists.suppressors).flatMap(({ tokens }) => tokens),
];

/** LOINC: mod 10 (Luhn) over the digits before the hyphen. */
function luhn(digits: string): number {
  const sum = digits
    .split('')
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return (10 - (sum % 10)) % 10;
}

/** In the dihedral group of order 10. */
const multiply = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : ((a + (b - 5)) % 5) + 5;
  return b < 5 ? ((a - 5 + (5 - b)) % 5) + 5 : (a - 5 + (5 - (b - 5))) % 5;
};

/** SNOMED CT: Verhoeff's dihedral check digit. */
function verhoeffHolds(code: string): boolean {
  const step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const permute = (digit: number, times: number): number => {
    let value = digit;
    for (let i = 0; i < times; i += 1) value = step[value] ?? 0;
    return value;
  };
  return (
    code
      .split('')
      .toReversed()
      .reduce((check, digit, index) => multiply(check, permute(Number(digit), index % 8)), 0) === 0
  );
}

describe('the default lists', () => {
  test.each(allTokens.filter((token) => token.startsWith(`${SYSTEMS.loinc}|`)))(
    'LOINC check digit of %s',
    (token) => {
      const [number = '', check] = (token.split('|')[1] ?? '').split('-');
      expect(luhn(number)).toBe(Number(check));
    },
  );

  test.each(allTokens.filter((token) => token.startsWith(`${SYSTEMS.snomed}|`)))(
    'SNOMED CT check digit of %s',
    (token) => {
      expect(verhoeffHolds(token.split('|')[1] ?? '')).toBe(true);
    },
  );

  test('CPT codes are numbers without words', () => {
    const cpt = allTokens.filter((token) => token.startsWith(`${SYSTEMS.cpt}|`));
    expect(cpt.length).toBeGreaterThan(5);
    for (const token of cpt) expect(token).toMatch(/\|\d{5}$/);
  });
});

describe('matching', () => {
  const { lumbarMri, suppressors } = defaultCodeLists;

  test.each([
    'http://loinc.org',
    'http://loinc.org/',
    'https://loinc.org',
    'urn:oid:2.16.840.1.113883.6.1',
    '2.16.840.1.113883.6.1',
    ' http://loinc.org ',
  ])('knows LOINC as "%s"', (system) => {
    expect(matchCoded(coded(system, '24968-0'), lumbarMri)).toBe('http://loinc.org|24968-0');
  });

  test.each([
    [SYSTEMS.icd10cm, 'M80.08XA'],
    [SYSTEMS.icd10cm, 'm8008xa'],
    [SYSTEMS.icd10gm, 'M80.88'],
    ['http://fhir.de/CodeSystem/dimdi/icd-10-gm', 'M80.88'],
    [SYSTEMS.icd10, 'M80'],
  ])('%s|%s is an osteoporotic fracture', (system, code) => {
    expect(matchCoded(coded(system, code), suppressors['osteoporotic-fracture'])).toBeDefined();
  });

  test.each([
    ['the same code in another system', coded('http://snomed.info/sct', '24968-0')],
    ['no system', coded(undefined, '24968-0')],
    ['a longer code', coded(SYSTEMS.loinc, '24968-01')],
    ['only words', { coding: [], text: 'MRI lumbar spine' }],
    [
      'only a display',
      { coding: [{ system: undefined, code: undefined, display: 'MR lumbar' }], text: undefined },
    ],
  ])('%s is no match', (_what, concept) => {
    expect(matchCodedOrText(concept, lumbarMri)).toBeUndefined();
  });

  test('a stem starts a word, in any case, across punctuation', () => {
    const list = ['zoledron', 'bone metasta'];
    expect(textMatches('Zoledronic acid 5 mg/100 ml', list)).toBe(true);
    expect(textMatches('inj.,ZOLEDRONSÄURE', list)).toBe(true);
    expect(textMatches('Bone/metastases', list)).toBe(true);
    expect(textMatches('azoledronic', list)).toBe(false);
  });

  test('neither text nor codes make it throw', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (system, code, text) => {
        const concept = { coding: [{ system, code, display: text }], text };
        for (const list of Object.values(suppressors)) {
          matchCodedOrText(concept, list);
          matchProblem(concept, list);
        }
        expect(canonicalSystem(canonicalSystem(system))).toBe(canonicalSystem(system));
      }),
    );
  });
});

describe('a site adds to the lists', () => {
  const lists = withSiteCodes(defaultCodeLists, {
    lumbarMri: { tokens: ['https://hospital.test/orders|MRLSP', '|72148'] },
    suppressors: { hospice: { stems: ['paliativ'] } },
    dexaValues: [{ token: 'https://hospital.test/lab|TBS-T', site: 'lumbar-spine', quantity: 't-score' }],
  });

  test('its own codes count, and those without a system where it says so', () => {
    expect(matchCoded(coded('https://hospital.test/orders', 'MRLSP'), lists.lumbarMri)).toBeDefined();
    expect(matchCoded(coded(undefined, '72148'), lists.lumbarMri)).toBe('|72148');
    expect(matchCoded(coded('http://other.test', '72148'), lists.lumbarMri)).toBeUndefined();
  });

  test('a site’s DXA value is a DXA', () => {
    expect(matchCoded(coded('https://hospital.test/lab', 'TBS-T'), lists.dexa)).toBeDefined();
  });

  test('the default codes stay', () => {
    expect(matchCoded(coded(SYSTEMS.cpt, '72148'), lists.lumbarMri)).toBeDefined();
    expect(textMatches('paliativní péče', lists.suppressors.hospice.stems)).toBe(true);
    expect(withSiteCodes(defaultCodeLists, {})).toEqual(defaultCodeLists);
  });
});
