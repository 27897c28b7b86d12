import { expect, test } from '@jest/globals';
import { whoIs, whoseStudy } from '../../src/review/whose-study.ts';

const ANNA = { name: 'Anna Nováková', birthDate: '1955-03-04', identifiers: ['N-17'] };
const of = (who: Parameters<typeof whoIs>[0]['who']) => ({ who, patientId: 'p1', measurementId: 'm-1' });

test('name, birth date and number stand in a line, each apart from the text around it', () => {
  expect(whoIs(of(ANNA), 'en')).toBe(
    '<strong><bdi>Anna Nováková</bdi></strong>, born 1955-03-04, patient number <bdi>N-17</bdi>',
  );
  expect(whoIs(of(ANNA), 'sk')).toContain('nar. 4. 3. 1955, číslo pacienta <bdi>N-17</bdi>');
});

test('without a number of the hospital the id in the record stands there, and what is missing is said', () => {
  const who = { name: '', birthDate: undefined, identifiers: [] };
  expect(whoIs(of(who), 'en')).toBe(
    'no name in the record, no birth date in the record, id in the record <bdi>p1</bdi>',
  );
});

test.each([
  ['no-access', 'may not read the record', 'nesmie čítať dokumentáciu'],
  ['away', 'could not be read just now', 'sa teraz nedala prečítať'],
  ['unknown', 'has no patient with this id', 'nemá pacienta s týmto identifikátorom'],
] as const)(
  'where nobody can say who it is (%s), nothing but the id stands there, and why',
  (who, en, sk) => {
    const markup = whoseStudy(of(who), 'en');
    expect(markup).toContain('id in the record <bdi>p1</bdi>');
    expect(markup).toContain(en);
    expect(markup).toContain('Make sure whose study this is before you decide.');
    expect(whoseStudy(of(who), 'sk')).toContain(sk);
  },
);

test('on paper with the measurement and the minute that it shows', () => {
  const markup = whoseStudy(of(ANNA), 'en', new Date('2026-03-04T05:06:07Z'));
  expect(markup).toContain('<p class="paper">Measurement m-1, as of 2026-03-04, 05:06 UTC</p>');
});

test('whatever the record says stays text', () => {
  const hostile = '</bdi><script>alert(1)</script>';
  const markup = whoseStudy(of({ name: hostile, birthDate: hostile, identifiers: [hostile] }), 'en');
  expect(markup).not.toContain('<script>');
  expect(markup.match(/<\/bdi>/g)).toHaveLength(2);
});
