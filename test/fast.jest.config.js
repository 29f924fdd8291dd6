import service from '../jest.config.js';

/** What takes its time: attacks by the thousand, whole populations, laws and random requests. */
const SLOW = [
  'test/attack/',
  'test/cohort/',
  'test/core/laws.test.ts',
  'test/tools/cli.test.ts',
  'test/core/language/shortcut.test.ts',
  'test/web/playground/(odd-shapes|snippets).test.ts',
];

/** What `npm run test:fast` runs. @type {import('jest').Config} */
export default {
  ...service,
  rootDir: '..',
  testPathIgnorePatterns: [...service.testPathIgnorePatterns, ...SLOW.map((path) => `<rootDir>/${path}`)],
};
