import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { startFhirSandbox } from '../../fixtures/fhir-sandbox/fhir-sandbox.ts';
import { startOrthanc } from '../../test/e2e/peers/orthanc.ts';
import { startPostgres } from '../../test/e2e/peers/postgres.ts';
import { endWithUs, temporaryFolder } from '../../test/support/end-with-us.ts';
import { HOSPITAL_NUMBERS, type ColdPatient } from './patients.ts';

const ORTHANC_PORT = 8162;
const POSTGRES_PORT = 8163;
const PUBLIC_URL = 'http://127.0.0.1';
const TOKEN = 'bench-only';
/** A line of the log that does not come by then will not come. */
const PATIENCE_MS = 60_000;

/** What a line of the service's log says. */
export const lineSchema = z.looseObject({
  msg: z.string(),
  url: z.string().optional(),
  queue: z.string().optional(),
  timings: z.record(z.string(), z.number()).optional(),
});
export type Line = z.infer<typeof lineSchema>;

/** A real PACS, a real FHIR engine, a real database, and the service as it ships, in a process of its own. */
export interface ColdHospital {
  readonly url: string;
  readonly audience: string;
  readonly fhirServer: string;
  readonly token: string;
  /** The next line of the log that suits, from now on. */
  readonly nextLine: (suits: (line: Line) => boolean) => Promise<Line>;
  close(): Promise<void>;
}

/** Opens it with the records and studies of these patients, and starts the service last. */
export async function openColdHospital(
  patients: readonly ColdPatient[],
  client: { readonly issuer: string; readonly jwks: { readonly keys: readonly object[] } },
): Promise<ColdHospital> {
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await temporaryFolder('mscore-cold-'));
  const orthanc = await startOrthanc(ORTHANC_PORT);
  stack.defer(() => orthanc.close());
  for (const { files } of patients) for (const file of files()) await orthanc.storeInstance(file);
  const postgres = await startPostgres(POSTGRES_PORT);
  stack.defer(() => postgres.close());
  const resources = patients.flatMap(({ record }) => record);
  const fhir = await startFhirSandbox({ resources, requireToken: TOKEN });
  stack.defer(() => fhir.close());

  await writeFile(join(folder, 'pacs-authorization'), orthanc.authorization);
  await writeFile(join(folder, 'fhir-token'), TOKEN);
  const site = {
    pacs: { dicomweb: orthanc.dicomweb, authorizationFile: 'pacs-authorization' },
    patientIdSystems: [{ system: HOSPITAL_NUMBERS }],
    references: resolve('fixtures/references'),
    publish: { fhirServer: fhir.baseUrl, tokenFile: 'fhir-token' },
  };
  const config = {
    publicUrl: PUBLIC_URL,
    listen: { port: 0 },
    clients: [{ ...client, fhirServers: [fhir.baseUrl], site }],
  };
  const file = join(folder, 'mscore.json');
  await writeFile(file, JSON.stringify(config));
  const service = await serve(file, postgres.connectionString);
  stack.defer(() => service.close());
  const opened = stack.move();
  return {
    url: service.url,
    audience: `${PUBLIC_URL}/cds-services/lumbar-mri`,
    fhirServer: fhir.baseUrl,
    token: TOKEN,
    nextLine: service.nextLine,
    close: () => opened.disposeAsync(),
  };
}

async function serve(config: string, databaseUrl: string) {
  const child = spawn(process.execPath, ['src/cli/mscore.ts', 'serve', '--config', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  endWithUs(child);
  const ended = once(child, 'exit');
  const listeners = new Set<(line: Line) => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = lineSchema.parse(JSON.parse(text));
    for (const listener of listeners) listener(line);
  });
  const nextLine = (suits: (line: Line) => boolean) =>
    new Promise<Line>((found, failed) => {
      const giveUp = setTimeout(() => failed(new Error('the log does not say what it should')), PATIENCE_MS);
      const listener = (line: Line) => {
        if (!suits(line)) return;
        clearTimeout(giveUp);
        listeners.delete(listener);
        found(line);
      };
      listeners.add(listener);
    });
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const { url } = await nextLine((line) => line.url !== undefined).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  if (url === undefined) throw new Error('the service does not say where it listens');
  return { url, nextLine, close };
}
