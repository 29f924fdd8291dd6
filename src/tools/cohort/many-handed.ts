import type { Lab } from '../../core/model/knowledge.js';
import type { CohortLab } from '../cohort-file.js';
import { normal, oneOf, type Random } from '../random.js';
import { plain } from './adult.js';
import { fits } from './group.js';

/** A value inside its limits and the line that says it, as some laboratory writes it. */
export function manyHanded(
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
