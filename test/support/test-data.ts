import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from '@jest/globals';

const root = resolve(process.env['MSCORE_TEST_DATA'] ?? '../shared/data');

/** Absolute path of something in the real test data, which is not part of this repository. */
export function testData(path: string): string {
  return join(root, path);
}

/** A block of tests on real data; reported as skipped, with the reason, where the data are not at hand. */
export function describeWithTestData(name: string, tests: () => void): void {
  const run = existsSync(root) ? describe : describe.skip;
  run(`${name} (needs MSCORE_TEST_DATA)`, tests);
}
