import { expect, test } from '@jest/globals';
import { ratesOf } from '../../src/tools/alert-rates.js';
import { patientOf } from '../../src/cases/case-patients.js';
import { adultsOf } from '../../src/tools/cohort.js';
import { adviceOn } from '../support/ask.js';
import { viewRequest } from '../support/case.js';
import { cohorts } from '../support/cohort.js';
import { NOW } from '../support/clock.js';
import { knowledge } from '../support/shipped.js';

const { healthy } = cohorts;

test(`10,000 healthy adults get no card (seed ${healthy.seed})`, () => {
  const alarmed: unknown[] = [];
  const { adults, shown } = ratesOf(healthy, 'many', knowledge, {
    adults: 10_000,
    meet: ({ given }, cards) => {
      if (cards > 0) alarmed.push(given);
    },
  });
  expect(alarmed).toEqual([]);
  expect(adults).toBe(10_000);
  expect(shown.get('any')!.cards.per1000()).toBe(0);
});

test('their results come as laboratories write them, and are read all the same', () => {
  const adults = [...adultsOf(healthy, 'many', knowledge, { adults: 400 })];
  const lines = adults.flatMap(({ given }) => given.results ?? []);
  const units = new Set(lines.flatMap((line) => /^(?:ferritin|b12) [\d.]+ ([^,]+)/u.exec(line)?.[1] ?? []));
  expect(units.size).toBeGreaterThanOrEqual(10);
  expect([...units]).toEqual(expect.arrayContaining(['ng/mL', 'ug/L', 'pmol/L', 'pg/mL']));
  for (const shape of [/, limit /u, /, flag N/u, /, corrected/u, /, \d+ days ago/u]) {
    const share = lines.filter((line) => shape.test(line)).length / lines.length;
    expect([shape.source, share > 0.02 && share < 0.9]).toEqual([shape.source, true]);
  }
  const ages = adults.map(({ age }) => age);
  expect([Math.min(...ages) < 25, Math.max(...ages) > 85]).toEqual([true, true]);
  for (const lab of healthy.labs.map(({ lab }) => lab)) {
    const without = adults.filter(({ values }) => !values.has(lab)).length;
    expect([lab, without > 0 && without < adults.length]).toEqual([lab, true]);
  }

  for (const { given, values } of adults.slice(0, 200)) {
    const { cards, explain } = adviceOn(viewRequest(patientOf(given, knowledge, NOW), knowledge));
    expect(cards).toEqual([]);
    const explanation = explain();
    // A laboratory whose limit is above ours is right about its own results.
    const remarks = explanation.dataQuality.filter((id) => !id.endsWith('-above-default-but-lab-normal'));
    expect([given, remarks]).toEqual([given, []]);
    for (const { lab, raised, value } of explanation.readings) {
      expect([lab, raised === 'yes']).toEqual([lab, false]);
      if (values.has(lab)) expect(value).toBeCloseTo(values.get(lab)!, 6);
    }
  }
});

test('the same seed makes the same adults, another seed others', () => {
  const first = (seed: number): unknown[] => [...adultsOf(healthy, 'many', knowledge, { adults: 5, seed })];
  expect(first(1)).toEqual(first(1));
  expect(first(1)).not.toEqual(first(2));
});
