/** Unit and integration tests that need nothing but `npm ci`; test/e2e and test/chaos have a configuration of their own. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Not a promise about speed: the embedded database alone takes seconds to start on a busy machine.
  testTimeout: 60_000,
  // Jest would leave one of two processors to itself, and much of a test is waiting.
  maxWorkers: '100%',
  testPathIgnorePatterns: ['<rootDir>/test/e2e/', '<rootDir>/test/chaos/'],
  reporters: ['default', '<rootDir>/test/support/counts-reporter.js'],
};
