import { randomUUID } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { z } from 'zod';
import { hookRequest, serviceOf } from '../../fixtures/demo/hooks.ts';
import {
  HOSPITAL_NUMBERS,
  IMAGED_PATIENT,
  PATIENT_ID,
  recordAfter,
  recordBefore,
} from '../../fixtures/demo/patient.ts';
import { yearsAgo } from '../../fixtures/demo/stage.ts';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { logOptions } from '../../src/cli/serve.ts';
import { parseConfig } from '../../src/config.ts';
import { startService } from '../../src/main.ts';
import { clientKey, signToken, type ClientKey } from '../support/client-tokens.ts';

const PUBLIC_URL = 'https://mscore.hospital.example';
const ISSUER = 'https://ehr.hospital.example';
const HOOK_TOKEN = 'token-that-the-hook-lends';
const COMMENT = 'Mrs Gelatine declines, call her daughter';

const stack = new AsyncDisposableStack();
/** The log as it would stand in a file. */
let log = '';
let serviceUrl: string;
let fhirServer: string;
let signer: ClientKey;
const tokens: string[] = [];

/** A hospital with its PACS and record, the service as `mscore serve` starts it, and its log. */
beforeAll(async () => {
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-logs-')));
  const earlier = generatePhantomStudy({ series: ['t1'], patient: IMAGED_PATIENT, marrowFat: 0.6, seed: 11 });
  const reported = generatePhantomStudy({
    series: ['t1'],
    patient: IMAGED_PATIENT,
    marrowFat: 0.6,
    seed: 12,
  });
  for (const study of [earlier, reported]) {
    await writeFile(join(folder.path, `${study.studyInstanceUid}.json`), JSON.stringify(roiFileOf(study)));
  }
  await writeFile(join(folder.path, 'token'), HOOK_TOKEN);
  const pacs = await startDicomWebSandbox({ studies: [earlier, reported] });
  stack.defer(() => pacs.close());
  const resources = [...recordBefore(earlier, yearsAgo), ...recordAfter(reported, yearsAgo(0))];
  const record = await startFhirSandbox({ resources, requireToken: HOOK_TOKEN });
  stack.defer(() => record.close());
  fhirServer = record.baseUrl;
  signer = await clientKey('ES384', 'ehr-1');
  const site = {
    pacs: { dicomweb: pacs.baseUrl },
    patientIdSystems: [{ system: HOSPITAL_NUMBERS, issuer: IMAGED_PATIENT.issuer }],
    references: resolve('fixtures/references'),
    rois: '.',
    publish: { fhirServer, tokenFile: 'token' },
  };
  const settings = {
    publicUrl: PUBLIC_URL,
    listen: { port: 0 },
    hook: { waitMs: 40_000, deadlineMs: 50_000 },
    clients: [{ issuer: ISSUER, jwks: { keys: [signer.jwk] }, fhirServers: [fhirServer], site }],
  };
  const sink = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk);
      done();
    },
  });
  const service = await startService({
    config: parseConfig(settings, folder.path, {}),
    storage: { kind: 'memory' },
    open: false,
    logger: pino(logOptions, sink),
  });
  stack.defer(() => service.close());
  serviceUrl = service.url;
}, 300_000);
afterAll(() => stack.disposeAsync());

async function send(path: string, body: unknown): Promise<Response> {
  const token = await signToken(signer, { iss: ISSUER, aud: `${PUBLIC_URL}/cds-services/${path}` });
  tokens.push(token);
  return fetch(`${serviceUrl}/cds-services/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const answered = z.object({ cards: z.array(z.object({ uuid: z.string() })) });

test('S9 a whole day – cards, results, feedback, mistakes, attacks – leaves no token and no patient in the log', async () => {
  const cards = [];
  for (const hook of ['patient-view', 'order-select', 'order-sign', 'report-view', 'report-sign'] as const) {
    const response = await send(serviceOf(hook), hookRequest(hook, fhirServer, HOOK_TOKEN));
    cards.push(...answered.parse(await response.json()).cards);
  }
  expect(cards).toHaveLength(5);
  const item = { card: cards[0]?.uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() };
  const feedback = [{ ...item, overrideReason: { userComment: COMMENT } }];
  expect((await send('lumbar-mri/feedback', { feedback })).status).toBe(200);

  const plain = hookRequest('patient-view', fhirServer, HOOK_TOKEN);
  const secret = `secret-${randomUUID()}`;
  const mistakes = [
    JSON.stringify(plain).slice(0, -3),
    { ...plain, context: { userId: 'Dr Gelatine', patientId: PATIENT_ID } },
    { ...plain, hook: 'Agatha Gelatine' },
    { ...plain, fhirServer: `https://evil.example.org/${secret}` },
    { ...plain, ...Object({ fhirAuthorization: { access_token: secret, token_type: 'Bearer' } }) },
    {
      ...plain,
      prefetch: { patient: { resourceType: 'Patient', id: 'somebody-else', name: [{ text: secret }] } },
    },
  ];
  for (const body of mistakes) await (await send('lumbar-mri', body)).arrayBuffer();
  for (const Authorization of [`Bearer ${secret}`, `Basic ${secret}`, `Bearer ${tokens[0]}`]) {
    const response = await fetch(`${serviceUrl}/cds-services/lumbar-mri`, {
      method: 'POST',
      headers: { Authorization },
    });
    expect(response.status).toBe(401);
  }
  await settled();

  expect(log).toContain('study measured');
  for (const line of log.split('\n').filter((one) => one.includes('study measured'))) {
    expect(JSON.parse(line)).toMatchObject({ jobId: expect.any(String), measurementId: expect.any(String) });
  }
  expect(log).toContain('client/unauthorized');
  const secrets = [
    HOOK_TOKEN,
    secret,
    COMMENT,
    ...tokens,
    ...tokens.map((token) => token.split('.')[2] ?? ''),
  ];
  const patient = [
    PATIENT_ID,
    'Gelatine',
    'Agatha',
    IMAGED_PATIENT.id,
    IMAGED_PATIENT.birthDate,
    '1957-02-28',
  ];
  for (const word of [...secrets, ...patient, 'somebody-else', 'M54.50']) expect(log).not.toContain(word);
}, 240_000);

/** Until the results were written, or could not be. */
async function settled(): Promise<void> {
  const giveUp = Date.now() + 60_000;
  while (!log.includes('publish-result') && Date.now() < giveUp) {
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
