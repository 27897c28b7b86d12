import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endWithUs, temporaryFolder } from '../../support/end-with-us.ts';

const run = promisify(execFile);
/** Where Debian puts each major version. */
const VERSIONS = '/usr/lib/postgresql';

export interface Postgres {
  readonly connectionString: string;
  /** Kills the server and starts it again on the same data, as after a power cut; resolves when it answers. */
  crash(): Promise<void>;
  /** Shuts the server down, as for maintenance; its data stay. */
  stop(): Promise<void>;
  /** Starts it again; resolves when it answers. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A real PostgreSQL server (Debian's) on loopback, with a data folder of its own. */
export async function startPostgres(port: number): Promise<Postgres> {
  const newest = (await readdir(VERSIONS)).toSorted((a, b) => Number(b) - Number(a))[0] ?? '';
  const program = (name: string) => join(VERSIONS, newest, 'bin', name);
  const temporary = await temporaryFolder('mscore-postgres-');
  const { path: folder } = temporary;
  const user = await serverUser();
  if (user) await chown(folder, user.uid, user.gid);
  await run(program('initdb'), ['-D', folder, '-U', 'mscore', '--auth=trust', '--no-sync'], user);
  const flags = [
    '-D',
    folder,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=`,
  ];
  let server = launch();
  function launch() {
    const child = spawn(program('postgres'), flags, { ...user, stdio: 'ignore' });
    // Its immediate shutdown, which ends its own children.
    endWithUs(child, 'SIGQUIT');
    return { child, ended: once(child, 'exit') };
  }
  const isReady = () => run(program('pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]);
  const crash = async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    await untilReady(() => {
      // It refuses to start while backends of the killed one still have its memory.
      if (server.child.exitCode !== null || server.child.signalCode !== null) server = launch();
      return isReady();
    });
  };
  const stop = async () => {
    // SIGINT is PostgreSQL's fast shutdown.
    server.child.kill('SIGINT');
    await server.ended;
  };
  const start = async () => {
    server = launch();
    await untilReady(isReady);
  };
  const close = async () => {
    await stop();
    await temporary[Symbol.asyncDispose]();
  };
  await untilReady(isReady).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { connectionString: `postgres://mscore@127.0.0.1:${port}/postgres`, crash, stop, start, close };
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
async function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

async function idOf(flag: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [flag, 'postgres'])).stdout);
}

async function untilReady(probe: () => Promise<unknown>): Promise<void> {
  const giveUp = Date.now() + 20_000;
  for (;;) {
    const ready = await probe().then(
      () => true,
      () => false,
    );
    if (ready) return;
    if (Date.now() > giveUp) throw new Error('PostgreSQL did not come up in 20 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
