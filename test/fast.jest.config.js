import service from '../jest.config.js';

/** What takes its time: attacks by the thousand, whole populations, laws and random requests, everything that is tried case by case. */
const SLOW = [
  'test/attack/',
  'test/cohort/',
  'test/core/(laws|any-knowledge|wild-shapes|status-and-time|boundaries).test.ts',
  'test/core/language/closure.test.ts',
  'test/core/cards/explained-words.test.ts',
  'test/knowledge/(cases|load|renamed|other-language).test.ts',
  'test/profiles/',
  'test/protocol/shalls.test.ts',
  'test/demo/same-cards.test.ts',
  'test/tools/',
  'test/web/playground/(broken|odd-shapes|renamed|snippets).test.ts',
];

/** What `npm run test:fast` runs. @type {import('jest').Config} */
export default {
  ...service,
  rootDir: '..',
  testPathIgnorePatterns: [...service.testPathIgnorePatterns, ...SLOW.map((path) => `<rootDir>/${path}`)],
};
