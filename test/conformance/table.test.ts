import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CHECKS } from './checks.ts';

describe('docs/conformance.md', () => {
  /** The ids at the start of each test name. */
  const names = globSync('test/{conformance,cds-hooks,attacks,store}/*.ts')
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/['"`]((?:[GDQPRFS]\d{1,2} )+)/g)])
    .map(([, ids = '']) => ids.trim().split(' '));
  const rows = readFileSync('docs/conformance.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| [A-Z]\d/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  test('has every check in order and in the words of the list, and all pass', () => {
    expect(rows.map(([, id, says, result]) => [id, says, result])).toEqual(
      Object.entries(CHECKS).map(([id, says]) => [id, says, 'pass']),
    );
  });

  test.each(Object.keys(CHECKS))('%s has a test that begins with its id', (id) => {
    expect(names.some((found) => found.includes(id))).toBe(true);
  });

  test('knows every id that a test of ours begins with', () => {
    expect(names.flat().filter((id) => !(id in CHECKS))).toEqual([]);
  });
});
