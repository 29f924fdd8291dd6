import type { CohortsFile } from '../../core/model/files.generated.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import { normal, type Random } from '../random.js';
import { type Adult, lineOf, type Result } from './adult.js';
import { answerer, type Offered, offeredTests } from './answers.js';
import { type Dated, type Look, looker } from './look.js';

/** What an adult who does as the cards say is shown through a year. */
export interface Followed {
  readonly adult: Adult;
  readonly first: Look;
  /** The first look, were what is only ordered known; absent where there is nothing of that kind. */
  readonly known?: Look;
  /** When the raised triggers were repeated, of those who had a card. */
  readonly second?: Look;
  /** A year after the first, with every test done again; only the triggers vary. */
  readonly year: Look;
  /** The same with every test varying. */
  readonly varied: Look;
  /** Tests on the cards of a look. */
  readonly offered: (look: Look) => Offered[];
}

/**
 * Follows adults through a year. Who has a card has the tests done that it offers (their values: `answerer`) and the raised triggers
 * repeated; the second card is answered likewise; a year after the first look every test of it is done again. A repeat lies within the
 * variation of a person and a method about the first value.
 */
export function follower(
  cohorts: CohortsFile,
  knowledge: Knowledge,
): (adult: Adult, random: Random) => Followed {
  const { repeat, results, year, variation } = cohorts.follow;
  const look = looker(knowledge);
  const testsOn = offeredTests(knowledge);
  const answer = answerer(cohorts, knowledge);
  const spread = new Map(variation.map(({ lab, within, analytical }) => [lab, spreadOf(within, analytical)]));
  const isTrigger = (lab: string): boolean => knowledge.labs.get(lab)?.role === 'trigger';
  const again = (result: Result, random: Random): Result => {
    const by = Math.exp((spread.get(result.lab) ?? 0) * normal(random));
    return { ...result, value: Number((result.value * by).toPrecision(3)) };
  };
  const taken = (list: readonly Result[], day: number): Dated[] =>
    list.map((result) => ({ line: lineOf(result), day }));
  const answered = (adult: Adult, { cards }: Look, day: number): Dated[] =>
    answer(adult, testsOn(cards)).map((line) => ({ line, day: day + results.days }));

  return (adult, random) => {
    const record = taken(adult.measured, 0);
    const first = look(adult, record);
    const known = adult.awaited.length > 0 ? look(adult, [...record, ...taken(adult.awaited, 0)]) : undefined;
    let second: Look | undefined;
    if (first.shows !== 'nothing') {
      const raised = new Set(
        first.explain().readings.flatMap(({ lab, raised: is }) => (is === 'yes' ? [lab] : [])),
      );
      const repeats = adult.measured.filter(({ lab }) => isTrigger(lab) && raised.has(lab));
      record.push(
        ...answered(adult, first, 0),
        ...taken(
          repeats.map((one) => again(one, random)),
          repeat.days,
        ),
      );
      second = look(adult, record, repeat.days);
      record.push(...answered(adult, second, repeat.days));
    }
    const varied = adult.measured.map((one) => again(one, random));
    const steady = adult.measured.map((one, place) => (isTrigger(one.lab) ? (varied[place] ?? one) : one));
    return {
      adult,
      first,
      ...(known && { known }),
      ...(second && { second }),
      year: look(adult, [...record, ...taken(steady, year.days)], year.days),
      varied: look(adult, [...record, ...taken(varied, year.days)], year.days),
      offered: ({ cards }) => testsOn(cards),
    };
  };
}

/** The standard deviation of the logarithm of a repeat, of two coefficients of variation in per cent. */
function spreadOf(within: number, analytical: number): number {
  return Math.sqrt(Math.log(1 + (within ** 2 + analytical ** 2) / 10_000));
}
