import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const NEEDED = 24;

/** Ends this process as the started one ends: same exit status, same signal. */
export function runWithNode24(args) {
  const node = findNode();
  if (node === undefined) {
    process.stderr.write(
      `Node ${NEEDED} is needed; npm brings it along on Linux only, so install it first.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl-C to both; whoever stops us by pid means the started one.
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath;
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
}
