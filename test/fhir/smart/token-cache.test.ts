import { describe, expect, test } from '@jest/globals';
import { TokenCache } from '../../../src/fhir/smart/token-cache.ts';

/** A cache of tokens t1, t2, … that live as long as said, and its clock in seconds. */
function cacheOf(lifetimeSeconds: number) {
  let fetched = 0;
  let seconds = 0;
  const fetchToken = async () => {
    fetched += 1;
    return { value: `t${fetched}`, lifetimeSeconds, scopes: [] };
  };
  const cache = new TokenCache(fetchToken, () => seconds * 1000);
  return { cache, at: (time: number) => ((seconds = time), cache.token()) };
}

describe('a token', () => {
  test.each([
    [3600, 3539, 3540],
    [100, 79, 80],
  ])('of %i s is kept to %i s and renewed at %i s', async (lifetime, kept, renewed) => {
    const { at } = cacheOf(lifetime);
    expect([await at(0), await at(kept), await at(renewed)]).toEqual(['t1', 't1', 't2']);
  });

  test('that the server did not take is replaced', async () => {
    const { cache } = cacheOf(3600);
    cache.refused(await cache.token());
    expect(await cache.token()).toBe('t2');
  });

  test('that is refused late does not cost the newer one', async () => {
    const { cache } = cacheOf(3600);
    cache.refused(await cache.token());
    await cache.token();
    cache.refused('t1');
    expect(await cache.token()).toBe('t2');
  });

  test('that could not be had is asked for anew by the next', async () => {
    let fails = true;
    const cache = new TokenCache(async () => {
      if (fails) throw new Error('away');
      return { value: 'good', lifetimeSeconds: 60, scopes: [] };
    });
    await expect(Promise.all([cache.token(), cache.token()])).rejects.toThrow('away');
    fails = false;
    expect(await cache.token()).toBe('good');
  });
});
