import service from '../../jest.config.js';

const { roots, testEnvironment, extensionsToTreatAsEsm, moduleNameMapper, transform, testTimeout } = service;

/** Needs the built service and Chromium. @type {import('jest').Config} */
export default {
  roots,
  testEnvironment,
  extensionsToTreatAsEsm,
  moduleNameMapper,
  transform,
  displayName: 'page',
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout,
};
