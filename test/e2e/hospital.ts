import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MedplumClient } from '@medplum/core';
import type { FhirResource } from 'fhir/r4.js';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { HOSPITAL_NUMBERS } from '../../fixtures/demo/patient.ts';
import { startFhirSandbox, type FhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { roisFromCentres } from '../../fixtures/lumbar-t1-aka3/rois-from-centres.ts';
import { parseConfig } from '../../src/config.ts';
import { startService, type RunningService } from '../../src/main.ts';
import type { StorageOptions } from '../../src/store/database.ts';
import { testData } from '../support/test-data-path.ts';
import { recordingLogger, type RecordingLogger } from './recording-logger.ts';
import type { Orthanc } from './peers/orthanc.ts';

const PUBLIC_URL = 'https://mscore.hospital.example';
const TOKEN = 'e2e-fhir-token';

/** Of `lumbar-t1-aka3/semireal`. */
export const SEMIREAL_STUDY = '1.2.826.0.1.3680043.10.1471.3358361134103831136212891911012589';
export const SEMIREAL_SERIES = '1.2.826.0.1.3680043.10.1471.2473429351685052130415578376212833';
/** Of `lumbar-t1-aka3/raw`, the same images before noise was added. */
const RAW_SERIES = '1.2.826.0.1.3680043.10.1471.4377039075478084721938968199469500';

export interface HospitalOptions {
  readonly orthanc: Orthanc;
  readonly record: readonly FhirResource[];
  readonly findStudyBy?: readonly ('imaging-study' | 'qido')[];
  /** Another than the semireal study, e.g. the raw one. */
  readonly studyInstanceUid?: string;
  /** Whether somebody put a ROI file beside the study; without one the model finds the levels. */
  readonly marked?: boolean;
  readonly storage?: StorageOptions;
  /** An EHR's record that is already running. */
  readonly fhir?: FhirSandbox;
  /** Takes events with this secret, at this port. */
  readonly events?: { readonly secret: string; readonly port: number };
  /** What the CDS client sends its requests by. */
  readonly fetch?: typeof fetch;
  /** How results are written: with tokens that the service gets itself; with a token from a file without it. */
  readonly smart?: SmartAccess;
}

/** SMART Backend Services, as the authorization server has them and as the service is configured for them. */
export interface SmartAccess {
  readonly smartBackend: { readonly clientId: string; readonly keyFile: string };
  readonly smartConfiguration: object;
  readonly isGood: (token: string) => Promise<boolean>;
}

/** One hospital: its record, its PACS, the service, and a real CDS client that signs its calls. */
export interface Hospital {
  readonly fhir: FhirSandbox;
  readonly service: RunningService;
  readonly client: MedplumClient;
  readonly log: RecordingLogger;
  readonly token: string;
  /** Request headers with a fresh client JWT for a service of ours. */
  signed(serviceId: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

export async function openHospital(options: HospitalOptions): Promise<Hospital> {
  await using stack = new AsyncDisposableStack();
  const { orthanc } = options;
  const folder = await mkdtemp(join(tmpdir(), 'mscore-e2e-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  if (options.marked !== false) await markLevels(folder, options.studyInstanceUid ?? SEMIREAL_STUDY);
  await writeFile(join(folder, 'pacs-authorization'), orthanc.authorization);
  await writeFile(join(folder, 'fhir-token'), TOKEN);
  if (options.events) await writeFile(join(folder, 'events-token'), options.events.secret);

  const fhir = options.fhir ?? (await startRecord(options));
  if (!options.fhir) stack.defer(() => fhir.close());
  const issuer = `https://ehr.example/${randomUUID()}`;
  const { publicKey, privateKey } = await generateKeyPair('ES384');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'e2e', alg: 'ES384', use: 'sig' }] };
  const config = parseConfig(
    {
      publicUrl: PUBLIC_URL,
      listen: { port: options.events?.port ?? 0 },
      hook: { waitMs: 15_000, deadlineMs: 20_000 },
      clients: [
        {
          issuer,
          jwks,
          fhirServers: [fhir.baseUrl],
          ...(options.events && { events: { tokenFile: 'events-token' } }),
          site: {
            pacs: { dicomweb: orthanc.dicomweb, authorizationFile: 'pacs-authorization' },
            ...(options.findStudyBy && { findStudyBy: options.findStudyBy }),
            patientIdSystems: [{ system: HOSPITAL_NUMBERS }],
            references: resolve('fixtures/references'),
            ...(options.marked !== false && { rois: 'rois' }),
            record: { fhirServer: fhir.baseUrl, tokenFile: 'fhir-token' },
            publish: {
              fhirServer: fhir.baseUrl,
              ...(options.smart ? { smartBackend: options.smart.smartBackend } : { tokenFile: 'fhir-token' }),
            },
          },
        },
      ],
    },
    folder,
    {},
  );
  const log = recordingLogger();
  const service = await startService({
    config,
    storage: options.storage ?? { kind: 'memory' },
    open: false,
    logger: log,
  });
  stack.defer(() => service.close());
  const client = new MedplumClient({
    baseUrl: new URL(fhir.baseUrl).origin,
    fhirUrlPath: 'fhir',
    cdsServicesUrl: `${service.url}/cds-services`,
    accessToken: TOKEN,
    cacheTime: 0,
    ...(options.fetch && { fetch: options.fetch }),
  });
  const signed = async (serviceId: string) => {
    const jwt = await new SignJWT()
      .setProtectedHeader({ alg: 'ES384', kid: 'e2e', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(`${PUBLIC_URL}/cds-services/${serviceId}`)
      .setIssuedAt()
      .setExpirationTime('5m')
      .setJti(randomUUID())
      .sign(privateKey);
    return { authorization: `Bearer ${jwt}` };
  };
  const started = stack.move();
  return { fhir, service, client, log, token: TOKEN, signed, close: () => started.disposeAsync() };
}

function startRecord({ record, smart }: HospitalOptions): Promise<FhirSandbox> {
  if (!smart) return startFhirSandbox({ resources: record, requireToken: TOKEN });
  const { smartConfiguration, isGood } = smart;
  const requireToken = async (token: string) => token === TOKEN || isGood(token);
  return startFhirSandbox({ resources: record, requireToken, smartConfiguration });
}

async function markLevels(folder: string, study: string): Promise<void> {
  const centres: unknown = JSON.parse(await readFile(testData('lumbar-t1-aka3/centres.json'), 'utf8'));
  const rois = roisFromCentres(centres, study === SEMIREAL_STUDY ? SEMIREAL_SERIES : RAW_SERIES);
  await mkdir(join(folder, 'rois'));
  await writeFile(join(folder, 'rois', `${study}.json`), JSON.stringify(rois));
}
