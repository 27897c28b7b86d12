import base from './jest.config.js';

/** End-to-end tests against real peers; `.ci/run` starts them where only loopback exists. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/{e2e,chaos}/**/*.test.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
};
