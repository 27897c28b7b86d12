import { join, resolve } from 'node:path';

/** Where the real test data are, which are not part of this repository. */
export const testDataFolder = resolve(process.env['MSCORE_TEST_DATA'] ?? '../shared/data');

/** Absolute path of something in them. */
export function testData(path: string): string {
  return join(testDataFolder, path);
}
