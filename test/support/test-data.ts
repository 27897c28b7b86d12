import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { testDataFolder } from './test-data-path.ts';

export { testData } from './test-data-path.ts';

/** A block of tests on real data; reported as skipped, with the reason, where the data are not at hand. */
export function describeWithTestData(name: string, tests: () => void): void {
  const run = existsSync(testDataFolder) ? describe : describe.skip;
  run(`${name} (needs MSCORE_TEST_DATA)`, tests);
}
