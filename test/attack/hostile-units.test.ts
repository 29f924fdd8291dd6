import { afterEach, expect, jest, test } from '@jest/globals';
import type { Card } from '../../src/core/model/advice.js';
import { ask, resultOf, topicsOf, UCUM, VIEW, viewOf } from '../support/ask.js';
import { serveShipped } from '../support/shipped.js';
import { cardProblems, count, OBJECT_NAMES } from './hostile.js';
import { NAUGHTY } from './naughty-strings.js';

/** F8: unit strings that stop or talk through a units library, in one result among good ones. */

afterEach(() => {
  jest.restoreAllMocks();
});

const service = serveShipped();

const units: readonly string[] = [
  ...new Set([
    ...OBJECT_NAMES,
    ...NAUGHTY,
    // As codes of 10 kB.
    ...['m.', 'm/', '10*', '{', '}', '{a}', '(', '[', 'm2', '/', '*', ' ', '%', '\\', "'"].map((one) =>
      one.repeat(Math.ceil(10_000 / one.length)),
    ),
    // Blanks and bad syntax.
    ...[
      'ng / mL',
      'n g/mL',
      'ng//mL',
      'ng/',
      '/ng',
      'ng/mL/',
      'ng.',
      '.ng',
      'ng^2',
      'ng**2',
      'ng-mL',
      'ng mL-1',
    ],
    ...[
      'NG/ML',
      'ng/ml ',
      '[ng]/mL',
      '{ng/mL',
      'ng/mL}',
      '{}',
      '{{}}',
      '[]',
      '()',
      '((ng))',
      '10*-9.g/L',
      '10^',
    ],
    ...[
      '10*',
      '10*x',
      '1e9/L',
      '-1',
      '0',
      '00',
      '+',
      '1/0',
      'ng/0',
      'm0',
      'm-',
      "m'",
      '"ng/mL"',
      'ng;mL',
      'ng,mL',
    ],
    ...[
      '[',
      ']',
      '[i',
      '[iU]/',
      'U/L; DROP TABLE',
      'ng/mL\u0000',
      'ng\u200b/mL\u200b',
      'ng/mL\u202e',
      'µ',
      'μ',
      '㎍',
      '㎎/㎗',
    ],
    // Escapes of terminals, of HL7 v2 and of formats.
    ...[
      '\u001b[2J',
      '\u001b[31mng/mL',
      '\u001b]8;;http://evil.test\u0007x',
      '\u009b31m',
      '\u0008\u0008',
      '\u0007',
      '\r',
    ],
    ...[
      '\\Z03BC\\',
      '\\Z03BC\\g/L',
      '\\X0A\\',
      '\\.br\\',
      '\\E\\',
      '\\F\\',
      '&#x3bc;g/L',
      '%s',
      '%n',
      '%d',
      '${x}',
      '\\u0000',
    ],
  ]),
];

const telling = (unit: string): string => unit.slice(0, 60);

test(`F8: ${units.length} units, as code and as unit: the others are still read, and nothing is printed`, async () => {
  expect(units.length).toBeGreaterThanOrEqual(150);
  const printed: string[] = [];
  const keep = (text: unknown): boolean => printed.push(String(text)) > 0;
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(keep),
    jest.spyOn(process.stderr, 'write').mockImplementation(keep),
    ...(['log', 'error', 'warn', 'info', 'debug', 'trace'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation((...said: unknown[]) => void printed.push(said.join(' '))),
    ),
  ];
  const wrong: unknown[] = [];
  for (const unit of units)
    for (const [which, quantity] of [
      ['code', { value: 9, code: unit, system: UCUM }],
      ['unit', { value: 9, unit }],
      ['both', { value: 9, code: unit, unit }],
    ] as const) {
      const bad = resultOf('b12', 1, { id: 'bad', valueQuantity: quantity });
      const low = resultOf('alt', 1, { id: 'bad-too', valueQuantity: quantity });
      const results = [bad, resultOf('ferritin', 620), low, resultOf('platelets', 168)];
      const { cards, explanation } = await ask(service, viewOf(results));
      const read = explanation.readings.filter(({ value }) => value !== undefined).map(({ lab }) => lab);
      const problems = [
        ...(topicsOf(cards)['raisedFerritin'] ? [] : ['ferritin is not raised']),
        ...(['ferritin', 'platelets'].every((lab) => read.includes(lab)) ? [] : [`only ${read.join()} read`]),
        ...cards.flatMap((card: Card) => cardProblems(card)),
      ];
      if (problems.length > 0) wrong.push([telling(unit), which, ...problems]);
    }
  for (const spy of spies) spy.mockRestore();
  expect(wrong).toEqual([]);
  expect(printed).toEqual([]);
  expect(service.logged).toEqual([]);
  count('F8', units.length * 3, 'answered 5xx, kept another result from being read or were printed');
});

test('units that are none of the list are never read as if they were', async () => {
  for (const unit of OBJECT_NAMES) {
    const result = resultOf('ferritin', 1, { valueQuantity: { value: 9000, code: unit, unit } });
    const { cards } = await ask(service, viewOf([result]), VIEW);
    expect([unit, topicsOf(cards)]).toEqual([unit, { context: 'info' }]);
  }
});
