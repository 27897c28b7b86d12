/**
 * An archive screened: `npm run bench:screen [-- studies]`. Orthanc has the studies, each of another patient; a FHIR
 * engine has the patients; `mscore screen` goes through the archive, and a worker measures, finding the levels with the
 * net. Prints the report of the command and what `/metrics` says of the worker afterwards.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { startFhirSandbox } from '../fixtures/fhir-sandbox/fhir-sandbox.ts';
import type { PhantomInput } from '../fixtures/phantom/parameters.ts';
import { generatePhantomStudy } from '../fixtures/phantom/study.ts';
import { Member } from '../test/chaos/member.ts';
import { startOrthanc } from '../test/e2e/peers/orthanc.ts';
import { startPostgres } from '../test/e2e/peers/postgres.ts';
import { clientKey } from '../test/support/client-tokens.ts';
import { endWithUs, temporaryFolder } from '../test/support/end-with-us.ts';
import { coldPatient, HOSPITAL_NUMBERS, STUDY_DATE } from './cold/patients.ts';
import { endOnSignal } from './end-on-signal.ts';
import { print } from './pipeline/verdict.ts';

const PORTS = { orthanc: 8191, postgres: 8192, worker: 8193 };
/** Bodies that are imaged; their images go round among the patients. */
const BODIES: readonly PhantomInput[] = [
  { seed: 41, marrowFat: 0.45, age: 69 },
  { seed: 42, marrowFat: 0.52, age: 69 },
  { seed: 43, marrowFat: 0.58, age: 69 },
  { seed: 44, marrowFat: 0.66, age: 69 },
  { seed: 45, marrowFat: 0.6, age: 69, fracture: { level: 'L2' } },
  { seed: 46, marrowFat: 0.55, age: 69, instrumentation: true },
  { seed: 47, marrowFat: 0.55, age: 69, fatSuppressed: true },
  { seed: 48, marrowFat: 0.55, age: 69, fieldOfView: { size: 240 } },
];

const studies = Number(process.argv[2] ?? 200);

// Takes a while, in one piece: nothing is there yet that would have to be ended.
const bodies = BODIES.map((body) => generatePhantomStudy({ ...body, series: ['t1'] }));
endOnSignal();
await using stack = new AsyncDisposableStack();
const { path: folder } = stack.use(await temporaryFolder('mscore-screen-'));
const orthanc = await startOrthanc(PORTS.orthanc);
stack.defer(() => orthanc.close());
const postgres = await startPostgres(PORTS.postgres);
stack.defer(() => postgres.close());
const record = await startFhirSandbox({ resources: await fillArchive() });
stack.defer(() => record.close());
const worker = new Member({
  role: 'worker',
  config: await writeConfig(),
  databaseUrl: postgres.connectionString,
  port: PORTS.worker,
  folder,
});
stack.defer(() => worker.kill());
await worker.start();

const start = performance.now();
const status = await screen();
const seconds = (performance.now() - start) / 1000;
print(
  `\n${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, a noisy machine: ${studies} studies in ` +
    `${seconds.toFixed(0)} s, ${((60 * studies) / seconds).toFixed(0)} a minute; exit status ${status}\n`,
);
print(ourMetrics(await worker.metrics()));

/** Gives back what the record says of the patients whose images were stored. */
async function fillArchive() {
  const patients = Array.from({ length: studies }, (_, i) => bodies[i % bodies.length])
    .filter((body) => body !== undefined)
    .map((body, i) => coldPatient(`archived-${i}`, body));
  for (const { files } of patients) for (const file of files()) await orthanc.storeInstance(file);
  return patients.flatMap((patient) => patient.record);
}

async function writeConfig(): Promise<string> {
  await writeFile(join(folder, 'pacs-authorization'), orthanc.authorization);
  const key = await clientKey('ES384', 'bench');
  const site = {
    pacs: { dicomweb: orthanc.dicomweb, authorizationFile: 'pacs-authorization' },
    patientIdSystems: [{ system: HOSPITAL_NUMBERS }],
    references: resolve('fixtures/references'),
    record: { fhirServer: record.baseUrl },
    publish: { fhirServer: record.baseUrl },
  };
  const client = {
    issuer: 'https://ehr.example.org',
    jwks: { keys: [key.jwk] },
    fhirServers: [record.baseUrl],
    site,
  };
  const file = join(folder, 'mscore.json');
  await writeFile(file, JSON.stringify({ publicUrl: 'http://127.0.0.1', clients: [client] }));
  return file;
}

async function screen(): Promise<string> {
  const args = ['screen', '--config', join(folder, 'mscore.json'), '--from', STUDY_DATE, '--to', STUDY_DATE];
  const command = spawn(process.execPath, ['src/cli/mscore.ts', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DATABASE_URL: postgres.connectionString },
  });
  endWithUs(command);
  const [code] = await once(command, 'exit');
  return String(code);
}

/** Without the histograms' buckets. */
function ourMetrics(text: string): string {
  const lines = text.split('\n').filter((line) => line.startsWith('mscore_') && !line.includes('_bucket{'));
  return lines.join('\n');
}
