import { availableParallelism } from 'node:os';

/** What `npm test` runs; the tests that need a browser have a configuration of their own beside them. @type {import('jest').Config} */
export default {
  displayName: 'service',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'es6' } },
    ],
  },
  // A process for all files would keep the modules of each; many wait for timers or the browser, so that two share two processors well.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  workerIdleMemoryLimit: '1GB',
  // The one time limit, of every test and every preparation. A machine with other work on it is slow; what hangs is found all the same.
  testTimeout: 300_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.generated.*', '!src/**/generate.ts'],
  reporters: ['default', '<rootDir>/test/support/closing-line.reporter.js'],
};
