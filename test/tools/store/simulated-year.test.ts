import { expect, test } from '@jest/globals';
import type { ExperimentMeasures, Measures } from '../../../src/core/model/measures.js';
import { differenceOf } from '../../../src/core/rates.js';
import { measure } from '../../../src/store/measures/measure.js';
import { createRandom } from '../../../src/tools/random.js';
import { simulate } from '../../../src/tools/store/simulate.js';
import { simulatedYear, type SimulatedYear } from '../../../src/tools/store/simulated-year.js';
import { cardRow, keep, openKept } from '../../support/kept.js';
import { knowledge } from '../../support/shipped.js';

// The invented year must be told as it was made: its silent start as one, and of its two experiments the one that makes a difference.

const UNTIL = '2026-11-28';
const PERIOD = { from: '2025-11-29', to: UNTIL };
const NOW = new Date(`${UNTIL}T20:00:00Z`);

const years = new Map<number, SimulatedYear>();

function yearOf(seed: number): SimulatedYear {
  const year = years.get(seed) ?? simulatedYear(knowledge, seed, UNTIL);
  years.set(seed, year);
  return year;
}

/** What it is measured as. */
async function measured({ openings, cards, feedback, experiments }: SimulatedYear): Promise<Measures> {
  const database = await openKept();
  await simulate(database, { openings, cards, feedback });
  const reasons = new Set(knowledge.release.overrideReasons.map(({ code }) => code));
  const measures = await measure(database, { period: PERIOD }, { experiments, reasons, now: NOW });
  await database.close();
  return measures;
}

/** What of it has a part in an experiment. */
function tried({ cards, feedback, experiments }: SimulatedYear): SimulatedYear {
  const own = cards.filter(({ arms }) => arms !== '{}');
  const ids = new Set(own.map(({ card }) => card));
  return {
    openings: [],
    cards: own,
    feedback: feedback.filter(({ card }) => ids.has(card ?? null)),
    experiments,
  };
}

/** Whether the interval of the second arm's difference leaves out "no difference". */
function isTold({ arms }: ExperimentMeasures): boolean {
  const against = arms[1]?.against;
  return against !== undefined && (against.low > 0 || against.high < 0);
}

test.each([1, 2, 3])(
  'the experiment whose arms differ is told from the one whose arms do not, each with enough patients (seed %d)',
  async (seed) => {
    const { experiments } = await measured(tried(yearOf(seed)));
    expect(experiments.map((one) => [one.id, one.state, one.isEnough, isTold(one)])).toEqual([
      ['simulated-different', 'over', true, true],
      ['simulated-same', 'over', true, false],
    ]);
  },
);

test('the year is counted as its rows are', async () => {
  const year = yearOf(1);
  const { counts, openings, patients, silent, unknownFeedback } = await measured(year);
  const shown = year.cards.filter((card) => card['shown'] === 'shown');
  const answered = new Map(year.feedback.map((one) => [one['card'], one['outcome']]));
  expect(counts).toMatchObject({
    shown: shown.length,
    accepted: shown.filter(({ card }) => answered.get(card ?? null) === 'accepted').length,
    overridden: shown.filter(({ card }) => answered.get(card ?? null) === 'overridden').length,
    silent: year.cards.filter((card) => card['shown'] === 'silent').length,
    quiet: year.cards.filter((card) => card['shown'] === 'quiet').length,
  });
  expect(openings).toBe(year.openings.reduce((sum, one) => sum + Number(one['openings']), 0));
  expect(patients).toBe(new Set(shown.map(({ patient }) => patient)).size);
  expect(new Set(silent.map(({ client }) => client))).toEqual(new Set(['hospital-west']));
  expect(silent.every(({ to }) => to < '2026-03-01')).toBe(true);
  expect(unknownFeedback).toEqual([{ id: 'hospital-east', count: 9 }]);
});

test('the same seed is the same year, another is another', () => {
  expect(simulatedYear(knowledge, 1, UNTIL)).toEqual(yearOf(1));
  expect(yearOf(2).feedback).not.toEqual(yearOf(1).feedback);
});

test('what is invented is not put among what was seen', async () => {
  const database = await openKept();
  await keep(database, 'cards', cardRow({ day: UNTIL }));
  await expect(simulate(database, { openings: [], cards: [], feedback: [] })).rejects.toThrow(
    'empty one alone',
  );
  await database.close();
});

test('who looks again and again finds a difference more often where there is none, so the page says to look once', () => {
  const random = createRandom(11);
  const trials = 600;
  const looks = [100, 200, 300, 400, 500];
  let [ever, atTheEnd] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    let [one, other, seen] = [0, 0, 0];
    const found = looks.map((patients) => {
      for (; seen < patients; seen++) {
        one += Number(random() < 0.3);
        other += Number(random() < 0.3);
      }
      const difference = differenceOf({ count: one, of: seen }, { count: other, of: seen });
      return difference !== undefined && (difference.low > 0 || difference.high < 0);
    });
    ever += Number(found.includes(true));
    atTheEnd += Number(found.at(-1));
  }
  expect(atTheEnd / trials).toBeLessThan(0.08);
  expect(ever / trials).toBeGreaterThan(0.1);
});
