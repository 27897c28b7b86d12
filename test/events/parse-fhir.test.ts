import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseFhirNotice } from '../../src/events/parse-fhir.ts';
import { codeOf } from '../support/coded-failure.ts';
import { notification, statusOf } from './notifications.ts';

const report = { resourceType: 'DiagnosticReport', id: 'r1', meta: { versionId: '3' }, status: 'final' };
const ofReport = { about: 'resource', type: 'DiagnosticReport', id: 'r1' };

const versionOf = (changes: object) => parseFhirNotice({ ...report, ...changes }).events[0];
const told = (shape: 'Parameters' | 'SubscriptionStatus', number: number) =>
  parseFhirNotice(
    notification(
      statusOf(shape, {
        type: 'event-notification',
        total: number,
        events: [{ number, focus: 'https://ehr.example.org/fhir/DiagnosticReport/r1' }],
      }),
    ),
  );

describe('an R4 rest-hook', () => {
  test.each([
    ['without a body', undefined, {}],
    ['whose body did not come', {}, {}],
    ['without a body, to the address of a type', undefined, { type: 'ImagingStudy' }],
  ])('%s says that something changed', (_how, body, path) => {
    expect(parseFhirNotice(body, path)).toEqual({ events: [], changes: true });
  });

  test('without a body, to the address of a resource, says which', () => {
    const { events } = parseFhirNotice(undefined, { type: 'DiagnosticReport', id: 'r1' });
    expect(events).toEqual([ofReport]);
  });

  test.each([
    ['to the address of the subscription', {}],
    ['to the address of its type', { type: 'DiagnosticReport' }],
    ['to its own address', { type: 'DiagnosticReport', id: 'r1' }],
  ])('with a resource %s says which version', (_where, path) => {
    expect(parseFhirNotice(report, path)).toEqual({
      events: [{ ...ofReport, version: '3' }],
      changes: false,
    });
  });

  test('is of another version when only the time, or only the content, is another', () => {
    const first = versionOf({ meta: { lastUpdated: '2026-11-01T08:00:00Z' } });
    expect(versionOf({ meta: { lastUpdated: '2026-11-01T09:00:00Z' } })).not.toEqual(first);
    const plain = versionOf({ meta: undefined });
    expect(versionOf({ meta: undefined })).toEqual(plain);
    expect(versionOf({ meta: undefined, status: 'amended' })).not.toEqual(plain);
  });

  test('keeps nothing of what the resource says', () => {
    const named = { ...report, subject: { display: 'Testova, Anna' }, conclusion: 'Testova has a fracture' };
    expect(JSON.stringify(parseFhirNotice(named))).not.toContain('Testova');
  });

  test('about any other resource is nothing to us', () => {
    expect(parseFhirNotice({ resourceType: 'Patient', id: 'p1' })).toEqual({ events: [], changes: false });
    expect(parseFhirNotice(undefined, { type: 'Patient', id: 'p1' })).toEqual({ events: [], changes: false });
  });

  test.each<[string, unknown, object]>([
    ['no resource', { hello: 'world' }, {}],
    ['a list', [report], {}],
    ['a text', 'DiagnosticReport/r1', {}],
    ['a report without an id', { ...report, id: undefined }, {}],
    ['an id that leads elsewhere', { ...report, id: '../Patient/p1' }, {}],
    ['another id than the address', report, { type: 'DiagnosticReport', id: 'r2' }],
    ['another type than the address', report, { type: 'ImagingStudy', id: 'r1' }],
    ['a Bundle that is no notification', { resourceType: 'Bundle', type: 'searchset', entry: [] }, {}],
  ])('with %s is refused', (_what, body, path) => {
    expect(codeOf(() => parseFhirNotice(body, path))).toBe('request/malformed');
  });
});

describe.each(['Parameters', 'SubscriptionStatus'] as const)('a notification with %s', (shape) => {
  const counted = { subscription: 'Subscription/s1', begins: false, numbers: [], total: 4 };

  test('that shakes hands says where counting begins', () => {
    const body = notification(statusOf(shape, { type: 'handshake', total: 0 }));
    expect(parseFhirNotice(body)).toEqual({
      events: [],
      changes: false,
      counted: { ...counted, begins: true, total: 0 },
    });
  });

  test('that is a heartbeat tells how many there were', () => {
    const body = notification(statusOf(shape, { type: 'heartbeat', total: 4 }));
    expect(parseFhirNotice(body)).toEqual({ events: [], changes: false, counted });
  });

  test('without a focus says that something changed', () => {
    const status = statusOf(shape, { type: 'event-notification', total: 4, events: [{ number: 4 }] });
    expect(parseFhirNotice(notification(status))).toEqual({
      events: [],
      changes: true,
      counted: { ...counted, numbers: [4] },
    });
  });

  test('by id takes the number of the event for the version', () => {
    expect(told(shape, 4).events).toMatchObject([ofReport]);
    expect(told(shape, 4)).toEqual(told(shape, 4));
    expect(told(shape, 5).events).not.toEqual(told(shape, 4).events);
  });

  test('with the resources takes their versions', () => {
    const events = [
      { number: 3, focus: 'DiagnosticReport/r1' },
      { number: 4, focus: 'Patient/p1' },
    ];
    const body = notification(statusOf(shape, { type: 'event-notification', total: 4, events }), report);
    expect(parseFhirNotice(body)).toEqual({
      events: [{ ...ofReport, version: '3' }],
      changes: false,
      counted: { ...counted, numbers: [3, 4] },
    });
  });

  test('that the subscription failed has the record searched', () => {
    const body = notification(statusOf(shape, { type: 'query-status', status: 'error', total: 4 }));
    expect(parseFhirNotice(body).changes).toBe(true);
  });

  test.each([
    ['of no kind that there is', { type: 'greeting' }],
    ['with a count that is none', { type: 'heartbeat', total: '4e9' }],
    ['with a negative count', { type: 'heartbeat', total: -1 }],
  ])('%s is refused', (_what, status) => {
    const body = notification(statusOf(shape, status));
    expect(codeOf(() => parseFhirNotice(body))).toBe('request/malformed');
  });
});

test('a history without a status in front is refused', () => {
  const body = { resourceType: 'Bundle', type: 'history', entry: [{ resource: report }] };
  expect(codeOf(() => parseFhirNotice(body))).toBe('request/malformed');
});

test('whatever comes is a notice or a malformed request', () => {
  const shaped = fc.record(
    {
      resourceType: fc.constantFrom('Bundle', 'DiagnosticReport', 'ImagingStudy', 'Parameters'),
      type: fc.constantFrom('history', 'subscription-notification', 'batch'),
      id: fc.anything(),
      meta: fc.anything(),
      entry: fc.array(
        fc.record({
          resource: fc.record({
            resourceType: fc.constantFrom('Parameters', 'SubscriptionStatus', 'DiagnosticReport'),
            type: fc.anything(),
            parameter: fc.anything(),
            notificationEvent: fc.anything(),
          }),
        }),
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), shaped), (body) => {
      expect([undefined, 'request/malformed']).toContain(codeOf(() => parseFhirNotice(body)));
    }),
  );
});
