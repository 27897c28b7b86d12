import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { seal, unseal } from '../../src/store/sealed-text.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 3000 });
const secret = fc.string({ minLength: 1, maxLength: 60 });

test('a text comes back by its secret, and by no other', () => {
  fc.assert(
    fc.property(text, secret, secret, (plain, own, other) => {
      fc.pre(own !== other);
      const sealed = seal(plain, own);
      expect(unseal(sealed, own)).toBe(plain);
      expect(unseal(sealed, other)).toBeUndefined();
    }),
  );
});

test('what was changed or cut is not read', () => {
  fc.assert(
    fc.property(text, secret, fc.nat(), (plain, own, at) => {
      const bytes = Buffer.from(seal(plain, own), 'base64');
      const place = at % bytes.length;
      expect(unseal(bytes.subarray(0, place).toString('base64'), own)).toBeUndefined();
      bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
      expect(unseal(bytes.toString('base64'), own)).toBeUndefined();
    }),
  );
});

test('the same text is never sealed the same', () => {
  expect(seal('a', 's')).not.toBe(seal('a', 's'));
});
