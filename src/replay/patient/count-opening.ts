import type { Outline } from '../../core/model/outline.js';
import type { Tally } from '../tally.js';
import type { Finding } from './findings.js';

const MONTH = 'YYYY-MM'.length;
const DECADE = 10;
/** What is a value of so many significant digits in a table of how values are spread. */
const DIGITS = 2;

/** A group of people: sex, and age by decade. */
export function groupOf({ sex, age }: Outline['patient']): readonly [sex: string, age: string] {
  const from = age === undefined ? undefined : Math.floor(age / DECADE) * DECADE;
  return [sex ?? 'unknown', from === undefined ? 'unknown' : `${String(from)}-${String(from + DECADE - 1)}`];
}

/** Counts what was said on one day. Each table is told in docs/replay.md. */
export function countOpening(
  tally: Tally,
  outline: Outline,
  findings: readonly Finding[],
  date: string,
): void {
  const month = date.slice(0, MONTH);
  const group = groupOf(outline.patient);
  tally.add('openings');
  tally.add(findings.length > 0 ? 'openings-with-card' : 'openings-silent');
  tally.add('openings-by-month', [month]);
  tally.add('openings-by-group', group);
  for (const { rule, indicator, repeats } of findings) {
    tally.add('cards', [rule, indicator]);
    tally.add('cards-by-month', [month, rule, indicator]);
    tally.add('cards-by-group', [...group, rule, indicator]);
    if (repeats !== undefined) tally.add('repeats', [rule, indicator]);
  }
  for (const { rule, verdict, open } of outline.verdicts) {
    tally.add('verdicts', [rule, verdict]);
    for (const condition of open) tally.add('could-not-tell', [rule, condition]);
  }
  for (const { lab, raised, why, value, unit, basis } of outline.readings) {
    if (why !== undefined) tally.add('could-not-use', [lab, why]);
    if (why !== undefined || value === undefined) continue;
    tally.add('raised', [lab, basis, raised]);
    tally.add('values', [lab, unit, String(Number(value.toPrecision(DIGITS))), raised]);
  }
  for (const { rule, id, makes } of outline.quietened) tally.add('quietened', [rule, id, makes]);
  for (const { lab, reason } of outline.reasons) tally.add('reasons', [lab, reason]);
  for (const { kind, lab } of outline.remarks) tally.add('remarks', [kind, lab]);
  for (const { why, resourceType } of outline.setAside) tally.add('set-aside', [why, resourceType]);
  for (const flag of outline.redFlags) tally.add('red-flags', [flag]);
  if (findings.length === 0) return;
  for (const [fact, category] of Object.entries(outline.categories()))
    tally.add('categories', [fact, category]);
  for (const order of outline.offered) tally.add('orders-offered', [order]);
  for (const order of outline.done) tally.add('orders-done', [order]);
  for (const cause of outline.causes) tally.add('causes', [cause]);
}
