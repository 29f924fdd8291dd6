import type { Knowledge } from '../core/model/knowledge.js';
import type { Case } from '../cases/case.js';
import { checkCases } from '../cases/check-cases.js';
import { type Patient, patientOf } from '../cases/case-patients.js';
import { type Cohort, readCohorts } from './cohort-file.js';
import { adultsOf } from './cohort.js';
import type { Progress } from './alert-rates.js';
import { type Before, type Change, createComparison } from './compare.js';

/** How many kinds of changed sentences are shown. */
const SHOWN = 4;
/** How many letters are shown on both sides of what differs. */
const BESIDE = 60;

/** Patients both knowledges are asked about. */
export interface Patients {
  readonly cases: readonly Case[];
  readonly survey?: Cohort | undefined;
}

export function patientsOf(folder: string, knowledge: Knowledge): Patients {
  return { cases: checkCases(folder, knowledge), survey: readCohorts(folder, knowledge)?.survey };
}

/** Everybody who is asked about, in the order of asking. */
export function* everybody(
  after: Knowledge,
  { cases, survey }: Patients,
  adults = survey?.adults,
): Generator<Patient> {
  const now = new Date(after.release.date);
  for (const { given } of cases) yield patientOf(given, after, now);
  if (survey && adults !== undefined)
    for (const { given } of adultsOf(survey, 'survey', after, { adults })) yield patientOf(given, after, now);
}

/** What the change from one knowledge to another does to the cases, to the whole patients and to a made-up population. */
export function* cardsDiff(
  before: Before,
  after: Knowledge,
  { cases, survey }: Patients,
  { adults, progress }: { readonly adults?: number | undefined; readonly progress: Progress },
): Generator<string> {
  const compare = createComparison(before, after);
  const reworded = new Reworded();
  const now = new Date(after.release.date);
  let [changed, worded] = [0, 0];
  let file = '';
  for (const one of cases) {
    const change = compare(patientOf(one.given, after, now));
    if (!change) continue;
    const lines = linesOf(change);
    if (lines.length === 0) {
      worded += 1;
      reworded.note(change);
      continue;
    }
    changed += 1;
    if (one.file !== file) yield one.file;
    file = one.file;
    yield `  ${one.name}`;
    for (const line of lines) yield `    ${line}`;
  }
  if (changed > 0) yield '';
  yield `Of ${cases.length} cases and whole patients: ${changed} with other cards, causes or tests, ${worded} with other words only`;
  if (survey)
    yield* surveyDiff(survey, compare, reworded, { after, now, adults: adults ?? survey.adults, progress });
  yield* reworded.lines();
}

function linesOf({ cards, causes, suggested }: Change): string[] {
  return [
    ...(cards ? [`cards: ${cards[0]} → ${cards[1]}`] : []),
    ...(causes ? [`causes: ${listed(causes[0])} → ${listed(causes[1])}`] : []),
    ...(suggested ? [`suggested: ${suggestedText(suggested)}`] : []),
  ];
}

function listed(ids: readonly string[]): string {
  return ids.length > 0 ? ids.join(', ') : 'none';
}

function suggestedText({ gone, come }: { gone: readonly string[]; come: readonly string[] }): string {
  return [
    ...(gone.length > 0 ? [`no longer ${gone.join(', ')}`] : []),
    ...(come.length > 0 ? [`now ${come.join(', ')}`] : []),
  ].join('; ');
}

/** Sentences that differ where nothing else does: one that follows from another cause or test is no new wording. */
class Reworded {
  /** By sentence without its values, so that one change of a limit is shown once. */
  readonly #found = new Map<
    string,
    { readonly example: Change['sentences'][number]; readonly rules: Set<string>; cards: number }
  >();

  note({ sentences }: Change): void {
    for (const example of sentences) {
      const key = [...example.gone, '', ...example.come].join('\n').replaceAll(/\d+(?:[.,-]\d+)*/gu, '0');
      const known = this.#found.get(key) ?? { example, rules: new Set<string>(), cards: 0 };
      known.rules.add(example.rule);
      known.cards += 1;
      this.#found.set(key, known);
    }
  }

  *lines(): Generator<string> {
    const sorted = [...this.#found.values()].sort((one, other) => other.cards - one.cards);
    for (const { example, rules, cards } of sorted.slice(0, SHOWN)) {
      yield '';
      yield `Other words on ${cards.toLocaleString('en')} ${cards === 1 ? 'card' : 'cards'} (${listed([...rules])})${cards > 1 ? ', for one' : ''}:`;
      const [gone, come] = cutAlike(example.gone, example.come);
      for (const line of gone) yield `  - ${line}`;
      for (const line of come) yield `  + ${line}`;
    }
    if (sorted.length > SHOWN) yield `and ${sorted.length - SHOWN} more`;
  }
}

/** Of one long sentence that became another, only the words around what differs. */
function cutAlike(gone: readonly string[], come: readonly string[]): [readonly string[], readonly string[]] {
  const [one, other] = [gone, come].map((lines) => lines.map((line) => line.replace(/^- /u, '')));
  const [before, after] = [one?.[0], other?.[0]];
  if (before === undefined || after === undefined || gone.length + come.length > 2)
    return [one ?? [], other ?? []];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const cut = (text: string): string => {
    const [from, to] = [start - BESIDE, text.length - end + BESIDE];
    return `${from > 0 ? '…' : ''}${text.slice(Math.max(from, 0), to)}${to < text.length ? '…' : ''}`;
  };
  return [[cut(before)], [cut(after)]];
}

function* surveyDiff(
  survey: Cohort,
  compare: ReturnType<typeof createComparison>,
  reworded: Reworded,
  {
    after,
    now,
    adults,
    progress,
  }: { readonly after: Knowledge; readonly now: Date; readonly adults: number; readonly progress: Progress },
): Generator<string> {
  const counts = new Map<string, number>();
  const count = (line: string): unknown => counts.set(line, (counts.get(line) ?? 0) + 1);
  let [done, changed] = [0, 0];
  for (const { given } of adultsOf(survey, 'survey', after, { adults })) {
    const change = compare(patientOf(given, after, now));
    done += 1;
    progress(done, adults);
    if (!change) continue;
    changed += 1;
    const { cards, causes, suggested } = change;
    if (cards) count(`cards: ${cards[0]} → ${cards[1]}`);
    else if (causes) count('causes: others, or in another order');
    if (!cards && suggested) count(`suggested: ${suggestedText(suggested)}`);
    if (linesOf(change).length > 0) continue;
    count('other words only');
    reworded.note(change);
  }
  yield '';
  yield `${survey.title}: ${changed} of ${adults.toLocaleString('en')} adults (seed ${survey.seed}) see a change`;
  for (const [line, times] of [...counts].sort(([, one], [, other]) => other - one))
    yield `  ${String(times).padStart(6)}  ${line}`;
}
