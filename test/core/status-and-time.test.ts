import { describe, expect, test } from '@jest/globals';
import { NOW, TODAY } from '../support/clock.js';
import {
  ask,
  endingOf,
  lab,
  resultOf,
  REVIEW,
  reviewOf,
  topicsOf,
  TRIGGERS,
  type TriggerId,
  viewOf,
} from '../support/ask.js';
import { dayBefore } from '../support/case.js';
import { serveShipped } from '../support/shipped.js';

/** K2: which of several results counts, and which are too old, not yet or no longer there. */

type Json = Readonly<Record<string, unknown>>;

const service = serveShipped();
const HIGH = { ferritin: 620, b12: 1180 } as const;
const LOW = { ferritin: 120, b12: 400 } as const;
const ago = (days: number) => dayBefore(NOW, days);

const EVALUATED = ['final', 'amended', 'corrected'] as const;
const SILENT = ['registered', 'preliminary', 'cancelled', 'entered-in-error'] as const;
const UNSURE = ['unknown', undefined] as const;

/** Of a result that cannot be read, a card that says no more is shown for 90 days. */
const dates: [name: string, time: Json, ending: string, unread?: string][] = [
  ['today', { effectiveDateTime: TODAY }, 'raised'],
  ['later today', { effectiveDateTime: '2026-11-22T23:00:00Z' }, 'raised'],
  ['a day ahead', { effectiveDateTime: '2026-11-23' }, 'raised'],
  ['two days ahead', { effectiveDateTime: '2026-11-24' }, 'said: {id}-date-in-future'],
  ['next year', { effectiveDateTime: '2027' }, 'said: {id}-date-in-future'],
  ['90 days ago', { effectiveDateTime: ago(90) }, 'raised'],
  ['365 days ago', { effectiveDateTime: ago(365) }, 'raised', 'silent: status-unknown'],
  ['366 days ago', { effectiveDateTime: ago(366) }, 'silent: stale'],
  ['10 years ago', { effectiveDateTime: '2016-11-22' }, 'silent: stale'],
  ['a month known', { effectiveDateTime: '2026-10' }, 'raised'],
  ['a month that may be too old', { effectiveDateTime: '2025-11' }, 'silent: date-imprecise'],
  ['a year that may be too old', { effectiveDateTime: '2025' }, 'silent: date-imprecise'],
  ['a year that is too old', { effectiveDateTime: '2024' }, 'silent: stale'],
  ['a period that ended in time', { effectivePeriod: { start: '2020-01-01', end: ago(10) } }, 'raised'],
  [
    'a period that ended too early',
    { effectivePeriod: { start: '2020-01-01', end: ago(400) } },
    'silent: stale',
  ],
  ['issued only', { issued: '2026-11-21T08:00:00Z' }, 'raised'],
  [
    'sampled long ago, issued today',
    { effectiveDateTime: ago(400), issued: '2026-11-22T08:00:00Z' },
    'silent: stale',
  ],
  ['no date', {}, 'said: {id}-date-missing'],
];

describe('every status on every date', () => {
  const rows = TRIGGERS.flatMap((id) =>
    dates.flatMap(([when, time, ending, unread = 'said: {id}-status-unknown']) =>
      [...EVALUATED, ...SILENT, ...UNSURE].map((status) => {
        const evaluated = (EVALUATED as readonly unknown[]).includes(status);
        const silent = (SILENT as readonly unknown[]).includes(status);
        // What is too old is not worth a word; what has no usable date is said for that.
        const unsure = ending === 'raised' ? unread : ending;
        const expected = silent ? 'silent: no-result' : evaluated ? ending : unsure;
        return { id, when, time, status, ending: expected.replace('{id}', id), name: status ?? 'no status' };
      }),
    ),
  );
  test.each(rows)('$id, $name, $when: $ending', async ({ id, time, status, ending }) => {
    const result = resultOf(id, HIGH[id], { status, effectiveDateTime: undefined, ...time });
    expect(endingOf(id, await ask(service, viewOf([result])))).toBe(ending);
  });
});

test('a result not raised leaves no word about its age, nor does one that is too old', async () => {
  for (const days of [0, 365, 366, 4000]) {
    const results = TRIGGERS.map((id) => resultOf(id, LOW[id], { effectiveDateTime: ago(days) }));
    expect((await ask(service, viewOf(results))).cards).toEqual([]);
  }
});

interface Version extends Json {
  readonly value: number;
}

/** Several results of one lab, in the order of the file and turned round; the ending is of the one that counts. */
type Duplicates = readonly [
  name: string,
  results: (high: number, low: number) => readonly Version[],
  ending: string,
];

const at = (hour: number) => `2026-11-22T0${hour}:00:00Z`;
const specimen = { specimen: { reference: 'Specimen/1' } };
const contained = { specimen: { reference: '#s' }, contained: [{ resourceType: 'Specimen', id: 's' }] };
const updated = (hour: number) => ({ meta: { lastUpdated: at(hour) } });
/** What says that two resources are one result: without it they are two, whatever their states and dates of issue. */
const same = { identifier: [{ system: 'urn:example:lab', value: 'A1' }] };

const duplicates: Duplicates[] = [
  [
    'the newer counts, raised',
    (high, low) => [{ value: high }, { value: low, effectiveDateTime: ago(1) }],
    'raised',
  ],
  [
    'the newer counts, not raised',
    (high, low) => [{ value: low }, { value: high, effectiveDateTime: ago(1) }],
    'not raised',
  ],
  [
    'corrected beside final',
    (high, low) => [
      { value: low, status: 'corrected', ...same },
      { value: high, ...same },
    ],
    'not raised',
  ],
  [
    'corrected to raised beside final',
    (high, low) => [
      { value: high, status: 'corrected', ...same },
      { value: low, ...same },
    ],
    'raised',
  ],
  [
    'amended beside final',
    (high, low) => [
      { value: low, status: 'amended', ...same },
      { value: high, ...same },
    ],
    'not raised',
  ],
  [
    'corrected beside amended',
    (high, low) => [
      { value: low, status: 'corrected', ...same },
      { value: high, status: 'amended', ...same },
    ],
    'not raised',
  ],
  [
    'a correction dated by the day alone beside a final of some time of it',
    (high, low) => [
      { value: low, status: 'corrected', ...same },
      { value: high, effectiveDateTime: at(8), ...same },
    ],
    'not raised',
  ],
  [
    'a correction of one specimen dated by the day alone',
    (high, low) => [
      { value: low, status: 'corrected', ...specimen },
      { value: high, effectiveDateTime: at(8), ...specimen },
    ],
    'not raised',
  ],
  [
    'corrected at the same time as final, and nothing that says it is of the same result: the higher',
    (high, low) => [{ value: low, status: 'corrected' }, { value: high }],
    'raised',
  ],
  [
    'an identifier without a system says nothing outside its house: the higher',
    (high, low) => [
      { value: low, status: 'corrected', identifier: [{ value: 'A1' }] },
      { value: high, identifier: [{ value: 'A1' }] },
    ],
    'raised',
  ],
  ['the same time: the higher', (high, low) => [{ value: low }, { value: high }], 'raised'],
  [
    'the later issued',
    (high, low) => [
      { value: low, issued: at(9), ...same },
      { value: high, issued: at(8), ...same },
    ],
    'not raised',
  ],
  [
    'the later issued of two results of one time: the higher all the same',
    (high, low) => [
      { value: low, issued: at(9) },
      { value: high, issued: at(8) },
    ],
    'raised',
  ],
  [
    'corrected over a final that was issued later',
    (high, low) => [
      { value: high, issued: at(9), ...same },
      { value: low, issued: at(8), status: 'corrected', ...same },
    ],
    'not raised',
  ],
  [
    'the later updated',
    (high, low) => [
      { value: low, ...updated(9), ...same },
      { value: high, ...updated(8), ...same },
    ],
    'not raised',
  ],
  [
    'issued tells, updated does not',
    (high, low) => [
      { value: low, issued: at(9), ...updated(1), ...same },
      { value: high, issued: at(8), ...updated(5), ...same },
    ],
    'not raised',
  ],
  [
    'a time that only one carries tells nothing: corrected over final',
    (high, low) => [
      { value: low, status: 'corrected', ...same },
      { value: high, issued: at(8), ...same },
    ],
    'not raised',
  ],
  [
    'a specimen that many days share is no sample: the newer',
    (high, low) => [
      { value: high, ...specimen, issued: at(7) },
      { value: low, ...specimen, issued: at(9), effectiveDateTime: ago(1) },
    ],
    'raised',
  ],
  [
    'a specimen contained in each: the newer, whatever its state',
    (high, low) => [
      { value: high, ...contained },
      { value: low, status: 'corrected', ...contained, effectiveDateTime: ago(200) },
    ],
    'raised',
  ],
  [
    'versions of one specimen that nothing tells apart: the higher',
    (high, low) => [
      { value: low, ...specimen },
      { value: high, ...specimen },
    ],
    'raised',
  ],
  [
    'withdrawn by its identifier',
    (high) => [
      { value: high, ...same },
      { value: high, ...same, status: 'entered-in-error', effectiveDateTime: undefined },
    ],
    'silent: no-result',
  ],
  [
    'withdrawn by its specimen',
    (high) => [
      { value: high, ...specimen },
      { value: high, ...specimen, status: 'entered-in-error' },
    ],
    'silent: no-result',
  ],
  [
    'a second order of the sample that was cancelled takes nothing away',
    (high) => [
      { value: high, ...specimen },
      { value: 0, valueQuantity: undefined, ...specimen, status: 'cancelled' },
    ],
    'raised',
  ],
  [
    'a year beside a day of it: the higher',
    (high, low) => [{ value: high }, { value: low, effectiveDateTime: '2026' }],
    'raised',
  ],
  [
    'a month beside a day of it: the higher',
    (high, low) => [{ value: low }, { value: high, effectiveDateTime: '2026-11' }],
    'raised',
  ],
  [
    'a day beside a time of it: the higher',
    (high, low) => [{ value: low, effectiveDateTime: at(9) }, { value: high }],
    'raised',
  ],
  [
    'a result some hours ahead beside one of today: the higher',
    (high, low) => [{ value: low, effectiveDateTime: '2026-11-22T23:30:00Z' }, { value: high }],
    'raised',
  ],
  [
    'a year that ended before the day',
    (high, low) => [{ value: low }, { value: high, effectiveDateTime: '2025' }],
    'not raised',
  ],
  [
    'a newer one entered in error does not count',
    (high, low) => [
      { value: low, status: 'entered-in-error' },
      { value: high, effectiveDateTime: ago(3) },
    ],
    'raised',
  ],
  [
    'a newer preliminary one does not count',
    (high, low) => [
      { value: high, status: 'preliminary' },
      { value: low, effectiveDateTime: ago(3) },
    ],
    'not raised',
  ],
  [
    'a newer cancelled one does not count',
    (high, low) => [
      { value: low, status: 'cancelled' },
      { value: high, effectiveDateTime: ago(3) },
    ],
    'raised',
  ],
  [
    'a newer one without a value and with a reason does not count',
    (high) => [
      { value: 0, valueQuantity: undefined, dataAbsentReason: { text: 'haemolysed' } },
      { value: high, effectiveDateTime: ago(3) },
    ],
    'raised',
  ],
  [
    'a newer one of unknown status stands before an older one',
    (high, low) => [
      { value: low, status: 'unknown' },
      { value: high, effectiveDateTime: ago(3) },
    ],
    'said: {id}-status-unknown {id}-raised-before',
  ],
  [
    'a newer one without a unit stands before an older one',
    (high) => [
      { value: 0, valueQuantity: { value: 1 } },
      { value: high, effectiveDateTime: ago(3) },
    ],
    'said: {id}-unit-missing {id}-raised-before',
  ],
  [
    'an older one that cannot be read is passed over',
    (high) => [{ value: high }, { value: 0, valueQuantity: { value: 1 }, effectiveDateTime: ago(3) }],
    'raised',
  ],
  [
    'one without a date is said beside the dated one',
    (high, low) => [{ value: high }, { value: low, effectiveDateTime: undefined }],
    'raised; said: {id}-date-missing',
  ],
];

const sameId: Duplicates[] = [
  [
    'the later version',
    (high, low) => [
      { value: low, ...updated(9) },
      { value: high, ...updated(8) },
    ],
    'not raised',
  ],
  [
    'a later version entered in error takes it back',
    (high) => [
      { value: high, ...updated(8) },
      { value: high, status: 'entered-in-error', ...updated(9) },
    ],
    'silent: no-result',
  ],
  [
    'entered in error where no date tells',
    (high) => [{ value: high }, { value: high, status: 'entered-in-error' }],
    'silent: no-result',
  ],
  [
    'cancelled where no date tells',
    (high) => [{ value: high }, { value: high, status: 'cancelled' }],
    'silent: no-result',
  ],
  [
    'corrected where no date tells',
    (high, low) => [{ value: high }, { value: low, status: 'corrected' }],
    'not raised',
  ],
  [
    'two contents and nothing that tells: the higher',
    (high, low) => [{ value: low }, { value: high }],
    'raised',
  ],
  [
    'the higher number of a version',
    (high, low) => [
      { value: low, meta: { versionId: '10' } },
      { value: high, meta: { versionId: '9' } },
    ],
    'not raised',
  ],
  [
    'an earlier withdrawal that was put right',
    (high) => [
      { value: high, status: 'entered-in-error', ...updated(8) },
      { value: high, ...updated(9) },
    ],
    'raised',
  ],
];

describe.each([
  ['several results', duplicates, false],
  ['versions of one resource', sameId, true],
] as const)('of %s the right one counts, in any order', (_name, table, same) => {
  const rows = TRIGGERS.flatMap((id) =>
    table.map(([name, results, ending]) => ({ id, name, results, ending: ending.replaceAll('{id}', id) })),
  );
  test.each(rows)('$id: $name: $ending', async ({ id, results, ending }) => {
    const all = results(HIGH[id], LOW[id]).map(({ value, ...patch }, index) =>
      resultOf(id, value, { id: same ? 'one' : `r${index}`, ...patch }),
    );
    for (const order of [all, all.toReversed()])
      expect(endingOf(id, await ask(service, viewOf(order)))).toBe(ending);
  });
});

test('what the hook itself hands over wins over prefetch for the same id, whatever the dates', async () => {
  const old = resultOf('ferritin', 120, updated(9));
  const body = reviewOf([resultOf('ferritin', 620, updated(8))], {
    ferritin: { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: old }] },
  });
  expect(endingOf('ferritin', await ask(service, body, REVIEW))).toBe('raised');
});

test('amended from raised to normal: the next answer has no card', async () => {
  const first = resultOf('ferritin', 620, updated(8));
  expect((await ask(service, viewOf([first]))).cards).toHaveLength(1);
  const amended = resultOf('ferritin', 120, { status: 'amended', ...updated(9) });
  expect((await ask(service, viewOf([amended, first]))).cards).toEqual([]);
});

describe('ferritin and B12 are a pair for 90 days, both ways', () => {
  const window = lab('ferritin').pair?.within.value ?? NaN;
  const answer = async (ferritin: [number, number], b12: [number, number]) => {
    const one = (id: TriggerId, [value, days]: [number, number]) =>
      resultOf(id, value, { effectiveDateTime: ago(days) });
    const { cards, explanation } = await ask(service, viewOf([one('ferritin', ferritin), one('b12', b12)]));
    const pair = explanation.dataQuality.filter((id) => /unpaired|older-alone/u.test(id));
    return [topicsOf(cards), ...pair];
  };
  const { ferritin: f, b12: b } = HIGH;
  const { ferritin: fLow, b12: bLow } = LOW;

  test.each<[string, [number, number], [number, number], unknown[]]>([
    ['the same day', [f, 0], [b, 0], [{ raisedBoth: 'info' }]],
    ['90 days apart', [f, window], [b, 0], [{ raisedBoth: 'info' }]],
    ['90 days apart, the other way', [f, 0], [b, window], [{ raisedBoth: 'info' }]],
    [
      '91 days: the newer raised B12 alone',
      [f, window + 1],
      [b, 0],
      [{ raisedB12: 'info' }, 'ferritin-unpaired'],
    ],
    [
      '91 days: the newer raised ferritin alone',
      [f, 0],
      [b, window + 1],
      [{ raisedFerritin: 'info' }, 'b12-unpaired'],
    ],
    [
      '91 days: the newer not raised, the older alone',
      [f, window + 1],
      [bLow, 0],
      [{ raisedFerritin: 'info' }, 'ferritin-older-alone'],
    ],
    ['91 days: the same for B12', [fLow, 0], [b, window + 1], [{ raisedB12: 'info' }, 'b12-older-alone']],
    ['91 days: neither raised', [fLow, 0], [bLow, window + 1], [{}, 'b12-older-alone']],
    ['the older too old to count at all', [f, 366], [b, 0], [{ raisedB12: 'info' }]],
    ['the older on its last day', [f, 365], [bLow, 0], [{ raisedFerritin: 'info' }, 'ferritin-older-alone']],
  ])('%s', async (_name, ferritin, b12, expected) => {
    expect(await answer(ferritin, b12)).toEqual(expected);
  });

  test('the card names the one that was left out', async () => {
    const results = [
      resultOf('ferritin', f, { effectiveDateTime: ago(100) }),
      resultOf('b12', b, { effectiveDateTime: TODAY }),
    ];
    const { cards } = await ask(service, viewOf(results));
    expect(cards[0]?.detail).toMatch(/Ferritin of 2026-08-14 \(620 ng\/mL\) is more than 90 days/u);
  });
});
