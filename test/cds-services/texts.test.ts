import { describe, expect, test } from '@jest/globals';
import { type CardTexts, OVERRIDES } from '../../cds-services/texts/card-texts.ts';
import { TEXTS, textsFor } from '../../cds-services/texts/index.ts';
import { slovak } from '../../cds-services/texts/sk.ts';
import { CARD_KINDS } from '../../src/screening/recommendation.ts';
import { LANGUAGES } from '../../src/screening/policy.ts';

/** Every text of a language, functions with values that show. */
function wordsOf(texts: CardTexts): string[] {
  return [
    texts.sourceLabel,
    ...Object.values(texts.topics),
    ...Object.values(texts.overrides),
    ...CARD_KINDS.map((kind) => texts.summaries[kind]({ m: '6', cutoff: '5' })),
    texts.reviewLink,
    ...Object.values(texts.suggestion),
    texts.order.code,
    ...Object.values(texts.order.reasons),
    texts.scoreLine({ m: '6', low: '5', high: '7', against: texts.against({ value: '5', source: 'x' }) }),
    texts.mean,
    texts.vbq({ value: '3', behind: 'L3' }),
    ...Object.values(texts.foundBy).map((via) => texts.images({ series: 'T1', acquired: '2026', via })),
    texts.comparedWith({ n: 30, reference: 'r', version: 2, who: 'w' }),
    texts.dexaNone,
    texts.dexaLast({ date: '2026', tScore: '-1' }),
    texts.dexaLast({ date: undefined, tScore: undefined }),
    texts.limit('x'),
    ...Object.values(texts.recordParts).map(texts.unread),
    ...Object.values(texts.inTheRecord),
    texts.finalInTheRecord,
    texts.reviewed({ date: '2026', changed: true }),
    texts.madeBy({ algorithm: 'a', policy: 'p' }),
    ...Object.values(texts.reasons).map((reason) => reason(65)),
    ...Object.values(texts.limits),
    texts.noImage,
    texts.researchUse,
    texts.researchUseNoImage,
  ];
}

describe.each(LANGUAGES)('cards in %s', (language) => {
  const texts = TEXTS[language];

  test('R2 have summaries of at most 139 characters with the longest values', () => {
    // An M-score of six digits and a cut-off with two decimals are longer than any that was ever seen.
    const score = { m: texts.number(-99_999.9, 1), cutoff: texts.exact(99.99) };
    const lengths = CARD_KINDS.map((kind) => texts.summaries[kind](score).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(139);
  });

  test('say in every summary that it is research', () => {
    const said = { en: 'research use', sk: 'výskumné použitie' }[language];
    for (const kind of CARD_KINDS) expect(texts.summaries[kind]({ m: '6', cutoff: '5' })).toContain(said);
    expect(texts.sourceLabel).toContain(said);
  });

  test('have a word for everything', () => {
    const silent = new Set(['m-score-above-cutoff', 'record-incomplete']);
    const empty = wordsOf(texts).filter((text) => text.trim() === '');
    expect(empty).toHaveLength(silent.size);
    expect(Object.keys(texts.overrides)).toEqual([...OVERRIDES]);
  });

  test('never reassure, and hold no HTML', () => {
    for (const text of wordsOf(texts)) {
      expect(text).not.toMatch(/<[a-z/!?]/i);
      expect(text).not.toMatch(/no osteoporosis|bez osteoporózy|normal density|normálna hustota/i);
    }
  });
});

describe('Slovak', () => {
  test('never calls it a diagnosis', () => {
    for (const text of wordsOf(slovak)) expect(text).not.toMatch(/diagn[oó]z/i);
  });

  test('differs from English in every text of words', () => {
    const english = new Set(wordsOf(TEXTS.en).filter(Boolean));
    expect(wordsOf(slovak).filter((text) => english.has(text))).toEqual([]);
  });

  test('writes numbers with a decimal comma and a minus sign', () => {
    expect([slovak.number(6.37, 1), slovak.number(-2.5, 1), slovak.exact(5.5)]).toEqual([
      '6,4',
      '−2,5',
      '5,5',
    ]);
  });

  test.each([
    ['2026-05-04', '4. 5. 2026'],
    ['2026-05', '5/2026'],
    ['2026', '2026'],
  ])('writes the date %s as %s', (iso, written) => {
    expect(slovak.date(iso)).toBe(written);
  });

  test('uses the abbreviations of ISCD: DXA, T-skóre, BMD', () => {
    const all = wordsOf(slovak).join(' ');
    expect(all).not.toContain('DEXA');
    for (const word of ['DXA', 'T-skóre', 'BMD']) expect(all).toContain(word);
  });
});

const languageOf = (language: 'en' | 'sk', languageFromRequest: boolean, header?: string) =>
  textsFor({ language, languageFromRequest }, header) === slovak ? 'sk' : 'en';

describe('the language of a card', () => {
  test('is that of the site, whatever the request says', () => {
    expect(languageOf('sk', false, 'en')).toBe('sk');
    expect(languageOf('en', false, 'sk')).toBe('en');
  });

  test.each([
    ['sk', 'sk'],
    ['sk-SK,sk;q=0.9,en;q=0.8', 'sk'],
    ['en;q=0.3, sk;q=0.7', 'sk'],
    ['de, sk;q=0.1', 'sk'],
    ['en-GB', 'en'],
    ['sk;q=0', 'en'],
    ['*', 'en'],
    ['de', 'en'],
    ['', 'en'],
    ['sk;q=much', 'en'],
    [undefined, 'en'],
  ])('is what the request likes best where the policy lets it: %s → %s', (header, language) => {
    expect(languageOf('en', true, header)).toBe(language);
  });
});
