import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CodedError } from '../../src/errors.ts';
import { PUBLISHED_CUTOFFS } from '../../src/mscore/published-cutoffs.ts';
import { defaultPolicy, parsePolicy, policySchema } from '../../src/screening/policy.ts';
import { SUPPRESSOR_KINDS } from '../../src/screening/record.ts';

const policyFile = (name: string) => parsePolicy(readFileSync(`fixtures/policies/${name}.json`, 'utf8'));

/** What the error says in brackets. */
function complaintOf(input: unknown): string {
  try {
    parsePolicy(input);
  } catch (thrown) {
    if (!(thrown instanceof CodedError) || thrown.code !== 'policy/invalid') throw thrown;
    return thrown.detail ?? '';
  }
  return 'nothing';
}

describe('the default', () => {
  test('raises no card: it has no cut-off, and the rule without images is off', () => {
    expect(defaultPolicy).toMatchObject({
      cutoff: null,
      modules: { imageScore: { on: true }, noImageRule: { on: false } },
    });
  });

  test('shows what it decides, in English', () => {
    expect(defaultPolicy).toMatchObject({ shadow: false, language: 'en', languageFromRequest: false });
  });

  test('is written out in fixtures/policies', () => {
    expect(policyFile('default')).toEqual(defaultPolicy);
  });
});

test('a site that only chooses a cut-off keeps all other rules', () => {
  expect(policyFile('cutoff-5.5')).toEqual({
    ...defaultPolicy,
    id: 'cutoff-5.5',
    cutoff: { value: 5.5, source: 'Bandirali 2015, Eur Radiol 25:2951' },
  });
});

describe('a published cut-off', () => {
  const published = PUBLISHED_CUTOFFS.filter(({ score, value }) => score === 'm' && value !== null);

  test.each(published)('may be chosen by its id, and keeps its source: $id', ({ id, value, source }) => {
    expect(parsePolicy({ id: 'x', cutoff: id }).cutoff).toEqual({ value, source });
  });

  test('of raw SNR or VBQ is none of the M-score', () => {
    expect(complaintOf({ id: 'x', cutoff: 'saad-2019' })).toBe(
      'The setting cutoff must be {"value", "source"} or one of the published ones for the M-score: ' +
        'bandirali-2015, shayganfar-2019, jain-2023.',
    );
  });
});

describe('docs/policy.md', () => {
  const documented = readFileSync('docs/policy.md', 'utf8');

  test('has a row for every setting, in order', () => {
    const rows = [...documented.matchAll(/^\| `([a-zA-Z]+)` \|/gm)].map(([, setting]) => setting);
    expect(rows).toEqual(Object.keys(policySchema.shape));
  });

  test('has a row for every module', () => {
    for (const module of Object.keys(defaultPolicy.modules))
      expect(documented).toContain(`| \`modules.${module}\` |`);
  });

  test('names every kind of suppressor', () => {
    for (const kind of SUPPRESSOR_KINDS) expect(documented).toContain(`\`${kind}\``);
  });

  test('has an example with every setting, and it is valid', () => {
    const text = readFileSync('docs/policy.example.json', 'utf8');
    expect(Object.keys(Object(JSON.parse(text)))).toEqual(Object.keys(policySchema.shape));
    expect(parsePolicy(text)).toMatchObject({ id: 'hospital-2026-11', language: 'sk', shadow: true });
  });
});

describe('what is not valid is said in a sentence that names the setting', () => {
  test.each<[string, unknown, string]>([
    ['no id', {}, 'The setting id is missing.'],
    ['an empty id', { id: ' ' }, 'The setting id must not be empty.'],
    ['a misspelt rule', { id: 'x', minAge: 40 }, 'There is no setting minAge.'],
    ['a misspelt module', { id: 'x', modules: { vbq: {} } }, 'There is no setting modules.vbq.'],
    ['text for a number', { id: 'x', referAge: '65' }, 'The setting referAge must be a number.'],
    ['half a year', { id: 'x', referAge: 65.5 }, 'The setting referAge must be a whole number.'],
    ['an age of 200', { id: 'x', referAge: 200 }, 'The setting referAge must be at most 120.'],
    [
      'a negative interval',
      { id: 'x', dexaIntervalMonths: -1 },
      'The setting dexaIntervalMonths must be at least 0.',
    ],
    ['no sex at all', { id: 'x', sexes: [] }, 'The setting sexes must not be empty.'],
    ['another sex', { id: 'x', sexes: ['all'] }, 'The setting sexes.0 must be one of female, male.'],
    [
      'an unknown suppressor',
      { id: 'x', suppressors: { weather: false } },
      'There is no setting suppressors.weather.',
    ],
    [
      'a code without a bar',
      { id: 'x', codes: { dexa: { tokens: ['38268-9'] } } },
      'The setting codes.dexa.tokens.0 must be written as system|code.',
    ],
    [
      'a cut-off without its source',
      { id: 'x', cutoff: { value: 5.5 } },
      'The setting cutoff.source is missing.',
    ],
    [
      'a cut-off that half of young healthy women reach',
      { id: 'x', cutoff: { value: 0, source: 'own' } },
      'The setting cutoff.value must be above 0.',
    ],
    ['an unknown language', { id: 'x', language: 'la' }, 'The setting language must be one of en, sk.'],
    [
      'a version of a module that this program does not have',
      { id: 'x', modules: { imageScore: { version: '7' } } },
      'The setting modules.imageScore.version must be 1.',
    ],
    ['shadow that is neither', { id: 'x', shadow: 'yes' }, 'The setting shadow must be true or false.'],
    ['no object', [], 'The policy must be an object.'],
    ['no JSON', '{"id": ', 'The file is not JSON.'],
  ])('%s', (_what, input, sentence) => {
    expect(complaintOf(input)).toBe(sentence);
  });

  test('and so is every other one', () => {
    expect(complaintOf({ minAge: 40, shadow: 1 })).toBe(
      'The setting id is missing. The setting shadow must be true or false. There is no setting minAge.',
    );
  });
});

describe('settings that contradict each other are refused', () => {
  test.each<[object, string]>([
    [{ referAge: 45 }, 'The setting referAge must not be below minimumAge.'],
    [{ sexes: ['male', 'male'] }, 'The setting sexes must name each sex once.'],
    [
      { modules: { imageScore: { on: false } } },
      'The setting modules must have one that is on; to show nothing, set shadow to true.',
    ],
    [
      { modules: { imageScore: { on: false }, noImageRule: { on: true } }, cutoff: 'jain-2023' },
      'The setting cutoff has no use while modules.imageScore is off.',
    ],
    [
      { modules: { noImageRule: { on: true } }, sexes: ['male'] },
      'The setting modules.noImageRule is for women, and sexes does not name them.',
    ],
    [
      { suppressors: { hospice: false }, codes: { suppressors: { hospice: { stems: ['hospic'] } } } },
      'The setting codes.suppressors.hospice has no use while suppressors.hospice is false.',
    ],
  ])('%j', (settings, sentence) => {
    expect(complaintOf({ id: 'x', ...settings })).toBe(sentence);
  });
});
