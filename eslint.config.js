import tseslint from 'typescript-eslint';

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only main.ts, config.ts and the command that takes a token read the environment.',
};
const THE_PRESENT = [
  "NewExpression[callee.name='Date'][arguments.length=0]",
  "CallExpression[callee.object.name='Date'][callee.property.name='now']",
];
const clock = [
  ...THE_PRESENT.map((selector) => ({ selector, message: '`now` is an argument here.' })),
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: '`newId` is an argument here.',
  },
];
const world = [
  'process',
  'console',
  'fetch',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '**/*.generated.*'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.recommended] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    // A token is never an argument: everybody on a machine can read those.
    ignores: ['src/main.ts', 'src/config.ts', 'src/tools/export.ts', 'src/**/generate.ts'],
    rules: { 'no-restricted-syntax': ['error', environment] },
  },
  {
    // The pure parts: no clock, no randomness, no process, no network, no output.
    files: ['src/core/**/*.ts', 'src/hooks/**/*.ts'],
    ignores: ['src/**/generate.ts'],
    rules: {
      'no-restricted-globals': ['error', ...world],
      'no-restricted-syntax': ['error', environment, ...clock],
    },
  },
  {
    // Tests look into answers of unknown shape; a wrong guess fails the test anyway.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // A test that asks what day it is fails on some other day.
    files: ['test/**/*.ts'],
    ignores: ['test/support/clock.ts', 'test/bench/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...THE_PRESENT.map((selector) => ({
          selector,
          message:
            'NOW of test/support/clock.ts is the time of the tests; systemNow() that of a process of its own.',
        })),
      ],
    },
  },
);
