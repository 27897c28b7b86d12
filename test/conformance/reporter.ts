import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { CHECKS, checksOf } from './checks.ts';
import { conformancePage, type Row } from './page.ts';

interface AssertionResult {
  readonly title: string;
  readonly status: string;
}
interface FileResult {
  readonly testFilePath: string;
  readonly testResults: readonly AssertionResult[];
}

/** Jest reporter: one line for each check, and docs/conformance.md when all of them pass. */
export default class ConformanceReporter {
  #failed = false;

  onRunComplete(_contexts: unknown, { testResults }: { readonly testResults: readonly FileResult[] }): void {
    const rows = Object.entries(CHECKS).map(([id, says]) => rowOf(id, says, testResults));
    for (const { id, result, tests, says } of rows) {
      process.stdout.write(`${id.padEnd(4)} ${result.padEnd(8)} ${String(tests).padStart(4)}  ${says}\n`);
    }
    const passed = rows.filter(({ result }) => result === 'pass').length;
    process.stdout.write(`Conformance: ${passed} of ${rows.length} checks pass\n`);
    this.#failed = passed < rows.length;
    if (!this.#failed) writeFileSync('docs/conformance.md', conformancePage(rows));
  }

  getLastError(): Error | undefined {
    return this.#failed ? new Error('not every check passes') : undefined;
  }
}

function rowOf(id: string, says: string, files: readonly FileResult[]): Row {
  const proofs = files.flatMap(({ testFilePath, testResults }) =>
    testResults
      .filter(({ title }) => checksOf(title).includes(id))
      .map(({ status }) => ({ file: relative('.', testFilePath), passed: status === 'passed' })),
  );
  const result = proofs.length === 0 ? 'untested' : proofs.every(({ passed }) => passed) ? 'pass' : 'FAIL';
  const provedIn = [...new Set(proofs.map(({ file }) => file))].toSorted();
  return { id, says, result, tests: proofs.length, files: provedIn };
}
