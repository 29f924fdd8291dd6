import type { Cohort, CohortsFile, SyntheticFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import type { Adult } from '../cohort/adult.js';
import { adultsOf } from '../cohort.js';
import { createRandom, normal, type Random } from '../random.js';
import { courseOf } from './course.js';
import type { Drawn, ValueAt } from './drawn.js';
import { isRaised, testsOf } from './tests.js';
import { type WorkUp, workUps } from './work-up.js';

/** One person of an export and what is on record of them. */
export interface Life {
  /** From 0. */
  readonly place: number;
  readonly id: string;
  readonly adult: Adult;
  readonly birth: number;
  /** In the order of their times. */
  readonly results: readonly Drawn[];
  readonly workUp: WorkUp;
  /** The first ferritin or vitamin B12 that was looked for, and whether one was above its limit. */
  readonly first: number | undefined;
  readonly isRaised: boolean;
  readonly random: Random;
}

export interface Wishes {
  readonly patients: number;
  readonly years: number;
  readonly seed: number;
  /** Results of ferritin are one in ten, and not one in two hundred. */
  readonly dense: boolean;
  /** The end of the last day. */
  readonly until: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** Draws people and their years, one after the other: the same wishes give the same people, and fewer patients the first of them. */
export function* lives(
  data: SyntheticFile,
  cohorts: CohortsFile,
  knowledge: Knowledge,
  { patients, years, seed, dense, until }: Wishes,
): Generator<Life> {
  const tests = testsOf(data, cohorts, knowledge);
  const panels = data.panels.map((panel) => ({
    share: dense ? panel.dense : panel.share,
    tests: [...(panel.labs ?? []), ...(panel.fillers ?? [])].flatMap((id) => tests.get(id) ?? []),
  }));
  const draw = drawer(data, cohorts);
  const workUp = workUps(data, cohorts, knowledge, tests);
  const start = until - years * YEAR;
  const survey = moved(cohorts.survey, data.ill.shifts);
  let place = 0;
  for (const adult of adultsOf(survey, 'survey', knowledge, { adults: patients, seed })) {
    const random = createRandom(seed ^ Math.imul(place + 1, 0x9e3779b1));
    const visits = visitsOf(data.visits, years, random)
      .map((share) => start + share * (until - DAY - start))
      .sort((one, other) => one - other)
      .map((at) => atOpeningHours(at, random));
    const asked = visits.flatMap((at) =>
      panels.flatMap((panel) => (random() < panel.share ? panel.tests.map((test) => ({ at, test })) : [])),
    );
    const first = asked.find(({ test }) => test.kind === 'trigger')?.at;
    const course = courseOf(data, first ?? until, until, random);
    const valueAt = draw(adult, course, random);
    const results: Drawn[] = asked.flatMap(({ at, test }) => {
      const value = valueAt(test, at);
      return value === undefined ? [] : [{ at, test, value }];
    });
    const raised = results.find(
      ({ test, value }) =>
        test.kind === 'trigger' && typeof value === 'number' && isRaised(test, value, adult),
    );
    const further = workUp(adult, raised, until, valueAt, random);
    if (further.results.length > 0) {
      results.push(...further.results);
      results.sort((one, other) => one.at - other.at);
    }
    // Of that age at the first result that counts, so that groups of age are those of the survey.
    const birth = (first ?? start) - (adult.age + random()) * YEAR;
    const id = `synthetic-${place + 1}`;
    yield {
      place,
      id,
      adult,
      birth,
      results,
      workUp: further,
      first,
      isRaised: raised !== undefined,
      random,
    };
    place += 1;
  }
}

/** A cohort whose ill minority is moved by other shifts. */
function moved({ ill, ...cohort }: Cohort, others: Readonly<Record<string, number>>): Cohort {
  if (!ill) return cohort;
  const shifts = ill.shifts.map(({ lab, by }) => ({ lab, by: others[lab] ?? by }));
  return { ...cohort, ill: { ...ill, shifts } };
}

/** When somebody comes, each as a share of the time; how often is Poisson about a rate of their own. */
function visitsOf({ perYear, spread }: SyntheticFile['visits'], years: number, random: Random): number[] {
  const rate = perYear * years * Math.exp(spread * normal(random) - spread ** 2 / 2);
  const shares: number[] = [];
  for (let gone = -Math.log(1 - random()); gone < rate; gone -= Math.log(1 - random()))
    shares.push(gone / rate);
  return shares;
}

function atOpeningHours(at: number, random: Random): number {
  return Math.floor(at / DAY) * DAY + 7 * HOUR + Math.floor(random() * 600) * 60_000;
}

/**
 * How values are drawn: a lab of the survey first as the adult has it, then varying about that within a person, along the course; another
 * about a level of the person's own.
 */
function drawer(
  { fillers }: SyntheticFile,
  { follow }: CohortsFile,
): (adult: Adult, course: (lab: string, at: number) => number, random: Random) => ValueAt {
  const spreads = new Map(
    follow.variation.map(({ lab, within, analytical }) => [lab, Math.hypot(within, analytical) / 100]),
  );
  const others = new Map(fillers.tests.map((one) => [one.id, logNormal(one.at, one.decimals)]));
  const [own, each] = [Math.sqrt(fillers.between), Math.sqrt(1 - fillers.between)];
  return (adult, course, random) => {
    const known = new Map([...adult.measured, ...adult.awaited].map(({ lab, value }) => [lab, value]));
    const levels = new Map<string, number>();
    const seen = new Set<string>();
    return ({ id }, at) => {
      const other = others.get(id);
      if (other) {
        const level = levels.get(id) ?? normal(random);
        levels.set(id, level);
        return other(own * level + each * normal(random));
      }
      const value = known.get(id);
      if (value === undefined || !seen.has(id)) {
        seen.add(id);
        return value;
      }
      const varied = value * Math.exp((spreads.get(id) ?? 0.1) * normal(random)) * course(id, at);
      return varied >= 10 ? Math.round(varied) : Math.round(varied * 10) / 10;
    };
  };
}

/** The standard normal deviate of the 95th centile. */
const NINETY_FIFTH = 1.644854;

function logNormal([low, high]: readonly [number, number], decimals: number): (z: number) => number {
  const middle = (Math.log(low) + Math.log(high)) / 2;
  const spread = (Math.log(high) - Math.log(low)) / (2 * NINETY_FIFTH);
  const scale = 10 ** decimals;
  return (z) => Math.round(Math.exp(middle + spread * z) * scale) / scale;
}
