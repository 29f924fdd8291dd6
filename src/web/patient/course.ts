import type { Explanation, ExplainedTreatment } from '../../core/model/explanation.js';
import { numberText, titled, unitText } from '../parts/text.js';
import { shownAmount } from './amount.js';
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

/** When something was given or done, under the letter of what it is. */
export interface Mark {
  readonly letter: string;
  readonly from: Date;
  readonly to: Date;
}

/** What was given or done, once however often it was. */
export interface Given {
  /** Of its marks; none where none is drawn. */
  readonly letter?: string;
  readonly what: string;
  /** Id of its value set. */
  readonly set: string;
  readonly when: string;
}

export interface Courses {
  /** Of more than one result. */
  readonly drawn: readonly Course[];
  /** Of one. */
  readonly single: readonly Course[];
  readonly marks: readonly Mark[];
  readonly given: readonly Given[];
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
    ...treatmentsIn(explanation.treatments, drawn.length === 0 ? undefined : span, now),
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
    const text = shownAmount(one.value, unit, place === 0 ? comparator : undefined);
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
/** More dates than these are told as their number, the first and the last. */
const MOST_DATES = 3;

type Dated = Readonly<{ treatment: ExplainedTreatment; start: Date; end: Date }>;

/** What was given or done by what it is, that which came first at first; the time that is drawn has a mark for each. */
function treatmentsIn(
  treatments: readonly ExplainedTreatment[],
  span: Courses['span'] | undefined,
  now: Date,
): Pick<Courses, 'marks' | 'given'> {
  const dated = treatments
    .flatMap((treatment): Dated[] => {
      const { from, to, active } = treatment;
      const start = new Date(from ?? to ?? '');
      const end = active ? now : new Date(to ?? from ?? '');
      return Number.isNaN(start.getTime()) || Number.isNaN(end.getTime()) ? [] : [{ treatment, start, end }];
    })
    .toSorted((one, other) => one.start.getTime() - other.start.getTime());
  const ids = [...new Set(dated.map(({ treatment }) => treatment.set))];
  const sets = ids.map((set, place) => {
    const all = dated.filter(({ treatment }) => treatment.set === set);
    const letter = LETTERS.charAt(place);
    return { set, all, letter, marks: span && letter !== '' ? marksIn(all, letter, span) : [] };
  });
  return {
    marks: sets.flatMap(({ marks }) => marks),
    given: sets.map(({ set, all, letter, marks }) => ({
      set,
      what: all[0]?.treatment.what ?? set,
      when: whenText(all.map(({ treatment }) => treatment)),
      ...(marks.length > 0 && { letter }),
    })),
  };
}

function marksIn(all: readonly Dated[], letter: string, [first, last]: Courses['span']): Mark[] {
  return all
    .filter(({ start, end }) => end >= first && start <= last)
    .map(({ start, end }) => ({
      letter,
      from: start < first ? first : start,
      to: end > last ? last : end,
    }));
}

/** `2025-03-18; 2025-10-24`, `2025-07-16 to 2025-11-13`, `12 times from 2026-01-02 to 2026-11-20` */
function whenText(all: readonly ExplainedTreatment[]): string {
  const times = [...new Set(all.map(timeText))];
  if (times.length <= MOST_DATES) return times.join('; ');
  const [first, last] = [all[0], all.at(-1)];
  return `${String(times.length)} times from ${first?.from ?? first?.to ?? ''} to ${last?.to ?? last?.from ?? ''}`;
}

function timeText({ from, to, active }: ExplainedTreatment): string {
  const until = active ? 'taken' : to !== undefined && to !== from ? `to ${to}` : '';
  return [from ?? to ?? '', until].filter((part) => part !== '').join(' ');
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
