import type { Explanation, ExplainedTreatment } from '../../core/model/explanation.js';
import { amountText, numberText, titled, unitText } from '../parts/text.js';
import type { Names } from './names.js';

/** One result of a course. */
export interface Point {
  readonly at: Date;
  readonly day: string;
  readonly value: number;
  readonly text: string;
  readonly limit?: number;
  readonly raised: 'yes' | 'no' | 'unknown';
}

/** How a test went, oldest first. */
export interface Course {
  readonly lab: string;
  readonly name: string;
  readonly unit: string;
  readonly trend?: string;
  readonly points: readonly Point[];
}

/** Something given or done, under the letter that marks it. */
export interface Mark {
  readonly letter: string;
  readonly what: string;
  readonly set: string;
  readonly from: Date;
  readonly to: Date;
  readonly when: string;
}

export interface Courses {
  /** Of more than one result. */
  readonly drawn: readonly Course[];
  /** Of one. */
  readonly single: readonly Course[];
  readonly marks: readonly Mark[];
  /** The first and last moment of all. */
  readonly span: readonly [Date, Date];
}

/** The course of the tests that decide, and what was given or done meanwhile. */
export function coursesOf(explanation: Explanation, names: Names, now: Date): Courses {
  const all = names.courses.flatMap((lab) => courseOf(lab, explanation, names) ?? []);
  const drawn = all.filter(({ points }) => points.length > 1);
  const times = drawn.flatMap(({ points }) => points.map(({ at }) => at.getTime()));
  const span = [new Date(Math.min(...times)), now] as const;
  return {
    drawn,
    single: all.filter(({ points }) => points.length === 1),
    marks: drawn.length === 0 ? [] : marksIn(explanation.treatments, span),
    span,
  };
}

function courseOf(lab: string, { readings }: Explanation, names: Names): Course | undefined {
  const reading = readings.find((one) => one.lab === lab);
  if (!reading || reading.why !== undefined) return undefined;
  const { unit = '', comparator, earlier = [], trend } = reading;
  const own = { ...reading, ...(reading.limit?.value !== undefined && { limit: reading.limit.value }) };
  const points = [own, ...earlier].flatMap((one, place): Point[] => {
    const at = one.date === undefined ? undefined : new Date(one.date);
    if (one.value === undefined || !at || Number.isNaN(at.getTime())) return [];
    const text = amountText(one.value, unit, place === 0 ? comparator : undefined);
    const limit = typeof one.limit === 'number' ? one.limit : undefined;
    const { date: day = '', value, raised } = one;
    return [{ at, day, value, text, raised, ...(limit !== undefined && { limit }) }];
  });
  if (points.length === 0) return undefined;
  return {
    lab,
    name: titled(names.lab(lab)),
    unit: unitText(unit),
    ...(trend && { trend }),
    points: points.toReversed(),
  };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Those that fall into the time that is drawn, oldest first. */
function marksIn(treatments: readonly ExplainedTreatment[], [first, last]: Courses['span']): Mark[] {
  const inside = treatments.flatMap(({ what, set, from, to, active }) => {
    const start = new Date(from ?? to ?? '');
    const end = active ? last : new Date(to ?? from ?? '');
    if (Number.isNaN(start.getTime()) || Number.isNaN(end.getTime()) || end < first || start > last)
      return [];
    const until = active ? 'taken' : to !== undefined && to !== from ? `to ${to}` : '';
    return [
      { what, set, start, end, when: [from ?? to ?? '', until].filter((part) => part !== '').join(' ') },
    ];
  });
  const same = new Map(inside.map((one) => [`${one.set} ${one.when}`, one]));
  return [...same.values()]
    .toSorted((one, other) => one.start.getTime() - other.start.getTime())
    .slice(-LETTERS.length)
    .map(({ start, end, ...rest }, place) => ({
      ...rest,
      letter: LETTERS.charAt(place),
      from: start < first ? first : start,
      to: end > last ? last : end,
    }));
}

/** The limits of a course as the ends of its lines: one as long as it is the same. */
export function limitsOf({
  points,
}: Course): { readonly from: Date; readonly to: Date; readonly limit: number }[] {
  const found: { from: Date; to: Date; limit: number }[] = [];
  for (const { at, limit } of points) {
    if (limit === undefined) continue;
    const last = found.at(-1);
    if (last?.limit === limit) last.to = at;
    else found.push({ from: last?.to ?? at, to: at, limit });
  }
  return found;
}

/** `limit 300`, or nothing where none is known. */
export function limitText({ points }: Course): string {
  const limit = points.at(-1)?.limit;
  return limit === undefined ? '' : `limit ${numberText(limit)}`;
}
