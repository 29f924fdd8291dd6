import service from '../jest.config.js';

/** What takes its time: attacks by the thousand, whole populations, laws and random requests, everything that is tried case by case. */
const SLOW = [
  'test/attack/',
  'test/cohort/',
  'test/clients/files.test.ts',
  'test/clinical/reasons-never-lower.test.ts',
  'test/core/(laws|any-knowledge|wild-shapes|status-and-time|boundaries|nothing-in-silence|told-never-silences).test.ts',
  'test/core/language/closure.test.ts',
  'test/core/cards/explained-words.test.ts',
  'test/knowledge/(built|cases|load|renamed|other-language).test.ts',
  'test/intake/(mllp|receiver|v2/(?!dates))',
  'test/(docs|fhir|pages)/',
  'test/memory.test.ts',
  'test/profiles/',
  'test/store/',
  'test/protocol/shalls.test.ts',
  'test/demo/same-cards.test.ts',
  'test/replay/(queue|same|stopped|vignettes|what-if|report)',
  'test/tools/',
  'test/web/patient/smart/same-as-service.test.ts',
  'test/web/playground/(broken|odd-shapes|renamed|snippets).test.ts',
];

/** What `npm run test:fast` runs. @type {import('jest').Config} */
export default {
  ...service,
  rootDir: '..',
  testPathIgnorePatterns: [...service.testPathIgnorePatterns, ...SLOW.map((path) => `<rootDir>/${path}`)],
};
