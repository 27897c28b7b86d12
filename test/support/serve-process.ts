import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface ServeProcess {
  readonly child: ChildProcess;
  /** Where it listens, as soon as it says so. */
  readonly listening: Promise<string>;
  /** All that it has said so far. */
  output(): string;
}

/** `mscore serve` as a process of its own; whoever starts it ends it. */
export function serveProcess(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ServeProcess {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    DATABASE_URL: '',
    HOST: undefined,
    PORT: undefined,
    ...environment,
  };
  const child = spawn(process.execPath, ['src/cli/mscore.ts', 'serve', ...args], { env });
  let text = '';
  const listening = new Promise<string>((resolve) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const [, url] = /"url":"([^"]+)"/.exec(text) ?? [];
      if (url) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  return { child, listening, output: () => text };
}

export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  return exitOf(child);
}
