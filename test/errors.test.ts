import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../src/error-catalogue.ts';
import { asCodedError, CodedError, reason } from '../src/errors.ts';

describe('docs/errors.md', () => {
  const rows = Object.entries(catalogue).map(
    ([code, { kind, httpStatus, text, remedy }]) =>
      `| \`${code}\` | ${kind} | ${httpStatus} | ${text} | ${remedy} |`,
  );
  const documented = readFileSync('docs/errors.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  test('has one row per code, in the order and the words of the catalogue', () => {
    expect(documented).toEqual(rows);
  });
});

const isSentence = (text: string) => /^[A-Z].*\.$/.test(text);

describe('the catalogue', () => {
  const rows = Object.entries(catalogue);

  test('says what happened and what to do, in sentences', () => {
    const others = rows.filter(([, { text, remedy }]) => !isSentence(text) || !isSentence(remedy));
    expect(others).toEqual([]);
  });

  test('has a status that fits the kind', () => {
    const first = { request: [4], fault: [4, 5], refusal: [4], limit: [2] };
    const others = rows.filter(
      ([, { kind, httpStatus }]) => !first[kind].includes(Math.floor(httpStatus / 100)),
    );
    expect(others).toEqual([]);
  });
});

describe('CodedError', () => {
  test('carries the row of its code', () => {
    expect(new CodedError('pacs/timeout')).toMatchObject({
      name: 'CodedError',
      code: 'pacs/timeout',
      kind: 'fault',
      httpStatus: 503,
      message: 'The PACS did not answer in time.',
      remedy: 'Check the load of the PACS.',
    });
  });

  test('puts the detail in brackets behind the sentence', () => {
    expect(new CodedError('pacs/error', 'HTTP 500').message).toBe(
      'The PACS answered with an error. (HTTP 500)',
    );
  });

  test('is a reason without being thrown', () => {
    expect(reason('reference/none')).toEqual({
      code: 'reference/none',
      text: 'There is no reference cohort at this site.',
      remedy: 'Give a reference cohort of this scanner; see docs/reference-cohorts.md.',
    });
  });
});

describe('an unknown throw', () => {
  test('stays as it is when it is ours', () => {
    const ours = new CodedError('fhir/timeout');
    expect(asCodedError(ours)).toBe(ours);
  });

  test.each([[new TypeError('of Mrs Novak')], ['of Mrs Novak'], [undefined]])(
    'else becomes `internal`, with the thrown thing as cause and not in the words: %p',
    (thrown) => {
      const error = asCodedError(thrown);
      expect(error).toMatchObject({ code: 'internal', cause: thrown });
      expect(error.message).not.toContain('Novak');
    },
  );
});
