import { randomUUID } from 'node:crypto';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FhirResource, Patient } from 'fhir/r4.js';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { z } from 'zod';
import { hookRequest, serviceOf } from '../../fixtures/demo/hooks.ts';
import { HOSPITAL_NUMBERS, IMAGED_PATIENT, recordBefore } from '../../fixtures/demo/patient.ts';
import { yearsAgo } from '../../fixtures/demo/stage.ts';
import { startDicomWebSandbox } from '../../fixtures/dicomweb-sandbox/dicomweb-sandbox.ts';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { roiFileOf } from '../../fixtures/phantom/rois.ts';
import { generatePhantomStudy } from '../../fixtures/phantom/study.ts';
import { parseConfig } from '../../src/config.ts';
import { startService } from '../../src/main.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { buildReview } from './build-review.ts';
import { recordingLogger } from './recording-logger.ts';

const EHR = 'https://ehr.example.org';
const TOKEN = 'e2e-fhir-token';
/** Everybody may type what they like into a name. */
export const HOSTILE_NAME = '<img src=x onerror=document.title=1>';

/** A hospital with one woman whose lumbar MRI is suspicious, its service, and an identity provider for its people. */
export async function openReviewHospital() {
  await using stack = new AsyncDisposableStack();
  await buildReview();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'mscore-review-')));
  const study = generatePhantomStudy({ series: ['t1'], patient: IMAGED_PATIENT, marrowFat: 0.6 });
  await mkdir(join(folder.path, 'rois'));
  const rois = join(folder.path, 'rois', `${study.studyInstanceUid}.json`);
  await writeFile(rois, JSON.stringify(roiFileOf(study)));
  await writeFile(join(folder.path, 'token'), TOKEN);
  await writeFile(join(folder.path, 'secret'), 'shared');

  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const client = { client_id: 'mscore', client_secret: 'shared' };
  const identity = await startIdentityProvider({
    clients: [
      {
        ...client,
        redirect_uris: [`${publicUrl}/review/sign-in/callback`],
        post_logout_redirect_uris: [`${publicUrl}/review/signed-out`],
      },
    ],
    accounts: {
      eva: { name: 'Eva Nováková', roles: ['osteology'] },
      ivan: { name: `Ivan ${HOSTILE_NAME}`, roles: ['osteology'] },
      ward: { name: 'Ward', fhirUser: 'Practitioner/w1', patient: 'somebody-else' },
    },
  });
  stack.defer(async () => void (await identity.close()));
  const pacs = await startDicomWebSandbox({ studies: [study] });
  stack.defer(() => pacs.close());
  const fhir = await startFhirSandbox({
    resources: recordBefore(study, yearsAgo).map(withHostileName),
    requireToken: TOKEN,
    smartConfiguration: {
      issuer: identity.issuer,
      authorization_endpoint: `${identity.issuer}/auth`,
      token_endpoint: `${identity.issuer}/token`,
      capabilities: ['launch-ehr'],
    },
  });
  stack.defer(() => fhir.close());

  const { publicKey, privateKey } = await generateKeyPair('ES384');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'e2e', alg: 'ES384', use: 'sig' }] };
  const credentials = { clientId: 'mscore', clientSecretFile: 'secret' };
  const roles = { reader: ['osteology'], reviewer: ['osteology'], admin: ['osteology'] };
  const config = parseConfig(
    {
      publicUrl,
      listen: { port },
      hook: { waitMs: 30_000, deadlineMs: 40_000 },
      review: { oidc: { issuer: identity.issuer, ...credentials, roles } },
      clients: [
        {
          issuer: EHR,
          jwks,
          fhirServers: [fhir.baseUrl],
          review: { launch: credentials },
          site: {
            pacs: { dicomweb: pacs.baseUrl },
            patientIdSystems: [{ system: HOSPITAL_NUMBERS, issuer: IMAGED_PATIENT.issuer }],
            references: resolve('fixtures/references'),
            rois: 'rois',
            publish: { fhirServer: fhir.baseUrl, tokenFile: 'token' },
          },
        },
      ],
    },
    folder.path,
    {},
  );
  const log = recordingLogger();
  const service = await startService({ config, storage: { kind: 'memory' }, open: false, logger: log });
  stack.defer(() => service.close());

  /** The EHR opens the chart: the study is measured, and the cards come back. */
  const openChart = async () => {
    const id = serviceOf('patient-view');
    const jwt = await new SignJWT()
      .setProtectedHeader({ alg: 'ES384', kid: 'e2e', typ: 'JWT' })
      .setIssuer(EHR)
      .setAudience(`${publicUrl}/cds-services/${id}`)
      .setIssuedAt()
      .setExpirationTime('5m')
      .setJti(randomUUID())
      .sign(privateKey);
    const answer = await fetch(`${publicUrl}/cds-services/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${jwt}` },
      body: JSON.stringify(hookRequest('patient-view', fhir.baseUrl, TOKEN)),
    });
    return z
      .object({
        cards: z.array(z.object({ detail: z.string(), links: z.array(z.object({ url: z.string() })) })),
      })
      .parse(await answer.json()).cards;
  };
  const resources = async (query: string) => {
    const answer = await fetch(`${fhir.baseUrl}/${query}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const { entry = [] } = z
      .object({ entry: z.array(z.object({ resource: z.looseObject({}) })).optional() })
      .parse(await answer.json());
    return entry.map(({ resource }) => resource);
  };
  const started = stack.move();
  return {
    url: publicUrl,
    fhirServer: fhir.baseUrl,
    openChart,
    resources,
    log,
    close: () => started.disposeAsync(),
  };
}
export type ReviewHospital = Awaited<ReturnType<typeof openReviewHospital>>;

function withHostileName(resource: FhirResource): FhirResource {
  if (resource.resourceType !== 'Patient') return resource;
  const patient: Patient = { ...resource, name: [{ family: HOSTILE_NAME, given: ['Agatha'] }] };
  return patient;
}
