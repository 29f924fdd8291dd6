import { describe, expect, test } from '@jest/globals';
import { patientOf } from '../../src/cases/case-patients.js';
import { lineOf, type Adult, type Result } from '../../src/tools/cohort/adult.js';
import { answerer, countOrders, type Offered } from '../../src/tools/cohort/answers.js';
import { dangersOf, RED_FLAG } from '../../src/tools/cohort/dangers.js';
import { follower, type Followed } from '../../src/tools/cohort/follow.js';
import { looker, showsOf, type Look } from '../../src/tools/cohort/look.js';
import { createRandom } from '../../src/tools/random.js';
import { cohorts } from '../support/cohort.js';
import { NOW } from '../support/clock.js';
import { knowledge } from '../support/shipped.js';

const { repeat } = cohorts.follow;
const follow = follower(cohorts, knowledge);

const WELL: readonly Result[] = [
  { lab: 'b12', value: 500, unit: 'pg/mL' },
  { lab: 'alt', value: 22, unit: 'U/L' },
  { lab: 'ast', value: 22, unit: 'U/L' },
  { lab: 'ggt', value: 25, unit: 'U/L' },
  { lab: 'alp', value: 70, unit: 'U/L' },
  { lab: 'bilirubin', value: 0.7, unit: 'mg/dL' },
  { lab: 'platelets', value: 250, unit: '10*9/L' },
  { lab: 'hemoglobin', value: 15, unit: 'g/dL' },
  { lab: 'wbc', value: 6.5, unit: '10*9/L' },
  { lab: 'creatinine', value: 0.9, unit: 'mg/dL' },
];

function man(age: number, changed: readonly Result[], awaited: readonly Result[] = []): Adult {
  const measured = [...changed, ...WELL.filter(({ lab }) => !changed.some((one) => one.lab === lab))];
  return {
    age,
    sex: 'male',
    weight: 1,
    measured,
    awaited,
    values: new Map(measured.map(({ lab, value }) => [lab, value])),
    given: { age, sex: 'male', results: measured.map((one) => lineOf(one)) },
  };
}

const ferritin = (value: number): Result => ({ lab: 'ferritin', value, unit: 'ng/mL' });
const valueOf = ({ explain }: Look, lab: string): number | undefined =>
  explain().readings.find((one) => one.lab === lab)?.value;
const testIds = (offered: readonly Offered[]): string[] => offered.map(({ test: { id } }) => id);

describe('somebody with a ferritin of 620 and all else normal', () => {
  const tsat: Result = { lab: 'tsat', value: 33, unit: '%' };
  const steps: Followed = follow(man(50, [ferritin(620)], [tsat]), createRandom(1));

  test('has a card, and at the second look what it offered is done', () => {
    const { first, second, offered } = steps;
    expect(first.shows).toBe('full');
    // A finding that persists is settled: tests count as done for longer.
    const done = offered(first).filter(
      ({ order, test: { window = order.window } }) =>
        'ever' in window || ('days' in window && (order.settled ?? window.days).value >= repeat.days),
    );
    expect(done.length).toBeGreaterThan(0);
    for (const id of testIds(done)) expect(testIds(offered(second!))).not.toContain(id);
  });

  test('had the value of the person where a test has one that was not known', () => {
    expect(valueOf(steps.first, 'tsat')).toBeUndefined();
    expect(valueOf(steps.known!, 'tsat')).toBe(33);
    expect(valueOf(steps.second!, 'tsat')).toBe(33);
  });

  test('is repeated within variation, and the triggers that were not raised are not repeated', () => {
    const again = valueOf(steps.second!, 'ferritin')!;
    expect(again).not.toBe(620);
    expect(Math.abs(Math.log(again / 620))).toBeLessThan(0.6);
    expect(valueOf(steps.second!, 'b12')).toBe(500);
  });

  test('is a year older a year later; liver tests stay, or vary where everything does', () => {
    const { first, year, varied } = steps;
    expect([first, year].map(({ explain }) => explain().patient.age)).toEqual([50, 51]);
    expect(valueOf(year, 'alt')).toBe(22);
    expect(valueOf(varied, 'alt')).not.toBe(22);
    expect(valueOf(year, 'ferritin')).toBe(valueOf(varied, 'ferritin'));
    expect(valueOf(year, 'ferritin')).not.toBe(valueOf(steps.second!, 'ferritin'));
  });

  test('comes out the same with the same chances', () => {
    const other = follow(man(50, [ferritin(620)], [tsat]), createRandom(1));
    expect(other.varied.explain()).toEqual(steps.varied.explain());
  });
});

test('somebody without a card has no second look and is looked at a year later', () => {
  const { first, second, known, year } = follow(man(40, [ferritin(100)]), createRandom(2));
  expect([first.shows, second, known, year.shows]).toEqual(['nothing', undefined, undefined, 'nothing']);
});

describe('what comes back for an order', () => {
  const answer = answerer(cohorts, knowledge);
  const everything = [...knowledge.orders.values()].flatMap((order) =>
    order.tests.map((test): Offered => {
      const isRepeat = 'since' in (test.window ?? order.window);
      return { order, test, isRepeat };
    }),
  );
  const adult = man(50, [ferritin(620)]);

  test.each(everything.map((one) => [one.test.id, one] as const))(
    '%s can be put into a record',
    (_id, one) => {
      const lines = answer(adult, [one]);
      expect(lines.length > 0).toBe(!one.isRepeat);
      const { observations, reports } = patientOf(
        { age: 50, sex: 'male', results: lines.map((line) => `${line}, 3 days ago`) },
        knowledge,
        NOW,
      );
      expect(observations.length + reports.length).toBe(lines.length);
      // Imaging is a report, a yes or no is no, a number is one.
      expect(reports.length > 0).toBe(!one.isRepeat && one.test.doneBy.labs.length === 0);
      for (const line of lines) {
        const { kind } = knowledge.labs.get(line.split(' ')[0]!) ?? {};
        if (kind === 'quantity') expect(line).toMatch(/^\S+ \d/u);
        if (kind === 'coded') expect(line).toMatch(/ negative$/u);
      }
    },
  );

  test('is the value of the person where there is one', () => {
    const lines = answer(adult, everything);
    expect(lines).toContain('platelets 250 10*9/L');
    expect(new Set(lines).size).toBe(lines.length);
  });

  test('the parts of one order count as one, and all repeats as one', () => {
    const repeats = everything.filter(({ isRepeat }) => isRepeat);
    expect(repeats.length).toBeGreaterThan(1);
    expect(countOrders(repeats)).toBe(1);
    const ofMany = [...knowledge.orders.values()].find(({ tests }) => tests.length > 1)!;
    expect(countOrders(everything.filter(({ order }) => order === ofMany))).toBe(1);
    expect(countOrders(everything)).toBe(
      new Set(everything.map(({ order }) => order.id)).size - repeats.length + 1,
    );
  });
});

describe('danger', () => {
  const look = looker(knowledge);
  const dangers = dangersOf(cohorts, knowledge);
  const of = (adult: Adult): string[] =>
    dangers(
      look(
        adult,
        adult.measured.map((one) => ({ line: lineOf(one), day: 0 })),
      ).explain(),
    );
  const [ferritin1000, fib4] = cohorts.dangers.map(({ what }) => what);
  const ast = (value: number): Result => ({ lab: 'ast', value, unit: 'U/L' });
  const platelets: Result = { lab: 'platelets', value: 160, unit: '10*9/L' };

  test.each<[string, Adult, (string | undefined)[]]>([
    ['ferritin below 1000', man(50, [ferritin(999)]), []],
    ['ferritin of 1000', man(50, [ferritin(1000)]), [ferritin1000]],
    ['ferritin of 1 mg/L', man(50, [{ lab: 'ferritin', value: 1, unit: 'mg/L' }]), [ferritin1000]],
    ['a high FIB-4', man(60, [ferritin(500), ast(60), platelets]), [fib4]],
    ['a high FIB-4 at an age at which it is not read', man(30, [ferritin(500), ast(79), platelets]), []],
    ['a high FIB-4 and nothing raised', man(60, [ferritin(100), ast(60), platelets]), []],
    ['a red flag', man(50, [ferritin(20_000)]), [ferritin1000, RED_FLAG]],
  ])('%s', (_what, adult, expected) => {
    expect(of(adult)).toEqual(expected);
  });
});

test('cards are of three lines when every one is said to be', () => {
  const brief = { rule: 'one', id: 'isolated', makes: 'brief' } as const;
  const silent = { rule: 'two', id: 'worked-up', makes: 'silent' } as const;
  expect(showsOf(['one'], [])).toBe('full');
  expect(showsOf(['one'], [brief])).toBe('brief');
  expect(showsOf(['one', 'two'], [brief])).toBe('full');
  expect(showsOf(['two'], [silent])).toBe('full');
});
