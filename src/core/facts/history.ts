import type { ValueSet } from '../model/knowledge.js';
import { DAY, daysBetween, moment, type Moment } from '../record/moment.js';
import type { PatientRecord } from '../record/sorting.js';
import { knownMedicines, type KnownMedicine } from './medicines.js';
import { isActiveProblem, isAhead, isRecentProblem } from './problems.js';
import type { ValueSetIndex } from './value-sets.js';

/** A medicine of a set that was taken at the sample or last before it. */
export interface Taken {
  /** Days from it to the sample: 0 while active at the time. */
  readonly days: number;
  /** What the record calls it, as received. */
  readonly name: string;
  /** When it was asked for, stated or given; absent when no date came. */
  readonly day?: string;
}

/** A medicine or procedure of a set, as it is placed in time. */
export interface Treatment {
  readonly set: ValueSet;
  /** When it was asked for, given or done; of a period, its ends as far as they are known. */
  readonly from?: string;
  readonly to?: string;
  /** Of a medicine: it is on the list as taken. */
  readonly isActive: boolean;
}

interface Placed {
  readonly set: ValueSet;
  readonly isActive: boolean;
  readonly from: Moment | undefined;
}

/** What a record says of problems, medicines and procedures: each resource is looked at once, and only when asked for. */
export interface History {
  /** Ids of the value sets that an active Condition is in, in the order of the files. */
  readonly problems: () => readonly string[];
  /** The medicine of a set that is nearest before the sample (today, without one). */
  readonly taken: (set: ValueSet, sampled: Moment | undefined) => Taken | undefined;
  /** On how many different days a procedure of the set was completed, or reported on, inside its window. */
  readonly procedureDays: (set: ValueSet) => number;
  /** Days from the newest procedure or report of the set to today. */
  readonly daysSinceProcedure: (set: ValueSet) => number | undefined;
  /** Every medicine and procedure of a set that has a date, newest first. */
  readonly treatments: () => readonly Treatment[];
  /** The sets that something would have been in, had it not carried a modifier that is not understood. */
  readonly notUnderstood: () => readonly ValueSet[];
}

export function historyOf(record: PatientRecord, index: ValueSetIndex, now: number): History {
  const medicines = once(() => knownMedicines(record, index));
  const procedures = once(() => [
    ...doneProcedures(record.procedures, index, now),
    ...reportedProcedures(record.reports, index, now),
  ]);
  return {
    problems: once(() => {
      const found = new Set(problemSets(record.conditions, index, now));
      return index.ofKind('Condition').flatMap((set) => (found.has(set) ? [set.id] : []));
    }),
    taken: (set, sampled) => nearest(set, medicines(), sampled, now),
    procedureDays: (set) => {
      const within = set.window?.value ?? Infinity;
      const days = procedures().filter(
        ({ sets, at }) => sets.has(set) && daysBetween(at.last, now) <= within,
      );
      return new Set(days.map(({ at }) => at.day)).size;
    },
    daysSinceProcedure: (set) => {
      const days = procedures().flatMap(({ sets, at }) => (sets.has(set) ? daysBetween(at.last, now) : []));
      return days.length === 0 ? undefined : Math.max(Math.min(...days), 0);
    },
    treatments: once(() =>
      [
        ...medicines().flatMap(({ sets, isActive, from, to }) =>
          [...sets.keys()].map((set) => ({ set, isActive, from, to: to ?? from })),
        ),
        ...procedures().flatMap(({ sets, at }) =>
          [...sets.keys()].map((set) => ({ set, isActive: false, from: at, to: at })),
        ),
      ]
        .filter(({ from, to }) => to !== undefined && !isAhead(from ?? to, now))
        .sort((one, other) => (other.to?.last ?? 0) - (one.to?.last ?? 0) || byKey(one, other))
        .map(({ set, isActive, from, to }) => ({
          set,
          isActive,
          ...(from && { from: from.day }),
          ...(to && { to: to.day }),
        })),
    ),
    notUnderstood: once(() => {
      const { conditions, medicines: taken, procedures: done } = modified(record);
      const counted = [
        ...knownMedicines({ medicines: taken, medications: record.medications }, index),
        ...doneProcedures(done, index, now),
      ];
      return [
        ...new Set([
          ...problemSets(conditions, index, now),
          ...counted.flatMap(({ sets }) => [...sets.keys()]),
        ]),
      ];
    }),
  };
}

/** So that the order in which things came decides nothing. */
function byKey(...two: readonly [Placed, Placed]): number {
  const [one, other] = two.map(({ set, isActive, from }) => `${set.id} ${from?.day ?? ''} ${isActive}`);
  return one === other ? 0 : (one ?? '') < (other ?? '') ? -1 : 1;
}

function problemSets(conditions: readonly fhir4.Condition[], index: ValueSetIndex, now: number): ValueSet[] {
  return conditions.flatMap((condition) => {
    const sets = [...index.setsOf(condition.code).keys()];
    if (sets.length === 0) return [];
    const active = isActiveProblem(condition, now);
    return sets.filter(({ window }) => (window ? isRecentProblem(condition, window.value, now) : active));
  });
}

/** What was set aside for its modifier, by kind. */
function modified({
  setAside,
}: PatientRecord): Pick<PatientRecord, 'conditions' | 'medicines' | 'procedures'> {
  const resources = setAside
    .filter(({ why }) => why === 'modifier-extension')
    .map(({ resource }) => resource as fhir4.FhirResource);
  const of = <T extends fhir4.FhirResource['resourceType']>(
    ...types: readonly T[]
  ): Extract<fhir4.FhirResource, { resourceType: T }>[] =>
    resources.filter((one): one is Extract<fhir4.FhirResource, { resourceType: T }> =>
      (types as readonly string[]).includes(one.resourceType),
    );
  return {
    conditions: of('Condition'),
    medicines: of('MedicationRequest', 'MedicationStatement', 'MedicationAdministration'),
    procedures: of('Procedure'),
  };
}

function nearest(
  set: ValueSet,
  medicines: readonly KnownMedicine[],
  sampled: Moment | undefined,
  now: number,
): Taken | undefined {
  const at = sampled?.last ?? now;
  const day = sampled?.day ?? new Date(now).toISOString().slice(0, 10);
  // A date without a time that equals the sample's day is before the sample.
  const isBefore = (date: Moment): boolean => date.last <= at || date.day === day;
  const renewed = at + (set.renewed?.value ?? 0) * DAY;
  let found: Taken | undefined;
  for (const { sets, isActive, from, to } of medicines) {
    const name = sets.get(set);
    if (name === undefined) continue;
    const ended = to && isBefore(to) ? Math.max(daysBetween(to.last, at), 0) : undefined;
    const during = to !== undefined && ended === undefined && from !== undefined && isBefore(from);
    const start = from ?? to;
    const active =
      isActive &&
      set.byDateOnly !== true &&
      (start === undefined || isBefore(start) || start.last <= renewed);
    const days = active || during ? 0 : ended;
    if (days === undefined || (found && found.days <= days)) continue;
    const date = active || during ? start : to;
    found = { days, name, ...(date && { day: date.day }) };
  }
  return found;
}

interface DoneProcedure {
  readonly sets: ReadonlyMap<ValueSet, string>;
  readonly at: Moment;
}

/** Completed procedures of a set that have a date; one dated ahead is a mistake or a plan. */
function doneProcedures(
  procedures: readonly fhir4.Procedure[],
  index: ValueSetIndex,
  now: number,
): DoneProcedure[] {
  return procedures.flatMap((procedure) => {
    if (procedure.status !== 'completed') return [];
    const { performedDateTime, performedPeriod } = procedure;
    const at = moment(performedDateTime ?? performedPeriod?.end ?? performedPeriod?.start);
    if (!at || isAhead(at, now)) return [];
    const sets = index.setsOf(procedure.code);
    return sets.size === 0 ? [] : [{ sets, at }];
  });
}

const REPORTED = ['final', 'amended', 'corrected', 'appended'];

/** Reports of a procedure of a set: imaging is often told of by its report alone. */
function reportedProcedures(
  reports: readonly fhir4.DiagnosticReport[],
  index: ValueSetIndex,
  now: number,
): DoneProcedure[] {
  return reports.flatMap(({ status, code, effectiveDateTime, effectivePeriod, issued }) => {
    if (!REPORTED.includes(status)) return [];
    const at = moment(effectiveDateTime ?? effectivePeriod?.end ?? effectivePeriod?.start ?? issued);
    const sets = at && !isAhead(at, now) ? index.setsOf(code) : undefined;
    const ours = [...(sets ?? [])].filter(([set]) => set.of === 'Procedure');
    return at && ours.length > 0 ? [{ sets: new Map(ours), at }] : [];
  });
}

function once<T>(work: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: work() }).value;
}
