import type { CohortsFile, SyntheticFile } from '../../core/model/files.generated.js';
import type { Coding, Knowledge, Lab } from '../../core/model/knowledge.js';
import { fits, type Group } from '../cohort/group.js';

/** A laboratory test whose results an export holds. */
export interface Test {
  readonly id: string;
  /** How much of it is written oddly goes by this. */
  readonly kind: 'trigger' | 'lab' | 'other';
  readonly codes: readonly Coding[];
  readonly name: string;
  /** What its values are drawn in. */
  readonly unit: string;
  readonly lab?: Lab;
  /** Reference ranges as laboratories print them, in the unit of the values. */
  readonly rangesFor: (person: { readonly age: number; readonly sex: 'male' | 'female' }) => readonly Range[];
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

const LOINC = 'http://loinc.org';

/** Every test of an export by its id: the labs of the survey, those that an order may bring, and the fillers. */
export function testsOf(
  { fillers }: SyntheticFile,
  cohorts: CohortsFile,
  { labs }: Knowledge,
): ReadonlyMap<string, Test> {
  const tests = new Map<string, Test>();
  for (const { id, code, display, unit } of fillers.tests)
    tests.set(id, {
      id,
      kind: 'other',
      codes: [{ system: LOINC, code, display }],
      name: display,
      unit,
      rangesFor: () => [],
    });
  const drawn = new Map(
    [...cohorts.follow.answers, ...cohorts.survey.labs].map(({ lab, unit }) => [lab, unit]),
  );
  for (const lab of labs.values()) {
    const unit = drawn.get(lab.id) ?? lab.unit ?? '';
    tests.set(lab.id, {
      id: lab.id,
      kind: lab.role === 'trigger' ? 'trigger' : 'lab',
      codes: lab.codes,
      name: lab.names[0] ?? lab.id,
      unit,
      lab,
      rangesFor: rangesOf(lab, unit, cohorts),
    });
  }
  return tests;
}

function rangesOf(lab: Lab, unit: string, { healthy }: CohortsFile): Test['rangesFor'] {
  const ranges = healthy.labs.find((one) => one.lab === lab.id)?.ranges ?? [];
  const own = ranges.map((range): Group & Range => {
    const scale = scaleOf(lab, range.unit, unit);
    return { ...range, low: range.low * scale, high: range.high * scale };
  });
  return (person) => own.filter((range) => fits(range, person));
}

/** By what a value in one unit of a lab is multiplied to be in another; units with an offset are not written in another. */
export function scaleOf(lab: Lab | undefined, from: string, to: string): number {
  const factorOf = (unit: string): number => lab?.units.find(({ as }) => as.includes(unit))?.factor ?? 1;
  return from === to ? 1 : factorOf(from) / factorOf(to);
}

/** Whether a value is above the limit that stands in `labs/` for this person. */
export function isRaised({ lab, unit }: Test, value: number, person: Parameters<typeof fits>[1]): boolean {
  const limit = lab?.limits.find((one) => fits(one, person));
  return limit !== undefined && value * scaleOf(lab, unit, limit.unit) > limit.high;
}
