import { unnamedMedicines } from '../facts/history.js';
import type { Judgement } from '../rules/judge.js';
import { onlyLab, spokenKeys } from '../rules/unanswered.js';
import type { Findings } from './findings.js';
import { labName, remarkText, sayOfPatient } from './phrases.js';
import { bullets } from './sections.js';

/** What was found about the data, save what the context card says already. */
export function remarksText(
  { rule }: Judgement,
  findings: Findings,
  alreadySaid: ReadonlySet<string>,
): string {
  const { request, record, remarks, facts, parts } = findings;
  const { book, triggers } = parts;
  const lines = remarks.filter(({ id }) => !alreadySaid.has(id)).map((it) => remarkText(it, book));
  for (const lab of triggers) if (!request.given.has(lab)) lines.push(book.say('notGiven', lab));
  const absent = unavailableNames(findings);
  if (absent.length > 0) lines.push(book.say('given', 'unavailable', { list: absent.join(', ') }));
  const partly = partlyNames(findings).filter((name) => !absent.includes(name));
  if (partly.length > 0) lines.push(book.say('given', 'partly', { list: partly.join(', ') }));
  const unnamed = unnamedMedicines(record);
  if (unnamed > 0) lines.push(book.say('given', 'unnamed-medicines', { count: String(unnamed) }));
  const foreign = record.setAside.filter(({ why }) => why === 'other-patient' || why === 'no-subject').length;
  if (foreign > 0) lines.push(book.say('given', 'other-patient', { count: String(foreign) }));
  for (const { id, when } of rule.notes)
    if (facts.ask(when) === 'yes') lines.push(sayOfPatient(findings, 'notes', id));
  return lines.length === 0 ? '' : `${book.say('sections', 'remarks')}\n\n${bullets(lines)}`;
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
