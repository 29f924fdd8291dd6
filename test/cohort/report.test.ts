import { describe, expect, test } from '@jest/globals';
import type { Goal } from '../../src/core/model/files.generated.js';
import { lineOf, type Adult } from '../../src/tools/cohort/adult.js';
import type { Followed } from '../../src/tools/cohort/follow.js';
import type { Explanation } from '../../src/core/model/explanation.js';
import { looker, type Look, type Quietened } from '../../src/tools/cohort/look.js';
import { burdenPicture } from '../../src/tools/cohort/picture.js';
import { asJson, goalsTable, holdGoals, stepsTable } from '../../src/tools/cohort/report.js';
import { Share } from '../../src/tools/cohort/share.js';
import { Tally } from '../../src/tools/cohort/tally.js';
import { cohorts } from '../support/cohort.js';
import { knowledge } from '../support/shipped.js';

const look = looker(knowledge);
const adult = (ferritin: number, weight = 1, age = 50): Adult => {
  const measured = [
    { lab: 'ferritin', value: ferritin, unit: 'ng/mL' },
    { lab: 'alt', value: 20, unit: 'U/L' },
    { lab: 'ast', value: 60, unit: 'U/L' },
    { lab: 'platelets', value: 140, unit: '10*9/L' },
  ];
  const results = measured.map((one) => lineOf(one));
  return {
    age,
    sex: 'male',
    weight,
    measured,
    awaited: [],
    values: new Map(),
    given: { age, sex: 'male', results },
  };
};
const seen = (one: Adult): Look =>
  look(
    one,
    one.given.results!.map((line) => ({ line, day: 0 })),
  );
const NOTHING: Look = seen(adult(100));

/** A look at which a step of the rules quietened the card, as the rules tell it. */
function quieted(one: Look, step: Quietened): Look {
  const explain = (): Explanation => ({ ...one.explain(), quietened: [{ ...step, why: '' }] });
  return step.makes === 'silent'
    ? { ...one, cards: [], shows: 'nothing', pressing: false, explain }
    : { ...one, shows: 'brief', pressing: false, explain };
}

function followed(one: Adult, first: Look, year: Look = NOTHING, varied: Look = year): Followed {
  return { adult: one, first, year, varied, offered: () => [] };
}

const full = adult(620);
const silent = { rule: 'main-ferritin', id: 'worked-up', makes: 'silent' } as const;
const brief = { rule: 'main-ferritin', id: 'isolated', makes: 'brief' } as const;

describe('of four people', () => {
  const tally = new Tally(cohorts, knowledge);
  tally.note(followed(full, seen(full), seen(full)));
  tally.note(followed(full, quieted(seen(full), silent), NOTHING, seen(full)));
  tally.note(followed(full, quieted(seen(full), brief)));
  tally.note(followed(adult(100), NOTHING));
  const tallied = tally.done();
  const held = holdGoals(cohorts.goals, tallied);

  test('every rate is of a thousand, and what could not be measured is not called met', () => {
    const reached = Object.fromEntries(held.map(({ goal, reached: one }) => [goal.measure, one?.value]));
    expect(reached).toMatchObject({
      'full-first': 250,
      'brief-first': 250,
      'warning-first': 250,
      'warning-first-known': undefined,
      'full-year-again': 250,
      'full-year': 250,
      'full-year-varied-again': 250,
      'full-year-varied': 500,
    });
    expect(held.find(({ goal }) => goal.measure === 'warning-first-known')!.isMet).toBeUndefined();
  });

  test('those in danger who were shown less than a warning are counted, each once', () => {
    const [, fib4 = ''] = cohorts.dangers.map(({ what }) => what);
    expect(tallied.dangers.get(fib4)).toEqual({ people: 3, missed: 2 });
    expect(tallied.measures.get('missed')).toEqual({ value: 2 });
    expect(held.find(({ goal }) => goal.measure === 'missed')!.isMet).toBe(false);
  });

  test('each step is told with what it saves and whom it costs', () => {
    const { quietened } = tallied.steps;
    expect(quietened.map(({ id, per1000, people }) => [id, per1000, people])).toEqual([
      ['worked-up', 250, 1],
      ['isolated', 250, 1],
    ]);
    const text = stepsTable(tallied).join('\n');
    expect(text).toMatch(
      /250\.0 {2}silent main-ferritin: worked-up \(1 people; without a warning: 1 with FIB-4/u,
    );
    expect(text).toMatch(/250\.0 {2}brief {2}main-ferritin: isolated/u);
  });

  test('each condition of a warning is told with how often it is the only one', () => {
    const labels = tallied.steps.warnings.map(({ label }) => label);
    const own = seen(full)
      .explain()
      .rules.filter(({ verdict }) => verdict === 'card')
      .flatMap(({ steps }) => steps)
      .filter(({ kind, answer }) => kind === 'warning' && answer === 'yes')
      .map(({ label }) => label);
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(labels)).toEqual(new Set(own));
    for (const { per1000, alonePer1000 } of tallied.steps.warnings)
      expect(alonePer1000).toBe(own.length === 1 ? per1000 : 0);
  });

  test('the table says of every goal what is reached, met or not', () => {
    const table = goalsTable(held, tallied);
    for (const { what } of cohorts.goals)
      expect(table.filter((line) => line.startsWith(what)).length).toBe(1);
    const line = (measure: Goal['measure']): string =>
      table.find((one) => one.startsWith(cohorts.goals.find((goal) => goal.measure === measure)!.what))!;
    expect(line('full-first')).toMatch(/250\.0 ± \d+\.\d +NOT MET/u);
    expect(line('warning-first-known')).toContain('not measured');
    expect(line('words-most')).toMatch(/<= \d+ +\d+ +(?:NOT MET|met)/u);
  });

  test('the same comes as JSON', () => {
    const json = JSON.parse(JSON.stringify(asJson('Ours', 7, held, tallied))) as {
      goals: { measure: string; met?: boolean }[];
      quietened: { dangers: object }[];
      dangers: object;
    };
    expect(json).toMatchObject({ title: 'Ours', adults: 4, seed: 7 });
    expect(json.goals.length).toBe(cohorts.goals.length);
    expect(Object.values(json.dangers)).toContainEqual({ people: 3, missed: 2 });
    expect(Object.values(json.quietened[0]!.dangers)).toEqual([1]);
  });

  test('the picture has a bar and a goal for every rate, in words too', () => {
    const svg = burdenPicture(held, 'Adults <of> ours & yours', '0.0.0');
    const rates = held.filter(({ reached }) => reached?.chance !== undefined);
    expect(svg.match(/<rect x=/gu)!.length).toBe(rates.length);
    expect(svg.match(/stroke-width="2.5"/gu)!.length).toBe(rates.length);
    for (const { goal } of rates) expect(svg).toContain(goal.what);
    expect(svg).toContain('Adults &lt;of&gt; ours &amp; yours; rules 0.0.0; not clinically validated');
    // Well formed: every element is closed, and nothing lies outside.
    const open = svg.match(/<[a-z][^>]*[^/]>/gu)!.length;
    expect(open).toBe(svg.match(/<\/[a-z]+>/gu)!.length);
    const [, wide, high] = /viewBox="0 0 (\d+) (\d+)"/u.exec(svg)!;
    for (const [, axis, place] of svg.matchAll(/ ([xy])[12]?="([\d.]+)"/gu))
      expect(Number(place)).toBeLessThanOrEqual(Number(axis === 'x' ? wide : high));
  });
});

test('a person counts as often as weighed, and weights widen what chance gives', () => {
  const [even, weighted] = [new Share(), new Share()];
  for (const weight of [1, 1, 1, 5]) {
    even.note(weight === 5, 1);
    weighted.note(weight === 5, weight);
  }
  expect([even.per1000(), weighted.per1000()]).toEqual([250, 625]);
  expect(even.chance()).toBeCloseTo(1960 * Math.sqrt((0.25 * 0.75) / 4), 6);
  expect(weighted.chance()).toBeCloseTo(1960 * Math.sqrt((0.625 * 0.375 * 28) / 64), 6);
  expect([new Share().per1000(), new Share().chance()]).toEqual([0, 0]);
});

test('every measure of the goals is counted where there is something to count', () => {
  const tally = new Tally(cohorts, knowledge);
  const one = { ...followed(full, seen(full)), known: seen(full) };
  tally.note({
    ...one,
    offered: () =>
      [...knowledge.orders.values()]
        .slice(0, 3)
        .map((order) => ({ order, test: order.tests[0]!, isRepeat: false })),
  });
  const { measures } = tally.done();
  for (const { measure } of cohorts.goals) expect([measure, measures.has(measure)]).toEqual([measure, true]);
  expect(measures.get('orders-most')).toEqual({ value: 3 });
});
