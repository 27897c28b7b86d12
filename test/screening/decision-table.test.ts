import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { decisionTable } from './decision-table.ts';
import { POLICY_CASES } from './policy-cases.ts';

test('docs/decision-table.md is what the policy tests say; else run npm run decision-table', () => {
  expect(readFileSync('docs/decision-table.md', 'utf8')).toBe(decisionTable(POLICY_CASES));
});

test('no situation stands there twice in a group', () => {
  for (const { cases } of POLICY_CASES) {
    const situations = cases.map(({ situation }) => situation);
    expect(new Set(situations).size).toBe(situations.length);
  }
});
