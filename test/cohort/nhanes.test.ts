import { describe, expect, test } from '@jest/globals';
import { type Rates, ratesOf, ratesTable } from '../../src/tools/alert-rates.js';
import { patientOf } from '../../src/cases/case-patients.js';
import { type Adult, adultsOf } from '../../src/tools/cohort.js';
import { type Review, reviewer } from '../../src/tools/outcome.js';
import { adviceOn } from '../support/ask.js';
import { viewRequest } from '../support/case.js';
import { centile, cohorts, percentage, spearman } from '../support/cohort.js';
import { NOW } from '../support/clock.js';
import { knowledge } from '../support/shipped.js';

const { survey } = cohorts;
/** Many, so that what is left is the error of the cohort and not of chance. */
const many = [...adultsOf(survey, 'survey', knowledge, { adults: 60_000 })];
const men = many.filter(({ sex }) => sex === 'male');
const women = many.filter(({ sex }) => sex === 'female');

const valuesOf = (adults: readonly Adult[], lab: string): number[] =>
  adults.flatMap(({ values }) => values.get(lab) ?? []);
const ferritin = ({ values }: Adult): number => values.get('ferritin')!;
const b12 = ({ values }: Adult): number => values.get('b12')!;
const ferritinHigh = (adult: Adult): boolean => ferritin(adult) > (adult.sex === 'male' ? 300 : 200);
const liverTestHigh = ({ values }: Adult): boolean =>
  (values.get('alt') ?? 0) > 40 || (values.get('ast') ?? 0) > 40 || values.get('ggt')! > 60;

// Figures of NHANES 2001-2002, unweighted: source nhanes-2001-2002.
describe('the cohort is like the survey it is made after', () => {
  test.each([
    ['ferritin above 300, men', () => percentage(men, ferritinHigh), 14.2, 1.3],
    ['ferritin above 200, women', () => percentage(women, ferritinHigh), 8.1, 1.2],
    ['ferritin above 300 or 200', () => percentage(many, ferritinHigh), 11.2, 0.9],
    ['ferritin above 500', () => percentage(many, (one) => ferritin(one) > 500), 2.5, 0.5],
    ['ferritin above 1000', () => percentage(many, (one) => ferritin(one) > 1000), 0.32, 0.12],
    ['vitamin B12 above 771', () => percentage(many, (one) => b12(one) > 771), 11.5, 0.7],
    ['vitamin B12 above 900', () => percentage(many, (one) => b12(one) > 900), 6.4, 0.5],
    [
      'vitamin B12 above 950 lies between 900 and 1000',
      () => percentage(many, (one) => b12(one) > 950),
      5.3,
      0.6,
    ],
    ['vitamin B12 above 1000', () => percentage(many, (one) => b12(one) > 1000), 4.3, 0.5],
    [
      'both, at 300 or 200 and 900',
      () => percentage(many, (one) => ferritinHigh(one) && b12(one) > 900),
      0.93,
      0.27,
    ],
    ['either', () => percentage(many, (one) => ferritinHigh(one) || b12(one) > 900), 16.7, 1],
    ['ALT or AST above 40 or GGT above 60', () => percentage(many, liverTestHigh), 14.6, 2],
    ['the same given a high ferritin', () => percentage(many.filter(ferritinHigh), liverTestHigh), 31.2, 5],
  ])('%s', (_what, measured, published, tolerance) => {
    expect(Math.abs(measured() - published)).toBeLessThanOrEqual(tolerance);
  });

  test.each([
    ['ferritin, men', valuesOf(men, 'ferritin'), [129, 454, 820]],
    ['ferritin, women', valuesOf(women, 'ferritin'), [46, 254, 483]],
    [
      'ferritin, women under 50',
      valuesOf(
        women.filter(({ age }) => age < 50),
        'ferritin',
      ),
      [29, 155, 294],
    ],
    ['vitamin B12', valuesOf(many, 'b12'), [468, 969, 1532]],
  ])('centiles 50, 95 and 99 of %s are within 10 %%', (_what, values, published) => {
    for (const [place, of] of [50, 95, 99].entries())
      expect(Math.abs(centile(values, of) / published[place]! - 1)).toBeLessThan(0.1);
  });

  test.each([
    ['ferritin', 'alt', 0.33],
    ['ferritin', 'ggt', 0.38],
    ['ferritin', 'fib4', 0.27],
    ['b12', 'alt', 0.1],
    ['b12', 'ggt', 0.04],
    ['b12', 'fib4', 0.05],
    ['ferritin', 'b12', 0.05],
  ])('the rank correlation of %s with %s is within 0.06', (one, other, published) => {
    const whole = many.filter(({ values }) => ['alt', 'ast', 'platelets'].every((lab) => values.has(lab)));
    const column = (lab: string): number[] => (lab === 'fib4' ? whole.map(fib4) : valuesOf(whole, lab));
    expect(Math.abs(spearman(column(one), column(other)) - published)).toBeLessThan(0.06);
  });

  test.each([
    [18, 39, 4.1, 4.6],
    [40, 59, 14.1, 6.5],
    [60, 89, 17.3, 8.6],
  ])('from %d to %d years both are raised about as often', (from, to, ferritinShare, b12Share) => {
    const group = many.filter(({ age }) => age >= from && age <= to);
    // Ferritin rises evenly with age here; in the survey it rises until the middle ages and stays there.
    expect(Math.abs(percentage(group, ferritinHigh) - ferritinShare)).toBeLessThan(5);
    expect(Math.abs(percentage(group, (one) => b12(one) > 900) - b12Share)).toBeLessThan(1.5);
  });
});

// Figures measured on the public files of the survey, unweighted.
describe('its ill minority is like that of the survey', () => {
  const abnormal = ({ sex, values }: Adult): number => {
    const value = (lab: string): number => values.get(lab) ?? NaN;
    return [
      value('alt') > 45,
      value('ast') > 40,
      value('ggt') > 60,
      value('alp') > 120,
      value('bilirubin') > 1.2,
      value('platelets') < 150,
      value('hemoglobin') < (sex === 'male' ? 13 : 12),
      value('wbc') > 11,
    ].filter(Boolean).length;
  };
  const fibrosis = (adult: Adult): boolean => adult.age > 35 && fib4(adult) > 2.67;

  test.each([
    ['two abnormal liver or blood tests', many, (one: Adult) => abnormal(one) === 2, 5.4, 0.6],
    ['three or more', many, (one: Adult) => abnormal(one) >= 3, 2.7, 0.6],
    [
      'three or more, of those with a raised ferritin',
      many.filter(ferritinHigh),
      (one: Adult) => abnormal(one) >= 3,
      10.3,
      2,
    ],
    ['FIB-4 above 2.67 from 36 years', many, fibrosis, 2.5, 0.5],
    ['FIB-4 above 2.67, of those with a raised ferritin', many.filter(ferritinHigh), fibrosis, 7.6, 1.2],
    [
      'FIB-4 above 2.67, of those with a raised vitamin B12',
      many.filter((one) => b12(one) > 950),
      fibrosis,
      6.1,
      2.5,
    ],
  ])('%s', (_what, adults, holds, measured, tolerance) => {
    expect(Math.abs(percentage(adults, holds) - measured)).toBeLessThanOrEqual(tolerance);
  });

  test('without it the far ends go together too rarely', () => {
    const { ill: _ill, ...well } = survey;
    const adults = [...adultsOf(well, 'survey', knowledge, { adults: 20_000 })];
    const share = percentage(adults, (one) => abnormal(one) >= 4);
    expect(share).toBeLessThan(percentage(many, (one) => abnormal(one) >= 4) * 0.7);
  });

  test.each(survey.labs.map(({ lab }) => lab).filter((lab) => !survey.awaited!.includes(lab)))(
    'the centiles of %s stay as they are stated',
    (lab) => {
      for (const { sex, ageFrom = 0, ageTo = Infinity, at } of survey.labs.find((one) => one.lab === lab)!
        .centiles) {
        const group = many.filter(
          (one) => (sex === undefined || one.sex === sex) && one.age >= ageFrom && one.age <= ageTo,
        );
        const values = valuesOf(group, lab);
        for (const [of, value] of at.filter(([share]) => share >= 1 && share <= 99))
          expect([of, Math.abs(centile(values, of) / value - 1) < 0.12]).toEqual([of, true]);
      }
    },
  );

  test('what is only known once it is ordered is drawn and not known', () => {
    for (const { awaited, values } of many.slice(0, 50)) {
      expect(awaited.map(({ lab }) => lab)).toEqual(survey.awaited);
      for (const lab of survey.awaited!) expect(values.has(lab)).toBe(false);
    }
  });
});

function fib4({ age, values }: Adult): number {
  return (age * values.get('ast')!) / (values.get('platelets')! * Math.sqrt(values.get('alt')!));
}

describe('how often a card is shown', () => {
  let rates: Rates;
  const per1000 = (rule: string): number => rates.shown.get(rule)!.cards.per1000();

  test('each rate is near what the survey lets expect', () => {
    rates = ratesOf(survey, 'survey', knowledge);
    // Our limits are a little higher than the survey's cut-offs, so at most the published rate and not far below it.
    for (const { rule, per1000: published } of survey.published) {
      expect([rule, per1000(rule) / published < 1.05]).toEqual([rule, true]);
      expect([rule, per1000(rule) / published > 0.4]).toEqual([rule, true]);
    }
    expect(per1000('any')).toBeGreaterThan(110);
    expect(per1000('any')).toBeLessThan(167);
    // Nothing unreadable, nobody too young, no therapy, and no liver failure among the survey's adults.
    expect(per1000('context')).toBe(0);
    expect(per1000('urgent')).toBeLessThan(2);
  });

  test('a share of the cards is a warning, not all of them', () => {
    const { cards, pressing } = rates.shown.get('any')!;
    expect(pressing.per1000() / cards.per1000()).toBeGreaterThan(0.1);
    expect(pressing.per1000() / cards.per1000()).toBeLessThan(0.7);
  });

  test('the table names every rule, what is published, the size and the seed', () => {
    const table = ratesTable(rates, survey, survey.seed);
    expect(table[0]).toBe(`${survey.title} (10,000 adults, seed ${survey.seed})`);
    for (const rule of knowledge.rules.keys())
      expect(table.filter((line) => line.startsWith(`${rule} `)).length).toBe(1);
    for (const { what } of survey.published) expect(table.join('\n')).toContain(what);
    expect(table.join(' ')).toContain(survey.note.split(' ').slice(0, 6).join(' '));
  });
});

test('asked through the prefetch of a hook, an adult gets the same cards', () => {
  let shown = 0;
  const review = reviewer(knowledge, 'us-nondevice');
  for (const { given } of adultsOf(survey, 'survey', knowledge, { adults: 300, seed: 3 })) {
    const patient = patientOf(given, knowledge, NOW);
    const seen = ({ cards }: ReturnType<Review>): unknown =>
      cards.map(({ summary, detail, indicator, source }) => ({
        summary,
        detail,
        indicator,
        topic: source.topic.code,
      }));
    const direct = seen(review(patient, NOW));
    const asked = seen(adviceOn(withoutNote(viewRequest(patient, knowledge))));
    expect(asked).toEqual(direct);
    shown += (direct as unknown[]).length;
  }
  expect(shown).toBeGreaterThan(20);
});

/** Says of the medicines nobody sent that there are none: otherwise the card names what did not come. */
function withoutNote(request: object): object {
  const { prefetch } = request as { prefetch: object };
  return {
    ...request,
    prefetch: { medicationStatements: null, medicationAdministrations: null, ...prefetch },
  };
}
