import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HOSPITAL_NUMBERS } from '../../fixtures/demo/patient.ts';
import { type Postgres, startPostgres } from '../e2e/peers/postgres.ts';
import { clientKey } from '../support/client-tokens.ts';
import { temporaryFolder } from '../support/end-with-us.ts';
import type { Faults } from './faulty-proxy.ts';
import { Member } from './member.ts';
import { type Peer, startPeer } from './peer.ts';

export const EVENTS_SECRET = 'of-a-test-and-of-nobody-else';
const PORTS = { postgres: 8171, web: 8172, worker: 8182 };
/** Of the first worker, where workers may be looked into. */
export const INSPECT_PORT = 8192;
/** A sender that has much to tell is not what is looked at here. */
const AMPLE_REQUESTS = 1_000_000;

export interface ClusterOptions {
  readonly people: number;
  readonly webs: number;
  readonly workers: number;
  /** On the way to the record and to the PACS. */
  readonly faults: { readonly record: Faults; readonly pacs: Faults };
  readonly seed: number;
  /** Lets the memory of the workers be looked into. */
  readonly inspectWorkers?: boolean;
}

/** Processes of the service on one PostgreSQL, with a record and a PACS of many people. */
export interface Cluster {
  readonly webs: readonly Member[];
  /** Not started yet. */
  readonly workers: readonly Member[];
  readonly record: Peer;
  readonly pacs: Peer;
  readonly postgres: Postgres;
  /** The configuration that all of them have. */
  readonly config: string;
  /** Folder of the ROI files. */
  readonly rois: string;
  close(): Promise<void>;
}

/** Opens it; web processes are ready, workers wait for their start. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { people, webs, workers, faults, seed, inspectWorkers } = options;
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await temporaryFolder('mscore-chaos-'));
  const rois = join(folder, 'rois');
  await mkdir(rois);
  const [record, pacs, postgres] = await Promise.all([
    startPeer({ kind: 'record', people, seed, faults: faults.record }),
    startPeer({ kind: 'pacs', people, seed, faults: faults.pacs, rois }),
    startPostgres(PORTS.postgres),
  ]);
  for (const peer of [record, pacs, postgres]) stack.defer(() => peer.close());
  const config = join(folder, 'mscore.json');
  await writeFile(join(folder, 'events-token'), EVENTS_SECRET);
  await writeFile(config, JSON.stringify(await settings(record.baseUrl, pacs.baseUrl)));

  const { connectionString: databaseUrl } = postgres;
  const members = (role: 'web' | 'worker', count: number) =>
    Array.from({ length: count }, (_, i) => {
      const inspectPort = inspectWorkers && role === 'worker' ? INSPECT_PORT + i : undefined;
      return new Member({ role, config, databaseUrl, port: PORTS[role] + i, folder, inspectPort });
    });
  const started = { webs: members('web', webs), workers: members('worker', workers) };
  for (const member of [...started.webs, ...started.workers]) stack.defer(() => member.kill());
  await Promise.all(started.webs.map((web) => web.start()));
  const opened = stack.move();
  return { ...started, record, pacs, postgres, config, rois, close: () => opened.disposeAsync() };
}

async function settings(fhirServer: string, dicomweb: string): Promise<object> {
  const key = await clientKey('ES384', 'chaos');
  const site = {
    pacs: { dicomweb },
    patientIdSystems: [{ system: HOSPITAL_NUMBERS }],
    references: resolve('fixtures/references'),
    rois: 'rois',
    record: { fhirServer },
    publish: { fhirServer },
  };
  const client = {
    issuer: 'https://ehr.example/chaos',
    jwks: { keys: [key.jwk] },
    fhirServers: [fhirServer],
    requestsPerMinute: AMPLE_REQUESTS,
    // What is not told must not be found by searching: then an event that was lost would never show.
    events: { tokenFile: 'events-token', criteria: [] },
    site,
  };
  return { publicUrl: 'http://127.0.0.1', listen: { port: 0 }, clients: [client] };
}
