import type { RecordAdvisor } from '../../core/compile.js';
import type { OutlinedAdvice } from '../../core/model/outline.js';
import type { Client, Service } from '../../core/model/knowledge.js';
import { DAY } from '../../core/record/moment.js';
import { silenceOf } from '../../hooks/silence.js';
import { explainedBriefly, type Samples } from '../samples.js';
import type { Tally } from '../tally.js';
import type { About } from './about.js';
import { countOpening } from './count-opening.js';
import { entriesOf, type Entry } from './entries.js';
import { type Finding, findingsOf, sameCard, untoldOf, type Untold } from './findings.js';
import { dayOf, endOfDay } from './known-from.js';
import type { SeenAround } from './outcome.js';
import type { Opening, RequestAsOf } from './request-as-of.js';

/** A knowledge that is asked. */
export interface Asked {
  readonly name: string;
  readonly advisor: RecordAdvisor;
  readonly service: Service;
  readonly requestAsOf: RequestAsOf;
}

/** What replaying a patient needs. */
export interface ReplayParts {
  /** The first as it stands. */
  readonly asked: readonly Asked[];
  readonly aboutOf: About;
  readonly client: Client;
  readonly triggers: ReadonlySet<string>;
  readonly seenAround?: SeenAround | undefined;
  /** A word for some text that nobody can turn round. */
  readonly digest: (text: string) => string;
  readonly tally: Tally;
  readonly samples: Samples;
  readonly write: (line: Finding | Untold) => void;
}

const NEW_ID = (): string => '00000000-0000-4000-8000-000000000000';
const MONTH = 'YYYY-MM'.length;

/** Opens the chart of a patient on each day on which a result that starts a rule arrived, knowing what was known by its end. */
export function replayPatient(id: string, lines: readonly Buffer[], parts: ReplayParts): void {
  const { aboutOf, triggers, tally, digest } = parts;
  const entries = entriesOf(id, lines, aboutOf, triggers);
  const openings = openingsOf(entries);
  countRecord(entries, tally);
  if (openings.length === 0) return;
  const patient = digest(id);
  const before = new Map<string, number>();
  let cards = 0;
  for (const opening of openings) cards += open(id, patient, entries, opening, before, parts);
  tally.add('patients', [cards > 0 ? 'with-card' : 'without-card']);
}

/** The days in their order. What carries no date arrived on no day that is known. */
function openingsOf(entries: readonly Entry[]): Opening[] {
  const days = new Map<string, { end: number; arrived: Entry[] }>();
  for (const entry of entries) {
    if (entry.from === undefined) continue;
    const day = dayOf(entry.from);
    const known = days.get(day);
    if (known) known.arrived.push(entry);
    else days.set(day, { end: endOfDay(entry.from), arrived: [entry] });
  }
  return [...days]
    .map(([day, rest]) => ({
      day,
      ...rest,
      arrived: rest.arrived.filter(({ type }) => type === 'Observation' || type === 'DiagnosticReport'),
    }))
    .filter(({ arrived }) => arrived.some(({ starts }) => starts.length > 0))
    .sort((one, other) => one.end - other.end);
}

function countRecord(entries: readonly Entry[], tally: Tally): void {
  for (const { type, starts, called, from, setAside } of entries) {
    for (const lab of starts) tally.add('results', [lab]);
    for (const lab of called) tally.add('not-mapped', [lab]);
    if (from === undefined && type !== 'Patient') tally.add('undated', [type]);
    if (setAside.length > 0) tally.add('not-sound', [type]);
  }
}

/** One opening; gives the number of cards. */
function open(
  id: string,
  patient: string,
  entries: readonly Entry[],
  opening: Opening,
  before: Map<string, number>,
  parts: ReplayParts,
): number {
  const { asked, client, tally, write, seenAround } = parts;
  const [base] = asked;
  if (!base) return 0;
  const now = new Date(opening.end);
  const request = base.requestAsOf(id, entries, opening, true);
  const silence = silenceOf(
    { userIsPatient: false, patientId: id },
    base.service,
    client,
    { resources: request.resources, newResults: true },
    now,
  );
  if (silence !== undefined) {
    tally.add('not-shown', [silence]);
    return 0;
  }
  const advice = base.advisor.advise(request, { now, newId: NEW_ID });
  const outline = advice.outline();
  const findings = findingsOf(outline, opening.day, patient).map((finding) => {
    const key = sameCard(finding);
    const last = before.get(key);
    before.set(key, opening.end);
    return last === undefined ? finding : { ...finding, repeats: Math.round((opening.end - last) / DAY) };
  });
  countOpening(tally, outline, findings, opening.day);
  for (const finding of findings) write(finding);
  const untold = untoldOf(outline, opening.day, patient);
  if (untold) write(untold);
  if (seenAround)
    for (const [outcome, seen] of seenAround(entries, opening.end))
      tally.add('outcomes', [
        outcome,
        findings.length > 0 ? 'card' : 'no-card',
        seen,
        opening.day.slice(0, MONTH),
      ]);
  withoutUndated(id, entries, opening, advice, parts);
  for (const other of asked.slice(1)) compare(id, patient, entries, opening, advice, other, parts);
  return findings.length;
}

/** The service itself leaves results without a date unused, and says so: they change nothing else. */
const SAYS_ITSELF: ReadonlySet<string> = new Set(['Patient', 'Observation']);

/** What would have been said had nothing been known of what carries no date. */
function withoutUndated(
  id: string,
  entries: readonly Entry[],
  opening: Opening,
  advice: OutlinedAdvice,
  { asked: [base], tally }: ReplayParts,
): void {
  if (!base || !entries.some(({ from, type }) => from === undefined && !SAYS_ITSELF.has(type))) return;
  const now = new Date(opening.end);
  const other = base.advisor.advise(base.requestAsOf(id, entries, opening, false), { now, newId: NEW_ID });
  for (const { rule, indicator } of advice.outline().cards) tally.add('undated-known', [rule, indicator]);
  for (const { rule, indicator } of other.outline().cards) tally.add('undated-left-out', [rule, indicator]);
}

function compare(
  id: string,
  patient: string,
  entries: readonly Entry[],
  opening: Opening,
  advice: OutlinedAdvice,
  { name, advisor, requestAsOf }: Asked,
  { tally, samples, digest }: ReplayParts,
): void {
  const now = new Date(opening.end);
  const other = advisor.advise(requestAsOf(id, entries, opening, true), { now, newId: NEW_ID });
  const [then, thereafter] = [advice.outline().cards, other.outline().cards];
  tally.add('variant-openings', [name, thereafter.length > 0 ? 'with-card' : 'silent']);
  for (const { rule, indicator } of thereafter) tally.add('variant-cards', [name, rule, indicator]);
  let differs = false;
  for (const rule of new Set([...then, ...thereafter].map((card) => card.rule))) {
    const [was, is] = [then, thereafter].map((cards) => cards.find((card) => card.rule === rule)?.indicator);
    if (was === is) continue;
    differs = true;
    if (was === undefined) tally.add('variant-gains', [name, rule, is]);
    else if (is === undefined) tally.add('variant-loses', [name, rule, was]);
    else tally.add('variant-turns', [name, rule, was, is]);
  }
  if (!differs) return;
  tally.add('variant-differs', [name]);
  const rank = digest(`${id} ${opening.day}`);
  if (!samples.wants(name, rank)) return;
  const [first, second] = [explainedBriefly(advice.explain()), explainedBriefly(other.explain())];
  samples.add({ rank, variant: name, date: opening.day, patient, before: first, after: second });
}
