import { expect, test } from '@jest/globals';
import { whyNotOpened } from '../../src/store/why-not-opened.ts';

test.each([
  [
    { code: '28P01', message: 'password authentication failed for user "mscore"' },
    'it refuses user or password',
  ],
  [{ code: '28000' }, 'it refuses the user'],
  [{ code: '3D000', message: 'database "mscor" does not exist' }, 'it has no database of this name'],
  [{ code: '42501', message: 'permission denied for schema public' }, 'the user may not make tables in it'],
  [
    { code: '42P07', message: 'relation "card" already exists' },
    'the tables could not be brought up to date',
  ],
  [new Error('anything else'), 'the tables could not be brought up to date'],
])('%j is told as “%s”', (thrown, told) => {
  expect(whyNotOpened(thrown)).toBe(told);
});
