import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { lumbarMriReportServices } from '../../../cds-services/lumbar-mri-report.ts';
import { lumbarMriServices } from '../../../cds-services/lumbar-mri.ts';
import { startFhirSandbox } from '../../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { createApp } from '../../../src/app.ts';
import { configuredClients } from '../../../src/cds-hooks/client-authentication.ts';
import { fhirConnections } from '../../../src/fhir/connections.ts';
import { addressRule } from '../../../src/outbound/address-rules.ts';
import { guardedConnector } from '../../../src/outbound/guarded-connector.ts';
import { FhirClient } from '../../../src/fhir/fhir-client.ts';
import { ShownCards } from '../../../src/store/cards.ts';
import { Feedback } from '../../../src/store/feedback.ts';
import { UsedTokens } from '../../../src/store/used-tokens.ts';
import { screeningService } from '../../cds-services/screening-service.ts';
import { lumbarStudy, report, STUDY, woman, WOMAN_ON_PACS } from '../../cds-services/support.ts';
import { clientKey, signToken } from '../../support/client-tokens.ts';
import { result } from '../../support/data-keys.ts';
import { inputsAt } from '../../support/fake-site.ts';
import { measured } from '../../support/measurement.ts';
import { startFhirFront } from './fhir-front.ts';
import { z } from 'zod';

export const PUBLIC_URL = 'https://mscore.example.org';
export const ISSUER = 'https://ehr.example.org';
/** Of a page that may call from a browser. */
export const ORIGIN = 'https://sandbox.cds-hooks.org';
/** Another hospital that is configured. */
export const NEIGHBOUR = 'https://south.example.org';
export const FHIR_TOKEN = 'fhir-token-of-this-request';

/** Of the lumbar MRI that was measured: text that a record holds and a card must show as it is. */
export const SERIES = 'T1 páteř <sag> *L*';

export interface HookRequest extends Record<string, unknown> {
  readonly hook: string;
  readonly context: Record<string, unknown>;
  readonly prefetch?: Record<string, unknown>;
}

/**
 * A hospital whose patient `p1` has a lumbar MRI with a high M-score, its FHIR server, and the whole application
 * over HTTP with a database of its own. `p2` has nothing but her name.
 */
export async function openWorld() {
  await using stack = new AsyncDisposableStack();
  const resources = [woman(), lumbarStudy(), report(), woman({ id: 'p2', identifier: [] })];
  const sandbox = await startFhirSandbox({ resources, requireToken: FHIR_TOKEN });
  stack.defer(() => sandbox.close());
  const fhir = await startFhirFront(sandbox);
  stack.defer(() => fhir.close());
  const rule = addressRule([{ url: fhir.baseUrl, privateNetworks: [] }]);
  const connections = fhirConnections(guardedConnector(rule));
  stack.defer(() => connections.destroy());
  const screening = await screeningService();
  stack.defer(() => screening.close());
  const { dependencies, lines } = screening.dependencies();
  const client = { issuer: ISSUER, fhirServer: fhir.baseUrl };
  const chosen = { seriesInstanceUid: `${STUDY}.2`, number: 2, description: SERIES };
  const measurement = measured({ series: { chosen, reasons: ['sagittal T1'], rejected: [] } });
  const inputs = await inputsAt({ studyInstanceUid: STUDY, patient: WOMAN_ON_PACS });
  const key = { client, patientId: 'p1', studyInstanceUid: STUDY };
  await screening.measurements.save(key, result(measurement, { inputs }));

  const signer = await clientKey('ES384', 'ehr-1');
  const rsa = await clientKey('RS384', 'ehr-rsa');
  // A key that the client publishes for something else: no token of ours may be signed with it.
  const p256 = await clientKey('ES256', 'ehr-p256');
  const neighbour = await clientKey('ES384', 'south-1');
  const shown = new ShownCards(screening.database);
  const app = createApp({
    logger: dependencies.logger,
    health: { checks: {} },
    cdsHooks: {
      services: [
        ...lumbarMriServices(dependencies),
        ...lumbarMriReportServices({ ...dependencies, reportHooks: ['report-view', 'report-sign'] }),
      ],
      publicUrl: PUBLIC_URL,
      authenticate: configuredClients(
        [
          {
            issuer: ISSUER,
            jwks: { keys: [signer.jwk, rsa.jwk, p256.jwk] },
            jwksUrl: `${ISSUER}/jwks`,
            fhirServers: [fhir.baseUrl],
          },
          { issuer: NEIGHBOUR, jwks: { keys: [neighbour.jwk] }, fhirServers: [`${NEIGHBOUR}/fhir`] },
        ],
        new UsedTokens(screening.database),
      ),
      fhirReaderFor: ({ fhirServer, accessToken, signal }) =>
        new FhirClient({ baseUrl: fhirServer, accessToken: async () => accessToken, signal, connections }),
      feedback: new Feedback(screening.database),
      onDecision: (decision) => shown.add(decision.client, decision.serviceId, decision.cards),
      deadlineMs: 30_000,
      failOpen: true,
      allowedOrigins: [ORIGIN],
      logger: dependencies.logger,
    },
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const base = `http://127.0.0.1:${port}/cds-services`;

  async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const token = await signToken(signer, { iss: ISSUER, aud: `${PUBLIC_URL}/cds-services${path}` });
    return fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  const opened = stack.move();
  return {
    base,
    fhir,
    lines,
    signer,
    keys: { rsa, p256, neighbour },
    post,
    database: screening.database,
    /** Where the request's `hook` is served. */
    call: (request: HookRequest, headers?: Record<string, string>) =>
      post(request.hook.startsWith('report-') ? '/lumbar-mri-report' : '/lumbar-mri', request, headers),
    newInstance: () => randomUUID(),
    close: () => opened.disposeAsync(),
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;
