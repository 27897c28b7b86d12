#!/usr/bin/env node
/** The `mscore` command, started with a Node that can run TypeScript. */
import { fileURLToPath } from 'node:url';
import { runWithNode24 } from './run-with-node24.js';

const program = fileURLToPath(new URL('../src/cli/mscore.ts', import.meta.url));
runWithNode24([program, ...process.argv.slice(2)]);
