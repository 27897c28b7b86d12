import { expect, test } from '@jest/globals';
import type { AuditEvent } from '../../../src/audit/entry.ts';
import { ListNotes } from '../../../src/review/worklist/note-list.ts';
import { NORTH } from '../../support/data-keys.ts';
import { signedIn } from '../../support/signed-in.ts';

const SOUTH = { issuer: 'https://south.example.org', fhirServer: 'https://south.example.org/fhir' };
const MINUTE = 60_000;
const row = (id: string, client = NORTH) => ({ id, client, patientId: `p-${id}` });

function trail() {
  const events: AuditEvent[] = [];
  const clock = { now: 0 };
  const notes = new ListNotes({ note: (event) => events.push(event) }, () => clock.now);
  const listed = () =>
    events
      .splice(0)
      .map((event) => [event.client, event.listed?.map(({ measurement }) => measurement).join(' ')]);
  return { notes, clock, events, listed };
}

test('a page is one entry for each client on it, with whom it showed', () => {
  const { notes, events, listed } = trail();
  notes.listed(signedIn(), [row('a'), row('b', SOUTH), row('c')]);
  expect(events[0]).toEqual({
    who: { kind: 'person', name: 'u1' },
    action: 'read-record',
    outcome: 'listed',
    client: NORTH,
    listed: [
      { patientId: 'p-a', measurement: 'a' },
      { patientId: 'p-c', measurement: 'c' },
    ],
  });
  expect(listed()).toEqual([
    [NORTH, 'a c'],
    [SOUTH, 'b'],
  ]);
});

test('a list that asks for itself anew names only whom it did not show before, for a quarter of an hour', () => {
  const { notes, clock, listed } = trail();
  notes.listed(signedIn(), [row('a'), row('b')]);
  listed();
  clock.now = 14 * MINUTE;
  notes.listed(signedIn(), [row('b'), row('a'), row('c')]);
  expect(listed()).toEqual([[NORTH, 'c']]);
  notes.listed(signedIn(), [row('a'), row('b'), row('c')]);
  expect(listed()).toEqual([]);
  clock.now = 15 * MINUTE;
  notes.listed(signedIn(), [row('a'), row('b'), row('c')]);
  expect(listed()).toEqual([[NORTH, 'a b']]);
});

test('whom one person was shown is news for another', () => {
  const { notes, listed } = trail();
  for (const subject of ['u1', 'u2']) notes.listed(signedIn({ subject }), [row('a')]);
  expect(listed()).toHaveLength(2);
});

test('who was searched for is named each time; an empty answer showed nobody', () => {
  const { notes, events, listed } = trail();
  notes.listed(signedIn(), [row('a')]);
  for (let times = 0; times < 2; times += 1) notes.found(signedIn(), [row('a')]);
  expect(events.map(({ outcome }) => outcome)).toEqual(['listed', 'found', 'found']);
  listed();
  notes.found(signedIn(), []);
  expect(events).toEqual([]);
});
