import type { Knowledge, Lab } from '../core/model/knowledge.js';
import type { Given } from '../cases/case-patients.js';
import type { Cohort, CohortLab } from './cohort-file.js';
import { createRandom, normal, numberAbove, oneOf, type Random, triangleOf } from './random.js';

/** A made-up adult: in words, and the values as drawn, in the units of the cohort. */
export interface Adult {
  readonly age: number;
  readonly sex: 'male' | 'female';
  readonly given: Given;
  readonly values: ReadonlyMap<string, number>;
}

/** Two ways to write a population down: as one survey laboratory would, or as many laboratories do. */
export type Drawing = 'survey' | 'many';

interface Group {
  readonly sex?: 'male' | 'female';
  readonly ageFrom?: number;
  readonly ageTo?: number;
}

/**
 * Draws the adults of a cohort: values from its centiles, correlated by a Gaussian copula. `many`: every value stays
 * inside its limits, and units, reference ranges, flags, statuses and dates differ as laboratories differ.
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
    const place = rankOfAge(cohort, person);
    const deviates = draw(numberAbove(place));
    const values = new Map<string, number>();
    const results: string[] = [];
    for (const lab of cohort.labs) {
      if (isMissing(cohort, lab.lab, random)) continue;
      const known = knowledge.labs.get(lab.lab);
      const centiles = lab.centiles.find((group) => fits(group, person));
      if (!known || !centiles) continue;
      const quantile = (z: number): number => valueAt(centiles.at, z);
      if (drawing === 'survey') {
        const value = rounded(quantile(deviates.get(lab.lab) ?? 0));
        values.set(lab.lab, value);
        results.push(`${lab.lab} ${value} ${lab.unit}`);
      } else {
        const [value, line] = manyHanded(known, lab, person, quantile, random);
        values.set(lab.lab, value);
        results.push(line);
      }
    }
    yield { age, sex, values, given: { age, sex, results } };
  }
}

function fits({ sex, ageFrom = 0, ageTo = Infinity }: Group, person: { age: number; sex: string }): boolean {
  return (sex === undefined || sex === person.sex) && person.age >= ageFrom && person.age <= ageTo;
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
function rankOfAge({ ages, labs }: Cohort, person: { age: number; sex: string }): number {
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

/** Draws one correlated normal number for each lab, given that of the age. */
function drawer(
  { labs, correlations }: Cohort,
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
  return (age) => {
    const free = names.map((_name, place) => (place === 0 ? age : normal(random)));
    return new Map(
      names.map((name, row) => [
        name,
        (triangle[row] ?? []).reduce((sum, weight, column) => sum + weight * (free[column] ?? 0), 0),
      ]),
    );
  };
}

/** The value at a normal deviate: the logarithm runs straight between the centiles known and on beyond them. */
function valueAt(at: CohortLab['centiles'][number]['at'], z: number): number {
  const points = at.map(([centile, value]) => ({ z: deviateOf(centile), log: Math.log(value) }));
  const after = points.findIndex((point) => point.z > z);
  const right = after === -1 ? points.length - 1 : Math.max(after, 1);
  const [one, other] = [points[right - 1], points[right]];
  if (!one || !other) return 0;
  return Math.exp(one.log + ((z - one.z) * (other.log - one.log)) / (other.z - one.z));
}

const deviates = new Map<number, number>();

function deviateOf(centile: number): number {
  const known = deviates.get(centile) ?? numberAbove(centile / 100);
  deviates.set(centile, known);
  return known;
}

function isMissing({ missing }: Cohort, lab: string, random: Random): boolean {
  const share = missing.find(({ labs }) => labs.includes(lab))?.share ?? 0;
  return random() < share;
}

/** A whole number from 10 on, else one decimal. */
function rounded(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}

/** A value inside its limits and the line that says it, as some laboratory writes it. */
function manyHanded(
  known: Lab,
  lab: CohortLab,
  person: { age: number; sex: 'male' | 'female' },
  quantile: (z: number) => number,
  random: Random,
): readonly [value: number, line: string] {
  const toOwn = (value: number, unit: string): number => {
    const spelling = known.units.find(({ as }) => as.includes(unit));
    return value * (spelling?.factor ?? 1) + (spelling?.offset ?? 0);
  };
  const spellings = known.units.flatMap(({ as, factor, offset = 0 }) =>
    as.map((unit) => ({ unit, factor, offset })),
  );
  const usual = spellings.find(({ unit }) => unit === lab.unit);
  const spelling = (random() < 0.5 ? usual : oneOf(random, spellings)) ?? {
    unit: lab.unit,
    factor: 1,
    offset: 0,
  };
  const inUnit = (own: number): number => (own - spelling.offset) / spelling.factor;

  const ranges = (lab.ranges ?? []).filter((range) => fits(range, person));
  const range = random() < 1 / 3 ? oneOf(random, ranges) : undefined;
  const standard = known.limits.find((limit) => fits(limit, person));
  const printed = range && {
    low: floored(inUnit(toOwn(range.low, range.unit))),
    high: floored(inUnit(toOwn(range.high, range.unit))),
  };
  const high =
    printed?.high ??
    inUnit(standard ? toOwn(standard.high, standard.unit) : toOwn(lab.within?.high ?? Infinity, lab.unit));
  const low = printed?.low ?? inUnit(toOwn(lab.within?.low ?? 0, lab.unit));
  const own = insideOf(low, high, () => inUnit(toOwn(quantile(normal(random)), lab.unit)), random);
  // At the limit is inside; converted to another unit it might end up a hair above.
  const exact = printed !== undefined || spelling.factor === 1;
  const value = random() < 0.01 && exact && high < Infinity ? high : floored(own);
  const line = [
    [lab.lab, plain(value), spelling.unit].filter((word) => word !== '').join(' '),
    ...(printed ? [`limit ${plain(printed.low)}-${plain(printed.high)}`] : []),
    ...(random() < 0.2 ? ['flag N'] : []),
    ...(random() < 0.1 ? [oneOf(random, ['amended', 'corrected']) ?? 'final'] : []),
    ...(random() < 0.7 ? [`${Math.floor(random() * 30)} days ago`] : []),
  ].join(', ');
  return [value * spelling.factor + spelling.offset, line];
}

/** Draws until the value is inside; a range that is nearly never met is met by its own middle. */
function insideOf(low: number, high: number, draw: () => number, random: Random): number {
  for (let tries = 0; tries < 200; tries += 1) {
    const value = draw();
    if (value >= low && value <= high) return value;
  }
  return low + (high - low) * random();
}

/** Rounded down to four digits that count, so that it never leaves its limit. */
function floored(value: number): number {
  if (value === 0) return 0;
  const scale = 10 ** (3 - Math.floor(Math.log10(value)));
  return Math.floor(value * scale * (1 + 1e-12)) / scale;
}

/** Without an exponent, as laboratories write. */
function plain(value: number): string {
  return value.toFixed(8).replace(/(?<=[1-9])0+$|\.0+$/u, '');
}
