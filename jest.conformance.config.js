import everything from './jest.config.js';

/** The tests that prove checks of CDS Hooks, and the table of them: docs/conformance.md. */
export default {
  ...everything,
  testMatch: ['conformance', 'attacks', 'cds-hooks', 'store'].map(
    (room) => `<rootDir>/test/${room}/*.test.ts`,
  ),
  // The table speaks of the run before this one.
  testPathIgnorePatterns: [
    '<rootDir>/test/conformance/table.test.ts',
    '<rootDir>/test/store/(?!feedback|used-tokens)',
  ],
  reporters: ['default', '<rootDir>/test/conformance/reporter.ts'],
};
