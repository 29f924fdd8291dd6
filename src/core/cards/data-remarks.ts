import { unnamedMedicines } from '../facts/medicines.js';
import { uncodedProblems } from '../facts/problems.js';
import { codingKeys, isObject } from '../record/codes.js';
import type { Remark } from '../model/advice.js';
import type { Judgement } from '../rules/judge.js';
import { onlyLab, spokenKeys } from '../rules/unanswered.js';
import { byDay, dayText } from './dates.js';
import type { Findings } from './findings.js';
import type { Phrasebook } from './phrasebook.js';
import { labList, labName, remarkText, sayOfPatient } from './phrases.js';

/** What was found about the data, a sentence each, save what the context card says already. */
export function dataSentences(
  { rule }: Judgement,
  findings: Findings,
  alreadySaid: ReadonlySet<string>,
): string[] {
  const { facts } = findings;
  const notes = rule.notes.flatMap(({ id, when }) =>
    facts.ask(when) === 'yes' ? [sayOfPatient(findings, 'notes', id)] : [],
  );
  return [
    ...resultLines(findings, alreadySaid),
    ...notThereLines(findings),
    ...leftOutLines(findings),
    ...notes,
  ];
}

/** Of that, what came and could not be used. */
export function leftOutSentences(findings: Findings, alreadySaid: ReadonlySet<string>): string[] {
  return [...resultLines(findings, alreadySaid), ...leftOutLines(findings)];
}

/** What is said of single results, and the red flags that depend on them. */
function resultLines(
  { remarks, openFlags, occasion: { now }, parts: { book } }: Findings,
  alreadySaid: ReadonlySet<string>,
): string[] {
  // A remark without a sentence is for the explanation alone.
  const said = remarks.filter(({ id, kind }) => !alreadySaid.has(id) && book.has('remarks', kind));
  const old = said.filter(({ kind }) => kind === 'stale');
  const together = old.length > 1 ? [tooOldText(old, now, book)] : [];
  return [
    ...said.filter((one) => together.length === 0 || !old.includes(one)).map((it) => remarkText(it, book)),
    ...together,
    ...openFlags().map(({ labs, labels }) =>
      book.say('given', 'flags-open', {
        labs: labList(labs, book),
        list: labels.map((label) => book.say('sections', 'whether', { label: book.label(label) })).join('; '),
      }),
    ),
  ];
}

/** Of three months ago a whole panel may be: `ALT, AST (28 Nov), CRP (5 Dec)`. */
function tooOldText(remarks: readonly Remark[], now: Date, book: Phrasebook): string {
  const list = byDay(remarks, ({ places }) => dayText(places['day'] ?? '', now, book)).map(([day, ones]) =>
    book.say('lists', 'named', { value: ones.map(({ lab }) => labName(lab, book)).join(', '), name: day }),
  );
  return book.say('given', 'too-old', { list: list.join('; ') });
}

/** What was asked for and is not there. */
function notThereLines(findings: Findings): string[] {
  const { request, parts } = findings;
  const { book, triggers } = parts;
  const lines: string[] = [];
  for (const lab of triggers) if (!request.given.has(lab)) lines.push(book.say('notGiven', lab));
  const absent = unavailableNames(findings);
  if (absent.length > 0) lines.push(book.say('given', 'unavailable', { list: absent.join(', ') }));
  const partly = partlyNames(findings).filter((name) => !absent.includes(name));
  if (partly.length > 0) lines.push(book.say('given', 'partly', { list: partly.join(', ') }));
  return lines;
}

/** What came and was not used. */
function leftOutLines(findings: Findings): string[] {
  const { record, parts } = findings;
  const { book } = parts;
  const lines: string[] = [];
  const uncoded = uncodedProblems(record, findings.occasion.now.getTime());
  if (uncoded > 0) lines.push(book.say('given', 'uncoded-problems', { count: String(uncoded) }));
  const unnamed = unnamedMedicines(record);
  if (unnamed > 0) lines.push(book.say('given', 'unnamed-medicines', { count: String(unnamed) }));
  const foreign = record.setAside.filter(({ why }) => why === 'other-patient' || why === 'no-subject').length;
  if (foreign > 0) lines.push(book.say('given', 'other-patient', { count: String(foreign) }));
  const modified = modifiedNames(findings);
  if (modified.length > 0) lines.push(book.say('given', 'modified', { list: modified.join(', ') }));
  const unread = record.setAside.filter(({ why }) => why === 'too-large' || why === 'malformed').length;
  if (unread > 0) lines.push(book.say('given', 'unread', { count: String(unread) }));
  return lines;
}

/** What was not used as it carries a modifier that is not understood: what is on record, and tests that may be done. */
function modifiedNames({ facts, record, parts: { book, plannedOrders } }: Findings): string[] {
  const codes = record.setAside.flatMap(({ why, resource }) =>
    why === 'modifier-extension' && isObject(resource) ? codingKeys(resource['code']) : [],
  );
  const keys = new Set(codes.filter((key) => plannedOrders.keys.has(key)));
  const tests = keys.size === 0 ? [] : [...plannedOrders.orders.values()].flatMap((order) => order.tests);
  const known = tests.filter((one) => one.keys.some((key) => keys.has(key)));
  return [
    ...facts.notUnderstood().map(({ id }) => book.say('valueSets', id)),
    ...known.map(({ test }) => book.say('tests', test.id)),
  ];
}

/** Names of the data that did not come; medicines count as given when any of their lists was. */
function unavailableNames({ request: { unavailable, service }, parts: { book } }: Findings): string[] {
  if (unavailable.length === 0) return [];
  const names = (keys: readonly string[]): Set<string> =>
    new Set(keys.filter((key) => book.has('prefetch', key)).map((key) => book.say('prefetch', key)));
  const absent = new Set(unavailable);
  const given = names(Object.keys(service.prefetch).filter((key) => !absent.has(key)));
  return [...names(spokenKeys(unavailable, service))].filter((name) => !given.has(name));
}

/** Names of the data that was asked for and came only in part, medicines also when one of their lists failed. */
function partlyNames({ request: { unanswered = [], service, given }, parts: { book } }: Findings): string[] {
  const names = spokenKeys(unanswered, service).flatMap((key) => {
    if (book.has('prefetch', key)) return [book.say('prefetch', key)];
    const lab = onlyLab(service, key);
    return lab !== undefined && given.has(lab) ? [labName(lab, book)] : [];
  });
  return [...new Set(names)];
}
