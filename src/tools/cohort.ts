import type { Knowledge } from '../core/model/knowledge.js';
import type { Cohort } from './cohort-file.js';
import { type Adult, lineOf, type Result } from './cohort/adult.js';
import { valueAt } from './cohort/centiles.js';
import { fits } from './cohort/group.js';
import { manyHanded } from './cohort/many-handed.js';
import { createRandom, normal, numberAbove, type Random, shareBelow, triangleOf } from './random.js';

export type { Adult } from './cohort/adult.js';

/** Two ways to write a population down: as one survey laboratory would, or as many laboratories do. */
export type Drawing = 'survey' | 'many';

/**
 * Draws the adults of a cohort: values from its centiles, correlated by a Gaussian copula, with an ill minority in whom several are off
 * together. `many`: every value stays inside its limits, and units, reference ranges, flags, statuses and dates differ as laboratories
 * differ.
 */
export function* adultsOf(
  cohort: Cohort,
  drawing: Drawing,
  knowledge: Knowledge,
  { adults = cohort.adults, seed = cohort.seed } = {},
): Generator<Adult> {
  const random = createRandom(seed);
  const draw = drawer(cohort, random);
  for (let count = 0; count < adults; count += 1) {
    const age = ageOf(cohort, random);
    const sex = random() < cohort.men.share ? 'male' : 'female';
    const person = { age, sex } as const;
    const deviates = draw(numberAbove(rankOfAge(cohort, person)));
    const missing = missingOf(cohort, random);
    const values = new Map<string, number>();
    const [results, measured, awaited]: [string[], Result[], Result[]] = [[], [], []];
    for (const lab of cohort.labs) {
      if (missing.has(lab.lab)) continue;
      const known = knowledge.labs.get(lab.lab);
      const centiles = lab.centiles.find((group) => fits(group, person));
      if (!known || !centiles) continue;
      const quantile = (z: number): number => valueAt(centiles.at, z);
      if (drawing === 'survey') {
        const value = rounded(quantile(deviates.get(lab.lab) ?? 0));
        const result = { lab: lab.lab, value, unit: lab.unit };
        if (cohort.awaited?.includes(lab.lab)) awaited.push(result);
        else {
          values.set(lab.lab, value);
          measured.push(result);
          results.push(lineOf(result));
        }
      } else {
        const [value, line] = manyHanded(known, lab, person, quantile, random);
        values.set(lab.lab, value);
        results.push(line);
      }
    }
    yield { age, sex, weight: 1, values, measured, awaited, given: { age, sex, results } };
  }
}

function ageOf({ ages }: Cohort, random: Random): number {
  let left = random() * ages.reduce((sum, { share }) => sum + share, 0);
  for (const { from, to, share } of ages) {
    if (left < share) return from + Math.floor((left / share) * (to - from + 1));
    left -= share;
  }
  return ages.at(-1)?.to ?? 0;
}

/** Where an age stands among those of its group of centiles, from 0 to 1, so that a group keeps its own centiles. */
function rankOfAge({ ages, labs }: Cohort, person: { age: number; sex: 'male' | 'female' }): number {
  const groups = labs.flatMap(({ centiles }) => centiles.filter((group) => fits(group, person)));
  const from = Math.max(0, ...groups.map(({ ageFrom = 0 }) => ageFrom));
  const to = Math.min(...groups.map(({ ageTo = Infinity }) => ageTo));
  let [below, all] = [0, 0];
  for (const one of ages)
    for (let age = one.from; age <= one.to; age += 1) {
      if (age < from || age > to) continue;
      const weight = one.share / (one.to - one.from + 1);
      all += weight;
      below += age < person.age ? weight : age === person.age ? weight / 2 : 0;
    }
  return below / all;
}

/**
 * Draws one correlated normal number for each lab, given that of the age. In the ill minority each is moved; what comes out is brought
 * back to the normal distribution of everybody, so that the centiles stay and only what goes together changes.
 */
function drawer(
  { labs, correlations, ill }: Cohort,
  random: Random,
): (age: number) => ReadonlyMap<string, number> {
  const names = ['age', ...labs.map(({ lab }) => lab)];
  const between = (one: string, other: string): number => {
    const found = correlations.find(({ between: pair }) => pair.includes(one) && pair.includes(other));
    // The correlation of the normal numbers behind ranks that correlate so (Spearman).
    return found ? 2 * Math.sin((Math.PI / 6) * found.spearman) : 0;
  };
  const triangle = triangleOf(
    names.map((one) => names.map((other) => (one === other ? 1 : between(one, other)))),
  );
  const share = ill?.share ?? 0;
  const shifts = new Map(ill?.shifts.map(({ lab, by }) => [lab, by]));
  return (age) => {
    const isIll = share > 0 && random() < share;
    const free = names.map((_name, place) => (place === 0 ? age : normal(random)));
    return new Map(
      names.map((name, row) => {
        const own = (triangle[row] ?? []).reduce(
          (sum, weight, column) => sum + weight * (free[column] ?? 0),
          0,
        );
        const by = shifts.get(name);
        if (by === undefined) return [name, own];
        const at = isIll ? own + by : own;
        return [name, numberAbove((1 - share) * shareBelow(at) + share * shareBelow(at - by))];
      }),
    );
  };
}

/** Labs without a result: of each entry drawn one by one, or all of them at once. */
function missingOf({ missing }: Cohort, random: Random): ReadonlySet<string> {
  return new Set(
    missing.flatMap(({ labs, share, together }) =>
      together === true ? (random() < share ? labs : []) : labs.filter(() => random() < share),
    ),
  );
}

/** A whole number from 10 on, else one decimal. */
function rounded(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}
