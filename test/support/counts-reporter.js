/** Jest reporter: one plain closing line, `Tests: 12 passed, 0 failed, 1 skipped`, for machines that count. */
export default class CountsReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests }) {
    // A suite that could not even be loaded has no test of its own to count.
    const failed = Math.max(numFailedTests, numFailedTestSuites);
    process.stdout.write(`Tests: ${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped\n`);
  }
}
