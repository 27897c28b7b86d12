import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { hookRequest } from '../../fixtures/demo/hooks.ts';
import { HOSPITAL_NUMBERS, IMAGED_PATIENT, recordBefore } from '../../fixtures/demo/patient.ts';
import { yearsAgo } from '../../fixtures/demo/stage.ts';
import { type FhirSandbox, startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { parseConfig } from '../../src/config.ts';
import { startService } from '../../src/main.ts';
import { logLines } from '../support/log-lines.ts';
import { jsonAnswer, moodyServer, passOnTo } from './moody-server.ts';

/** Peers may take this long, as configured, and hooks may not. */
const PACS_TIMEOUT_MS = 60_000;
/** Far beyond the deadline, for machines with other things to do, and far below what peers may take. */
const LATE_MS = 20_000;
const NOBODY = 'http://127.0.0.1:9';

const study = generatePhantomStudy({ series: ['t1'], patient: IMAGED_PATIENT, marrowFat: 0.6 });
let record: FhirSandbox;
beforeAll(async () => {
  record = await startFhirSandbox({ resources: recordBefore(study, yearsAgo) });
});
afterAll(() => record.close());

interface ServeOptions {
  readonly failOpen?: boolean;
  readonly findStudyBy?: readonly string[];
  readonly hook?: object;
}
/** Where something must come of a hook, on a machine with other things to do. */
const AMPLE = { waitMs: 200, deadlineMs: 15_000 };

/** The whole service as it is configured by default, between this record and this PACS. */
async function serve(
  fhirServer: string,
  pacs: string,
  { failOpen = true, findStudyBy = ['qido'], hook = {} }: ServeOptions = {},
) {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-slow-')));
  await mkdir(join(folder.path, 'rois'));
  const { logger, lines } = logLines();
  const site = {
    pacs: { dicomweb: pacs, timeoutMs: PACS_TIMEOUT_MS },
    findStudyBy,
    patientIdSystems: [{ system: HOSPITAL_NUMBERS, issuer: IMAGED_PATIENT.issuer }],
    references: resolve('fixtures/references'),
    rois: 'rois',
  };
  const settings = {
    publicUrl: 'http://127.0.0.1',
    listen: { port: 0 },
    model: { manifest: 'none.json' },
    hook,
    open: { fhirServers: [fhirServer], failOpen, site },
  };
  const config = parseConfig(settings, folder.path, {});
  const service = await startService({ config, storage: { kind: 'memory' }, open: true, logger });
  stack.defer(() => service.close());
  const started = stack.move();
  return {
    /** What the EHR gets when the chart is opened, and whether it had to wait too long. */
    async openChart() {
      const start = performance.now();
      const answer = await fetch(`${service.url}/cds-services/lumbar-mri`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(hookRequest('patient-view', fhirServer, 'any')),
      });
      const body = z.looseObject({}).parse(await answer.json());
      return { status: answer.status, body, late: performance.now() - start > LATE_MS };
    },
    ready: async () => {
      const answer = await fetch(`${service.url}/readyz`);
      return [answer.status, await answer.json()];
    },
    failures: () =>
      lines
        .filter(({ message }) => message === 'CDS service failed, no cards shown')
        .map(({ fields }) => z.looseObject({ code: z.string() }).parse(fields).code),
    lines,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

const NO_CARDS = { status: 200, body: { cards: [] }, late: false };

describe('a PACS', () => {
  test('that never answers: the hook is answered in time, and the PACS is told that nobody waits', async () => {
    await using pacs = await moodyServer(jsonAnswer([]), 'hangs');
    await using service = await serve(record.baseUrl, pacs.url);
    // A busy machine may need the time of the first hook for the record alone.
    while (pacs.requests() === 0) expect(await service.openChart()).toEqual(NO_CARDS);
    expect(service.failures().at(-1)).toBe('hook/deadline');
    while (pacs.givenUp() < pacs.requests()) await pause(10);
  }, 90_000);

  test('that does not give the images: the hook waits a little, and the study stays on the queue', async () => {
    await using pacs = await moodyServer(jsonAnswer([]), 'hangs');
    await using service = await serve(record.baseUrl, pacs.url, {
      findStudyBy: ['imaging-study'],
      hook: AMPLE,
    });
    expect(await service.openChart()).toEqual(NO_CARDS);
    expect(service.failures()).toEqual([]);
    expect(service.lines).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ image: 'not-yet-measured' }) }),
    );
    pacs.become('busy');
    pacs.hangUp();
    while (!service.lines.some(({ message }) => message === 'job failed')) await pause(10);
  }, 90_000);

  test('that is away is asked no more after a while, nobody waits for it, and we stay ready', async () => {
    await using service = await serve(record.baseUrl, `${NOBODY}/dicom-web`, { hook: AMPLE });
    for (let hook = 0; hook < 4; hook += 1) expect(await service.openChart()).toEqual(NO_CARDS);
    expect(service.failures().at(0)).toBe('pacs/unavailable');
    expect(service.failures().at(-1)).toBe('pacs/paused');
    expect(await service.ready()).toMatchObject([200, { status: 'ready', paused: ['pacs'] }]);
    const told = service.lines.filter(({ message }) => message.startsWith('The PACS failed again'));
    expect(told).toHaveLength(1);
  }, 90_000);

  test('that is away, for a client that wants to know: the coded 503', async () => {
    await using service = await serve(record.baseUrl, `${NOBODY}/dicom-web`, {
      failOpen: false,
      hook: AMPLE,
    });
    const { status, body } = await service.openChart();
    expect([status, JSON.stringify(body)]).toEqual([503, expect.stringContaining('pacs/unavailable')]);
  }, 90_000);
});

describe('a FHIR server', () => {
  test('that never answers: the hook is answered in time', async () => {
    await using fhir = await moodyServer(passOnTo(new URL(record.baseUrl).origin), 'hangs');
    await using service = await serve(`${fhir.url}/fhir`, `${NOBODY}/dicom-web`);
    expect(await service.openChart()).toEqual(NO_CARDS);
    expect(service.failures()).toEqual(['hook/deadline']);
    while (fhir.givenUp() < fhir.requests()) await pause(10);
  }, 90_000);

  test('that never answers, for a client that wants to know: the coded 503', async () => {
    await using fhir = await moodyServer(passOnTo(new URL(record.baseUrl).origin), 'hangs');
    await using service = await serve(`${fhir.url}/fhir`, `${NOBODY}/dicom-web`, { failOpen: false });
    const { status, body, late } = await service.openChart();
    expect([status, late]).toEqual([503, false]);
    expect(JSON.stringify(body)).toContain('hook/deadline');
  }, 90_000);

  test('that stumbles is asked again within the hook, which goes on to the PACS', async () => {
    await using fhir = await moodyServer(passOnTo(new URL(record.baseUrl).origin), [
      'busy',
      'breaks',
      'answers',
    ]);
    await using pacs = await moodyServer(jsonAnswer([], 'application/dicom+json'));
    await using service = await serve(`${fhir.url}/fhir`, pacs.url, { hook: AMPLE });
    expect(await service.openChart()).toEqual(NO_CARDS);
    expect(service.lines).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ image: 'not-found' }) }),
    );
  }, 90_000);
});
