/** Unit and integration tests that need nothing but `npm ci`; test/e2e has its own configuration. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
  reporters: ['default', '<rootDir>/test/support/counts-reporter.js'],
};
