import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { cwd } from 'node:process';
import { z } from 'zod';
import { endWithUs, temporaryFolder } from '../../support/end-with-us.ts';

const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const USER = 'mscore';
const PASSWORD = 'e2e-only';

export interface Orthanc {
  /** Base URL of DICOMweb. */
  readonly dicomweb: string;
  /** Value of the Authorization header. */
  readonly authorization: string;
  storeFolder(folder: string): Promise<number>;
  storeInstance(part10: Uint8Array): Promise<void>;
  /** Every series is taken away, and the same images come under UIDs of their own, as when a study is corrected. */
  correctAll(): Promise<void>;
  close(): Promise<void>;
}

/** Where the script of docs/events.md sends its events. */
export interface Webhook {
  readonly url: string;
  readonly token: string;
}

/**
 * A real PACS: Debian's Orthanc with its DICOMweb plugin, in a folder of its own. Orthanc 1.10 listens on
 * every interface, so it starts only where there is nothing but loopback (see `npm run test:e2e`).
 */
export async function startOrthanc(port: number, webhook?: Webhook): Promise<Orthanc> {
  requireLoopbackOnly();
  const temporary = await temporaryFolder('mscore-orthanc-');
  const { path: folder } = temporary;
  const configuration = join(folder, 'orthanc.json');
  await writeFile(
    configuration,
    JSON.stringify({
      Name: 'MSCORE-E2E',
      StorageDirectory: folder,
      IndexDirectory: folder,
      Plugins: [PLUGIN],
      HttpPort: port,
      DicomServerEnabled: false,
      AuthenticationEnabled: true,
      RegisteredUsers: { [USER]: PASSWORD },
      ...(webhook && {
        LuaScripts: [join(cwd(), 'docs/orthanc-mscore.lua')],
        MScore: { Url: webhook.url, Token: webhook.token },
        StableAge: 1,
      }),
      DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: false },
    }),
  );
  const base = `http://127.0.0.1:${port}`;
  const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const process = spawn('Orthanc', [configuration], { stdio: 'ignore' });
  endWithUs(process);
  const stop = async () => {
    await terminate(process);
    await temporary[Symbol.asyncDispose]();
  };
  await untilUp(`${base}/system`, authorization, process).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  const storeInstance = async (part10: Uint8Array) => {
    const response = await fetch(`${base}/instances`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/dicom' },
      body: new Uint8Array(part10),
    });
    if (!response.ok) throw new Error(`Orthanc refused an instance: ${response.status}`);
  };
  return {
    dicomweb: `${base}/dicom-web`,
    authorization,
    storeInstance,
    storeFolder: async (path) => {
      const files = (await readdir(path)).filter((name) => name.endsWith('.dcm'));
      for (const file of files) await storeInstance(await readFile(join(path, file)));
      return files.length;
    },
    correctAll: async () => {
      const ask = async (path: string, method: string, body?: object) => {
        const response = await fetch(`${base}${path}`, {
          method,
          headers: { authorization },
          ...(body && { body: JSON.stringify(body) }),
        });
        if (!response.ok) throw new Error(`Orthanc answered ${method} with ${response.status}`);
        return response.json();
      };
      const corrected = {
        Replace: { SeriesDescription: 'T1 corrected' },
        Keep: ['StudyInstanceUID'],
        Force: true,
      };
      for (const series of z.array(z.string()).parse(await ask('/series', 'GET'))) {
        await ask(`/series/${series}/modify`, 'POST', corrected);
        await ask(`/series/${series}`, 'DELETE');
      }
    },
    close: stop,
  };
}

function requireLoopbackOnly(): void {
  const outside = Object.values(networkInterfaces())
    .flat()
    .some((address) => address && !address.internal);
  if (outside)
    throw new Error('Run the end-to-end tests by `npm run test:e2e`: it leaves only loopback to them.');
}

async function untilUp(url: string, authorization: string, process: ChildProcess): Promise<void> {
  const giveUp = Date.now() + 20_000;
  while (Date.now() < giveUp) {
    if (process.exitCode !== null) throw new Error(`Orthanc ended with ${process.exitCode}`);
    const up = await fetch(url, { headers: { authorization } }).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Orthanc did not come up in 20 s');
}

async function terminate(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return;
  const ended = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGTERM');
  await ended;
}
