import { execFile } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `mscore …` as a process of its own. */
export function runMscore(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['src/cli/mscore.ts', ...args], (_error, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}
