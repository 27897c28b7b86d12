#!/usr/bin/env node
/**
 * Runs its arguments with Node 24: this one if it is new enough, else the one that `npm ci` brings along.
 * Plain JavaScript, as an older Node must be able to read it.
 */
import { runWithNode24 } from './run-with-node24.js';

runWithNode24(process.argv.slice(2));
