import service from '../../jest.config.js';

/** Needs the built service and Chromium. @type {import('jest').Config} */
export default {
  ...service,
  displayName: 'page',
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 90_000,
};
