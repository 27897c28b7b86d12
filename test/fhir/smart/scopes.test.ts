import { describe, expect, test } from '@jest/globals';
import { missingScopes, scopesFor, TO_PUBLISH } from '../../../src/fhir/smart/scopes.ts';

const missing = (...granted: string[]) => missingScopes(TO_PUBLISH, granted, []);

describe('what publishing needs', () => {
  test.each([1, 2] as const)(
    'is asked for in the words of SMART %i, and then nothing is lacking',
    (version) => {
      expect(missing(...scopesFor(TO_PUBLISH, version))).toEqual([]);
    },
  );

  test.each([
    [['system/*.cruds']],
    [['system/*.*']],
    [['system/*.read', 'system/*.write']],
    [['system/*.s', 'system/*.cu']],
    [['openid', 'system/*.cus', 'something/else']],
  ])('is granted by %j', (granted) => {
    expect(missing(...granted)).toEqual([]);
  });

  test.each([
    [[], ['system/Device.cs', 'system/Observation.cus', 'system/Provenance.cus']],
    [['system/*.rs'], ['system/Device.c', 'system/Observation.cu', 'system/Provenance.cu']],
    [['system/*.read'], ['system/Device.c', 'system/Observation.cu', 'system/Provenance.cu']],
    [['system/*.cus', 'system/Observation.rs'], []],
    [['user/*.cruds', 'patient/*.cruds'], scopesFor(TO_PUBLISH, 2)],
    [['system/Observation.suc', 'system/Device.cs', 'system/Provenance.cus'], ['system/Observation.cus']],
    [['system/observation.cus'], scopesFor(TO_PUBLISH, 2)],
  ])('of %j lacks %j', (granted, lacking) => {
    expect(missing(...granted)).toEqual(lacking);
  });
});

test('a scope for a part of a type counts only where the site asked for that very part', () => {
  const narrow = 'system/Observation.cus?category=imaging';
  const granted = ['system/Device.cs', 'system/Provenance.cus', narrow];
  expect(missingScopes(TO_PUBLISH, granted, [])).toEqual(['system/Observation.cus']);
  expect(missingScopes(TO_PUBLISH, granted, granted)).toEqual([]);
});
