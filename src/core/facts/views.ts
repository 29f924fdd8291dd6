import type { AdviceRequest, Remark } from '../model/advice.js';
import type { Client, Lab, Reason } from '../model/knowledge.js';
import { personOf, type Person } from '../readings/person.js';
import type { Reader, Readings } from '../readings/reading.js';
import { type Panel, readAll } from '../readings/readings.js';
import { DAY, type Moment } from '../record/moment.js';
import type { PatientRecord, Result } from '../record/sorting.js';
import { createFacts, type Facts } from './facts.js';
import { type ListName, WORKUP } from './names.js';
import type { Elsewhere } from './scenario.js';
import { type FoundReason, isSetAside, reasonsAbout } from './set-aside.js';
import type { Vocabulary } from './vocabulary.js';

/** A look at the record: what its results say, and the facts worked out from them. */
export interface View {
  readonly person: Person;
  readonly readings: Readings;
  readonly remarks: () => Remark[];
  readonly facts: Facts;
  /** The reasons on record about a trigger, each with its exceptions that hold. */
  readonly reasons: (labId: string) => readonly FoundReason[];
}

/** The same record looked at in more than one way. */
export interface Views {
  /** With the windows of the files. */
  readonly today: View;
  /** With every window longer by so many days: what was known since so long before a sample. */
  readonly known: (days: number) => View;
  /** With every window so many days long, and the day on which the work-up was complete. */
  readonly settled: (days: number, workup?: Moment) => View;
}

/** What every view of one request has in common. */
export interface ViewParts {
  readonly request: Pick<AdviceRequest, 'service'>;
  readonly record: PatientRecord;
  readonly now: Date;
  readonly client: Client;
  readonly panel: Panel;
  readonly vocabulary: Vocabulary;
  readonly reasons: readonly Reason[];
  /** By a code that marks a range: the name of the fact that says for whom it is meant. */
  readonly rangeFacts: ReadonlyMap<string, string>;
  /** Lists that are there only after the readings. */
  readonly lists: Readonly<Partial<Record<ListName, () => readonly string[]>>>;
}

/** How one view differs from another. */
interface Look {
  readonly windowOf?: (lab: Lab) => number | undefined;
  /** Results sampled later are not there yet. */
  readonly until?: Moment;
  readonly workup?: Moment;
  /** Readings that are the same in this view. */
  readonly same?: Pick<View, 'readings' | 'remarks'>;
}

export function viewsOf(parts: ViewParts): Views {
  const wider = new Map<string, View>();
  const today = viewOf(parts, {}, (labId) => known(today.readings(labId).ageDays ?? 0));
  /** Nothing came that is too old for its window, or may be: longer windows say the same. */
  let fresh: boolean | undefined;
  const isFresh = (): boolean =>
    (fresh ??= [...parts.record.results.keys()].every((id) => !isOld(today.readings(id))));
  const view = (key: string, look: Look): View => {
    if (isFresh() && !look.workup) return today;
    let found = wider.get(key);
    if (!found) wider.set(key, (found = viewOf(parts, isFresh() ? { ...look, same: today } : look)));
    return found;
  };
  const known = (days: number): View => {
    if (days <= 0) return today;
    const windowOf = ({ role, window }: Lab): number | undefined =>
      window && window.value + (role === 'trigger' ? 0 : days);
    return view(`known ${String(days)}`, { windowOf });
  };
  return {
    today,
    known,
    settled: (days, workup) => {
      const windowOf = ({ window }: Lab): number | undefined => window && Math.max(window.value, days);
      const key = `settled ${String(days)} ${workup ? `${String(workup.last)} ${workup.day}` : ''}`;
      return view(key, { windowOf, ...(workup && { workup }) });
    },
  };
}

function isOld({ problem }: ReturnType<Readings>): boolean {
  return problem === 'stale' || problem === 'date-imprecise';
}

/** @param wide the view that exceptions of a reason about a lab are asked of as well */
function viewOf(parts: ViewParts, look: Look, wide?: (labId: string) => View): View {
  const { record, client, panel, vocabulary, rangeFacts, lists } = parts;
  const { until, workup } = look;
  const now = until ? new Date(Math.min(endOf(until), parts.now.getTime())) : parts.now;
  const person = personOf(record.patient, now);
  const reader: Reader = {
    client,
    person,
    now: now.getTime(),
    windowOf: look.windowOf,
    isMeant: (code) => {
      const name = rangeFacts.get(code);
      return name === undefined ? undefined : facts.value(name) === true;
    },
  };
  const seen = until ? { ...record, results: resultsUntil(record.results, endOf(until)) } : record;
  const { readings, remarks } = look.same ?? readAll(seen, panel, reader);
  const found = new Map<string, readonly FoundReason[]>();
  const reasons = (labId: string): readonly FoundReason[] => {
    const before = found.get(labId);
    if (before) return before;
    const asked = wide ? [facts, wide(labId).facts] : [facts];
    const about = reasonsAbout(labId, parts.reasons, facts, asked);
    found.set(labId, about);
    return about;
  };
  const earlier = new Map<string, View>();
  const asOf = (at: Moment): View => {
    const key = `${at.last} ${at.day}`;
    let view = earlier.get(key);
    if (!view) earlier.set(key, (view = viewOf(parts, { until: at, windowOf: ofCourse })));
    return view;
  };
  const elsewhere: Elsewhere = {
    underReview: parts.request.service.results,
    isSetAside: (labId) => isSetAside(reasons(labId)),
    asOf: (anchor) => {
      const at = anchor === WORKUP ? workup : sampledOf(readings, anchor);
      const view = at && asOf(at);
      return view && { fact: (name) => view.facts.value(name), readings: view.readings };
    },
    wasSetAside: (labId, at) => isSetAside(asOf(at).reasons(labId)),
  };
  const facts = createFacts(
    { person, record: seen, readings, now: now.getTime(), lists, elsewhere },
    vocabulary,
  );
  return { person, readings, remarks, facts, reasons };
}

/** Of labs whose course is kept, as far back as it goes: what was known then may be older than what counts today. */
function ofCourse({ course, window }: Lab): number | undefined {
  return course?.within.value ?? window?.value;
}

function sampledOf(readings: Readings, labId: string): Moment | undefined {
  const { result, problem } = readings(labId);
  return problem === undefined ? result?.sampled : undefined;
}

/** A day without a time is over at its end. */
function endOf({ last, timed }: Moment): number {
  return timed ? last : last + DAY - 1;
}

function resultsUntil(
  results: PatientRecord['results'],
  end: number,
): ReadonlyMap<string, readonly Result[]> {
  return new Map(
    [...results].flatMap(([id, all]) => {
      const there = all.filter(({ sampled }) => sampled !== undefined && sampled.first <= end);
      return there.length === 0 ? [] : [[id, there] as const];
    }),
  );
}
