import { describe, expect, test } from '@jest/globals';
import type { Exchange } from './exchanges.ts';
import { shorten } from './shorten.ts';
import { chapterText, steady } from './transcript.ts';

const read: Exchange = {
  method: 'GET',
  url: 'http://127.0.0.1:1/fhir/Condition?patient=p',
  authorization: 'Bearer',
  sent: undefined,
  status: 200,
  received: { resourceType: 'Bundle', entry: [{}, {}] },
};
const order = { resourceType: 'ServiceRequest', status: 'active' };
const written: Exchange = {
  ...read,
  method: 'POST',
  url: 'http://127.0.0.1:1/fhir/ServiceRequest',
  sent: order,
  received: order,
};

describe('JSON in a transcript', () => {
  test('is cut where it is long, many or deep', () => {
    expect(shorten({ text: 'x'.repeat(200), many: [1, 2, 3, 4] })).toEqual({
      text: `${'x'.repeat(140)} …`,
      many: [1, 2, '… 2 more'],
    });
    const deep: unknown = JSON.parse(`${'{"in":'.repeat(12)}1${'}'.repeat(12)}`);
    expect(JSON.stringify(shorten(deep))).toBe(`${'{"in":'.repeat(8)}"…"${'}'.repeat(8)}`);
  });

  test('names what was prefetched', () => {
    const prefetch = { patient: { resourceType: 'Patient' }, conditions: read.received, orders: null };
    expect(shorten({ prefetch })).toEqual({
      prefetch: { patient: '… Patient', conditions: '… Bundle of 2', orders: '… JSON' },
    });
  });
});

describe('a chapter', () => {
  test('of a hook gives what was prefetched a line', () => {
    const text = chapterText(3, { title: 'A hook', seen: 'Nothing.', cards: [] }, [read]);
    expect(text).toBe(
      '## 3. A hook\n\nNothing.\n\n- `GET http://127.0.0.1:1/fhir/Condition?patient=p` → 200, Bundle of 2',
    );
  });

  test('does not repeat a resource that comes back as it was sent', () => {
    const text = chapterText(1, { title: 'An order', seen: 'It is stored.' }, [written]);
    expect(text).toContain('POST http://127.0.0.1:1/fhir/ServiceRequest\nAuthorization: Bearer <token>\n');
    expect(text).toMatch(/→ 200, ServiceRequest$/);
  });
});

/** A line as it comes out of one run. */
function lineOf(port: number, first: string, second: string, day: string): string {
  const origin = `http://127.0.0.1:${port}`;
  const text = `${origin}/x ${first} ${second} ${first} ${day}T06:07:08.123Z ${day} 2020-03-02`;
  return steady(text, { [origin]: 'https://ehr.example' }, day);
}

test('a transcript is the same at every run', () => {
  const [a, b] = ['6f1f2c9e-5a53-4d3c-9b3b-0a7f6c1d2e3f', '0b9c8d7e-1a2b-4c3d-8e9f-a1b2c3d4e5f6'];
  const first = lineOf(1, a, b, '2026-11-27');
  expect(first).toBe('https://ehr.example/x uuid-1 uuid-2 uuid-1 <today> <today> 2020-03-02');
  expect(lineOf(2, b, a, '2027-01-02')).toBe(first);
});
