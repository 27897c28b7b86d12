/** All benchmarks, one after the other: `npm run bench`. */
import { cpus } from 'node:os';

process.stdout.write(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.versions.node}; a noisy machine\n`,
);
await import('./study.ts');
await import('./hooks.ts');
await import('./events.ts');
