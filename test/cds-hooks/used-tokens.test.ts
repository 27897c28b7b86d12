import { expect, test } from '@jest/globals';
import { tokensInMemory } from '../../src/cds-hooks/used-tokens.ts';

test('S7 remembers a token until it has run out', async () => {
  let time = new Date('2026-11-20T12:00:00Z');
  const tokens = tokensInMemory(() => time);
  const expiry = new Date('2026-11-20T12:05:00Z');
  expect(await tokens.seen('issuer', 'a', expiry)).toBe(false);
  expect(await tokens.seen('issuer', 'a', expiry)).toBe(true);
  expect(await tokens.seen('issuer', 'b', expiry)).toBe(false);
  expect(await tokens.seen('other', 'a', expiry)).toBe(false);
  time = new Date('2026-11-20T12:05:01Z');
  expect(await tokens.seen('issuer', 'a', expiry)).toBe(false);
});
