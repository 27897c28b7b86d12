import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endWithUs } from '../support/end-with-us.ts';

/** How long a process may take until it is ready; two cores, and others beside it. */
const START_MS = 60_000;

export interface MemberOptions {
  readonly role: 'web' | 'worker';
  readonly config: string;
  readonly databaseUrl: string;
  readonly port: number;
  /** Where what it says is kept. */
  readonly folder: string;
  /** Lets its memory be looked into at this port. */
  readonly inspectPort?: number | undefined;
}

/** One process of the service, which can be killed and started again at its address. */
export class Member {
  readonly url: string;
  readonly log: string;
  readonly #options: MemberOptions;
  /** How often it ended without being told to, once it was ready. */
  deaths = 0;
  #ready = false;
  #end: (signal: NodeJS.Signals) => Promise<void> = async () => {};

  constructor(options: MemberOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
    this.log = join(options.folder, `${options.role}-${options.port}.log`);
  }

  /** Resolves when it is ready; one that ends before that, as without a database, is started anew. */
  async start(): Promise<void> {
    const giveUp = Date.now() + START_MS;
    while (!(await this.#isReady(await this.#spawn(), giveUp))) {
      if (Date.now() > giveUp) throw new Error(`not ready in time: ${await readFile(this.log, 'utf8')}`);
      await pause(500);
    }
  }

  /** As a machine dies: nothing is finished and nobody is told. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** The codes of what went wrong, as often as its log names them. */
  async codes(): Promise<string[]> {
    const log = await readFile(this.log, 'utf8');
    return [...log.matchAll(/"code":"([a-z/-]+)"/g)].flatMap(([, code]) => code ?? []);
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  /** Gives back what aborts when it has ended. */
  async #spawn(): Promise<AbortSignal> {
    const { role, config, databaseUrl, port, inspectPort } = this.#options;
    const log = await open(this.log, 'a');
    const args = ['src/cli/mscore.ts', 'serve', '--config', config, '--role', role];
    const address = { DATABASE_URL: databaseUrl, PORT: String(port), HOST: '127.0.0.1' };
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', log.fd, log.fd],
      env: {
        ...process.env,
        NODE_OPTIONS: inspectPort === undefined ? '' : `--inspect=127.0.0.1:${inspectPort}`,
        ...address,
      },
    });
    endWithUs(child);
    const gone = new AbortController();
    let told = false;
    const ended = once(child, 'exit').then(() => {
      if (this.#ready && !told) this.deaths += 1;
      this.#ready = false;
      gone.abort();
    });
    await log.close();
    this.#end = async (signal) => {
      told = true;
      child.kill(signal);
      await ended;
    };
    return gone.signal;
  }

  async #isReady(gone: AbortSignal, giveUp: number): Promise<boolean> {
    while (!gone.aborted && Date.now() < giveUp) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) {
        this.#ready = true;
        return true;
      }
      await pause(100);
    }
    return false;
  }
}
