import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Card } from '../../../src/core/model/advice.js';
import type { Explanation } from '../../../src/core/model/explanation.js';
import type { Client, Knowledge, SiteLimit } from '../../../src/core/model/knowledge.js';
import { adviceOn, man, resultOf, VIEW, viewOf } from '../../support/ask.js';
import { knowledge as shipped } from '../../support/shipped.js';

/** Limits that a site decided on: they stand in for the default ones, and for nothing else. */

const decided = { reason: 'Our assay reads high.', decidedBy: 'Dr A. Example', date: '2026-11-20' };
const limits: Readonly<Record<string, SiteLimit>> = {
  ferritin: { men: 400, women: 250, unit: 'ng/mL', ...decided },
  b12: { all: 0.7, unit: 'nmol/L', ...decided },
};
const woman = { ...man, gender: 'female', birthDate: '1986-03-01' };
const unknownSex = { ...man, gender: 'unknown' };

function withLimits(own: Client['limits']): Knowledge {
  const client: Client = {
    ...shipped.clients.get('public-sandbox')!,
    id: 'site',
    ...(own && { limits: own }),
  };
  return { ...shipped, clients: new Map([['site', client]]) };
}
const site = withLimits(limits);

function answer(results: readonly unknown[], patient: object = man, of = site): [Card[], Explanation] {
  const { cards, explain } = adviceOn(viewOf(results, { patient }), VIEW, 'site', of);
  return [[...cards], explain()];
}

function limitOf(results: readonly unknown[], patient?: object, id = 'ferritin'): unknown[] {
  const [, { readings }] = answer(results, patient);
  const { limit, raised } = readings.find(({ lab }) => lab === id)!;
  return [limit?.value, limit?.basis, raised];
}

describe('a limit of the site', () => {
  test.each([
    ['a man', man, 401, [400, 'site', 'yes']],
    ['a man at it', man, 400, [400, 'site', 'no']],
    ['a woman under 51', woman, 251, [250, 'site', 'yes']],
    ['a woman from 51', { ...woman, birthDate: '1960' }, 250, [250, 'site', 'no']],
    ['a man of whom no age is known', { ...man, birthDate: undefined }, 350, [400, 'site', 'no']],
  ])('stands in for the default of %s', (_whose, patient, value, expected) => {
    expect(limitOf([resultOf('ferritin', value)], patient)).toEqual(expected);
  });

  test('in another unit is brought to that of the lab', () => {
    const [value, ...rest] = limitOf([resultOf('b12', 960)], man, 'b12');
    expect(Math.round(Number(value))).toBe(949);
    expect(rest).toEqual(['site', 'yes']);
  });

  test('for men and women leaves somebody whose sex is not known to the default', () => {
    expect(limitOf([resultOf('ferritin', 320)], unknownSex)).toEqual([300, 'default', 'yes']);
  });

  test('for one lab leaves the others to their defaults', () => {
    expect(limitOf([resultOf('ferritin', 600), resultOf('alt', 60)], man, 'alt')).toEqual([
      40,
      'default',
      'yes',
    ]);
  });

  test('is not used where the laboratory sent its own limit, or a flag', () => {
    const own = resultOf('ferritin', 360, {
      referenceRange: [{ high: { value: 350, unit: 'ng/mL', code: 'ng/mL' } }],
    });
    expect(limitOf([own])).toEqual([350, 'lab-range', 'yes']);
    const flagged = resultOf('ferritin', 360, { interpretation: [{ coding: [{ code: 'H' }] }] });
    expect(limitOf([flagged])).toEqual([undefined, 'interpretation', 'yes']);
  });

  test('is used where the limit of the laboratory cannot be believed', () => {
    const own = resultOf('ferritin', 360, {
      referenceRange: [{ high: { value: 9000, unit: 'ng/mL', code: 'ng/mL' } }],
    });
    expect(limitOf([own])).toEqual([400, 'site', 'no']);
  });

  test('is what a flag "not raised" is held against', () => {
    const flagged = resultOf('ferritin', 900, { interpretation: [{ coding: [{ code: 'N' }] }] });
    expect(limitOf([flagged])).toEqual([400, 'site', 'yes']);
  });

  test('is called so on the card, in the units of the result', () => {
    const [[card]] = answer([resultOf('ferritin', 620)]);
    expect(card?.detail).toContain('(site limit 400;');
    expect(card?.detail).not.toContain('default');
  });

  test('is explained with who decided on it, when and why', () => {
    const [, { readings }] = answer([resultOf('ferritin', 620)]);
    expect(readings.find(({ lab }) => lab === 'ferritin')?.limit).toEqual({
      value: 400,
      basis: 'site',
      source: [],
      decided: { by: decided.decidedBy, date: decided.date, reason: decided.reason },
    });
  });
});

/** What the site of the law decided: what the files say already. */
const AS_DEFAULT: Readonly<Record<string, SiteLimit>> = {
  ferritin: { men: 300, women: 200, unit: 'ng/mL', ...decided },
  b12: { all: 950, unit: 'pg/mL', ...decided },
  alt: { all: 40, unit: 'U/L', ...decided },
  ast: { all: 40, unit: 'U/L', ...decided },
  ggt: { men: 60, women: 40, unit: 'U/L', ...decided },
  alp: { all: 130, unit: 'U/L', ...decided },
  bilirubin: { all: 1.2, unit: 'mg/dL', ...decided },
};
const PERCENTS = [20, 99, 100, 101, 150, 199, 201, 260, 520, 1100, 4000];
const HIGHEST: Readonly<Record<string, number>> = {
  ferritin: 300,
  b12: 950,
  alt: 40,
  ast: 40,
  ggt: 60,
  alp: 130,
  bilirubin: 20.5,
};
const result = (id: string) =>
  fc
    .record({
      percent: fc.constantFrom(...PERCENTS),
      flag: fc.constantFrom(undefined, undefined, 'H', 'N'),
      range: fc.constantFrom(undefined, undefined, 80, 120, 5000),
    })
    .map(({ percent, flag, range }) => {
      const of = HIGHEST[id] ?? 1;
      return resultOf(id, (of * percent) / 100, {
        interpretation: flag && [{ coding: [{ code: flag }] }],
        referenceRange: range && [{ high: { value: (of * range) / 100 } }],
      });
    });

/** The two names of a limit. */
function inOneTongue(text: string): string {
  const { basis = {} } = shipped.words.get('en') ?? {};
  const [site_ = '', default_ = ''] = [basis['site'], basis['default']].map((one) => one?.split('{')[0]);
  return text.replaceAll(site_, default_);
}

test('with limits of a site that are the default ones, the cards are the same but for the words', () => {
  const records = fc.record({
    results: fc.tuple(...Object.keys(HIGHEST).map((id) => fc.option(result(id), { nil: undefined }))),
    patient: fc.constantFrom(man, woman, { ...woman, birthDate: '1980' }, { ...man, birthDate: '1950-01' }),
  });
  const [none, same] = [withLimits(undefined), withLimits(AS_DEFAULT)];
  let shown = 0;
  let told = 0;
  fc.assert(
    fc.property(records, ({ results, patient }) => {
      const came = results.filter((one) => one !== undefined);
      const [cards, explained] = answer(came, patient, none);
      const [siteCards, siteExplained] = answer(came, patient, same);
      shown += cards.length;
      told += siteCards.filter(({ detail }) => detail.includes('site limit')).length;
      const written = (all: readonly Card[]): unknown =>
        JSON.parse(inOneTongue(JSON.stringify(all))) as unknown;
      expect(written(siteCards)).toEqual(written(cards));
      const judged = ({ redFlags, context, causes, suggested, readings }: Explanation): unknown => [
        redFlags,
        context,
        causes,
        suggested,
        readings.map(({ lab, raised, limit }) => [lab, raised, limit?.value]),
      ];
      expect(judged(siteExplained)).toEqual(judged(explained));
    }),
    { numRuns: 60, seed: 11 },
  );
  // It would hold of a site that shows nothing.
  expect(shown).toBeGreaterThan(30);
  expect(told).toBeGreaterThan(10);
});
