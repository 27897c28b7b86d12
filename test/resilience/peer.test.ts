import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { DicomWebClient } from '../../src/dicom/dicomweb-client.ts';
import { FhirClient } from '../../src/fhir/fhir-client.ts';
import { defaultTuning, type PeerTuning } from '../../src/resilience/peer-tuning.ts';
import { Peers } from '../../src/resilience/peers.ts';
import { logLines } from '../support/log-lines.ts';
import { jsonAnswer, type Mood, moodyServer } from './moody-server.ts';

const patient = { resourceType: 'Patient', id: 'p1' } as const;
/** As in earnest, in a hurry; a pause is over as soon as it is waited for at all. */
const HURRIED: PeerTuning = { ...defaultTuning.pacs, pauseMs: 1, maxPauseMs: 1, retryMs: 1 };
const NEVER_MS = 600_000;
const FOR_GOOD = { pauseMs: NEVER_MS, maxPauseMs: NEVER_MS };

/** A server in a mood, and both clients that ask it. */
async function peerIn(mood: Mood | Mood[], tuning: Partial<PeerTuning> = {}) {
  const server = await moodyServer(jsonAnswer(patient, 'application/json'), mood);
  const { logger, lines } = logLines();
  const own = { ...HURRIED, ...tuning };
  const peers = new Peers(logger, { pacs: own, fhir: own, smart: own });
  const pacs = new DicomWebClient({
    baseUrl: server.url,
    peer: peers.of('pacs', server.url),
    timeoutMs: 30_000,
  });
  const fhir = (signal?: AbortSignal, timeoutMs = 30_000) =>
    new FhirClient({ baseUrl: server.url, peer: peers.of('fhir', server.url), signal, timeoutMs });
  return {
    server,
    lines,
    peers,
    read: () => pacs.getJson('/studies'),
    readUntil: (signal: AbortSignal) => pacs.getJson('/studies', undefined, signal),
    fhir,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'answered',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

describe('a read', () => {
  test.each<[Mood]>([['busy'], ['breaks']])(
    'of a server that %s for a moment is tried again',
    async (mood) => {
      await using one = await peerIn([mood, mood, 'answers']);
      expect(await codeOf(one.read())).toBe('answered');
      expect(one.server.requests()).toBe(3);
    },
  );

  test('is tried three times at most', async () => {
    await using one = await peerIn('busy');
    expect(await codeOf(one.read())).toBe('pacs/unavailable');
    expect(await codeOf(one.fhir().read('Patient/p1'))).toBe('fhir/unavailable');
    expect(one.server.requests()).toBe(6);
  });

  test('that takes too long is not tried again: it would take too long again', async () => {
    await using one = await peerIn('hangs');
    expect(await codeOf(one.fhir(undefined, 300).read('Patient/p1'))).toBe('fhir/timeout');
    // None where even connecting took longer.
    expect(one.server.requests()).toBeLessThanOrEqual(1);
  });

  test('that nobody waits for any more ends at once, and the server is told', async () => {
    await using one = await peerIn('hangs');
    const caller = new AbortController();
    const attempt = codeOf(one.readUntil(caller.signal));
    while (one.server.requests() === 0) await pause(5);
    caller.abort();
    expect(await attempt).toBe('pacs/timeout');
    while (one.server.givenUp() === 0) await pause(5);
    expect(one.server.requests()).toBe(1);
  });
});

test('a write is sent once: who knows what came of it', async () => {
  await using one = await peerIn('busy');
  const { id: _, ...resource } = patient;
  const write = one.fhir().conditionalCreate(resource, { parameter: 'identifier', system: 's', value: 'v' });
  expect(await codeOf(write)).toBe('fhir/unavailable');
  expect(one.server.requests()).toBe(1);
});

describe('a server that fails again and again', () => {
  test('is left alone after so many failures, and the log says so once', async () => {
    await using one = await peerIn('busy', { failures: 4, ...FOR_GOOD });
    const codes = [await codeOf(one.read()), await codeOf(one.read()), await codeOf(one.read())];
    expect(codes).toEqual(['pacs/unavailable', 'pacs/paused', 'pacs/paused']);
    expect(one.server.requests()).toBe(4);
    expect(one.lines).toMatchObject([{ level: 'error', fields: { code: 'pacs/paused', kind: 'pacs' } }]);
    expect(one.peers.pausedKinds()).toEqual(['pacs']);
  });

  test('is asked one thing after a pause, stays left alone while it fails, and is back when it answers', async () => {
    await using one = await peerIn('busy', { failures: 2 });
    await codeOf(one.read());
    const before = one.server.requests();
    await pause(20);
    // A read would be tried again, but the first trial has closed the door anew.
    expect(['pacs/unavailable', 'pacs/paused']).toContain(await codeOf(one.read()));
    expect(one.server.requests()).toBeGreaterThan(before);
    expect(one.peers.pausedKinds()).toEqual(['pacs']);

    one.server.become('answers');
    await pause(20);
    expect(await codeOf(one.read())).toBe('answered');
    expect(one.peers.pausedKinds()).toEqual([]);
    expect(one.lines.map(({ level }) => level)).toEqual(['error', 'info']);
  });

  test('is tried by one caller; the others do not wait for how that goes', async () => {
    await using one = await peerIn('busy', { failures: 1, retries: 0 });
    await codeOf(one.read());
    one.server.become('hangs');
    await pause(20);
    const caller = new AbortController();
    const trial = codeOf(one.readUntil(caller.signal));
    expect(await codeOf(one.read())).toBe('pacs/paused');
    // Given up, the trial has shown nothing: the server stays left alone.
    caller.abort();
    expect(await trial).toBe('pacs/timeout');
    expect(one.peers.pausedKinds()).toEqual(['pacs']);
  });

  test('as PACS is still asked as FHIR server', async () => {
    await using one = await peerIn(['busy', 'answers'], { failures: 1, retries: 0, ...FOR_GOOD });
    expect(await codeOf(one.read())).toBe('pacs/unavailable');
    expect(await codeOf(one.fhir().read('Patient/p1'))).toBe('answered');
  });
});

describe('what counts against a server', () => {
  test('is what a caller gave up after long', async () => {
    await using one = await peerIn('hangs', { failures: 1, slowMs: 0, ...FOR_GOOD });
    expect(await codeOf(one.readUntil(AbortSignal.timeout(20)))).toBe('pacs/timeout');
    expect(await codeOf(one.read())).toBe('pacs/paused');
  });

  test('is not what a caller gave up soon', async () => {
    await using one = await peerIn(['hangs', 'answers'], {
      failures: 1,
      slowMs: NEVER_MS,
      pauseMs: NEVER_MS,
    });
    expect(await codeOf(one.readUntil(AbortSignal.timeout(20)))).toBe('pacs/timeout');
    expect(await codeOf(one.read())).toBe('answered');
  });

  test.each([400, 401, 403, 404, 500])('is not that it answers %i', async (status) => {
    await using server = await moodyServer((_request, response) => response.writeHead(status).end('{}'));
    const peers = new Peers(logLines().logger, { ...defaultTuning, pacs: { ...HURRIED, failures: 1 } });
    const pacs = new DicomWebClient({ baseUrl: server.url, peer: peers.of('pacs', server.url) });
    await codeOf(pacs.getJson('/studies'));
    await codeOf(pacs.getJson('/studies'));
    expect(server.requests()).toBe(2);
    expect(peers.pausedKinds()).toEqual([]);
  });
});
