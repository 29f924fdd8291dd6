import type { OrderedCause } from '../rules/causes.js';
import { unnamedMedicines } from '../facts/history.js';
import type { Judgement } from '../rules/judge.js';
import type { Words } from '../model/knowledge.js';
import type { NotSuggested } from '../rules/orders.js';
import { labList, labName, placesFrom, remarkText, unitText, valueText } from './phrases.js';
import type { Findings } from './findings.js';
import type { Reading } from '../readings/reading.js';
import { capitalised, escapeMarkdown, label, printIndex, printNumber, printValue, say } from './text.js';
import { onlyLab } from '../rules/unanswered.js';

/** The most common causes shown; the rest stand in the explanation. */
const CAUSES_SHOWN = 6;

/** A Markdown list. */
export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** One bullet for each result: value, date, limit and where the limit comes from. */
export function findingLines(readings: readonly Reading[], words: Words): string {
  return bullets(readings.map((reading) => findingLine(reading, words)));
}

/** The sentences of advice whose conditions hold. */
export function adviceLines({ rule }: Judgement, findings: Findings): string {
  const { words, facts } = findings;
  const holding = rule.say.filter(({ when }) => facts.ask(when) === 'yes');
  return bullets(
    holding.map(({ id }) => say(words, 'advice', id, placesFrom(findings, words['advice']?.[id] ?? ''))),
  );
}

function findingLine(reading: Reading, words: Words): string {
  const { lab, limit, day = '', ageDays = 0 } = reading;
  const age = ageDays === 0 ? 'today' : ageDays === 1 ? 'one' : 'many';
  const limitText =
    limit?.value === undefined ? '' : `${printNumber(limit.value)} ${unitText(lab, words)}`.trim();
  const line = say(words, 'sections', 'finding', {
    Lab: capitalised(labName(lab.id, words)),
    value: escapeMarkdown(valueText(reading, words)),
    day,
    age: say(words, 'daysAgo', age, { days: String(ageDays) }),
    above: say(words, 'above', 'all'),
    limit: say(words, 'basis', limit?.basis ?? 'default', { limit: limitText }),
  });
  return isConverted(reading)
    ? `${line}; ${say(words, 'sections', 'converted', { received: escapeMarkdown(reading.received ?? '') })}`
    : line;
}

function isConverted({ amount, result, lab }: Reading): boolean {
  const sent = result?.observation.valueQuantity?.value;
  return lab.unit !== undefined && amount !== undefined && sent !== undefined && sent !== amount.stated;
}

/** Why the card is a warning; empty when it is none. */
export function warningLine({ warnings }: Judgement, words: Words): string {
  return warnings.length === 0
    ? ''
    : say(words, 'sections', 'warnings', {
        list: warnings.map((english) => label(words, english)).join('; '),
      });
}

/** Supporting results in the order of the words file: with the limit where raised, the date where it is another day's. */
export function otherResults(triggers: readonly string[], findings: Findings): string {
  const { record, readings, words } = findings;
  const days = new Set(triggers.map((id) => readings(id).day));
  const list = Object.keys(words['labs'] ?? {})
    .filter((id) => record.results.has(id) && !triggers.includes(id))
    .map(readings)
    .filter(({ amount, outcome, problem }) => (amount ?? outcome) !== undefined && problem === undefined)
    .map((reading) => {
      const { lab, raised, limit, day } = reading;
      const notes = [
        ...(raised === 'yes' && limit?.value !== undefined
          ? [say(words, 'sections', 'limit', { limit: printNumber(limit.value) })]
          : []),
        ...(day !== undefined && !days.has(day) ? [day] : []),
      ];
      const noted = notes.length > 0 ? ` (${notes.join(', ')})` : '';
      return `${labName(lab.id, words)} ${escapeMarkdown(valueText(reading, words))}${noted}`;
    });
  return list.length === 0 ? '' : say(words, 'sections', 'others', { list: list.join(', ') });
}

/** FIB-4 with its inputs, or why there is none; empty where it is not asked. */
export function fib4Line({ facts, words, readings, person }: Findings): string {
  const category = facts.value('fib4Category');
  if (category === undefined) return '';
  if (category === 'missing-input') {
    const missing = ['alt', 'ast', 'platelets'].filter((id) => !readings(id).amount?.stated);
    return say(words, 'sections', 'fib4Missing', { list: labList(missing, words) });
  }
  if (category === 'not-interpretable')
    return say(words, 'sections', 'fib4NotInterpretable', {
      reason: say(words, 'fib4Reason', printValue(facts.value('fib4Reason'))),
    });
  const value = facts.value('fib4');
  const stated = (id: string): string => String(readings(id).amount?.stated ?? '');
  return say(words, 'sections', 'fib4', {
    value: typeof value === 'number' ? printIndex(value) : '',
    category: say(words, 'fib4Category', printValue(category)),
    age: String(person.age?.first ?? ''),
    ast: stated('ast'),
    alt: stated('alt'),
    platelets: stated('platelets'),
  });
}

/** The causes in order, and those not to miss. */
export function causesText(causes: readonly OrderedCause[], words: Words): string {
  const shown = causes.slice(0, CAUSES_SHOWN).map(({ cause, movedBy }, index) => {
    const seen = movedBy.map((english) => label(words, english)).join('; ');
    const because = seen === '' ? '' : ` (${seen})`;
    return `${String(index + 1)}. ${capitalised(say(words, 'causes', cause.id))}${because}`;
  });
  return `${say(words, 'sections', 'causes')}\n\n${shown.join('\n')}\n\n${say(words, 'sections', 'missNot')}`;
}

/** What might have made it a warning, had it been known. */
export function unknownsLine({ unknowns }: Judgement, { words }: Findings): string {
  return unknowns.length === 0
    ? ''
    : say(words, 'sections', 'unknowns', {
        list: unknowns
          .map((english) => say(words, 'sections', 'whether', { label: label(words, english) }))
          .join('; '),
      });
}

/** What was found about the data, save what the context card says already. */
export function remarksText(findings: Findings, contextRemarks: ReadonlySet<string>): string {
  const { words, request, record, person, remarks, readings } = findings;
  const lines = remarks.filter(({ id }) => !contextRemarks.has(id)).map((it) => remarkText(it, words));
  for (const lab of findings.surroundings.knowledge.labs.values())
    if (lab.role === 'trigger' && !request.given.has(lab.id)) lines.push(say(words, 'given', lab.id));
  const absent = unavailableNames(findings);
  if (absent.length > 0) lines.push(say(words, 'given', 'unavailable', { list: absent.join(', ') }));
  const partly = partlyNames(findings).filter((name) => !absent.includes(name));
  if (partly.length > 0) lines.push(say(words, 'given', 'partly', { list: partly.join(', ') }));
  const unnamed = unnamedMedicines(record);
  if (unnamed > 0) lines.push(say(words, 'given', 'unnamed-medicines', { count: String(unnamed) }));
  const foreign = record.setAside.filter(({ why }) => why === 'other-patient' || why === 'no-subject').length;
  if (foreign > 0) lines.push(say(words, 'given', 'other-patient', { count: String(foreign) }));
  const ferritin = readings('ferritin');
  if (ferritin.limit?.basis === 'default') {
    if (person.sex === undefined) lines.push(say(words, 'given', 'sex-unknown'));
    if (person.sex === 'female') lines.push(say(words, 'given', 'menopause'));
  }
  return lines.length === 0 ? '' : `${say(words, 'sections', 'remarks')}\n\n${bullets(lines)}`;
}

/** Names of the data that did not come; medicines count as given when any of their lists was. */
function unavailableNames({ request, words }: Findings): string[] {
  const names = (keys: readonly string[]): Set<string> =>
    new Set(keys.flatMap((key) => words['prefetch']?.[key] ?? []));
  const absent = new Set(request.unavailable);
  const given = names(Object.keys(request.service.prefetch).filter((key) => !absent.has(key)));
  return [...names(request.unavailable)].filter((name) => !given.has(name));
}

/** Names of the data that was asked for and came only in part, medicines also when one of their lists failed. */
function partlyNames({ request: { unanswered = [], service, given }, words }: Findings): string[] {
  const names = unanswered.flatMap((key) => {
    const lab = onlyLab(service, key);
    if (lab === undefined) return words['prefetch']?.[key] ?? [];
    return given.has(lab) ? [labName(lab, words)] : [];
  });
  return [...new Set(names)];
}

/** The tests not offered because they are done. */
export function doneLine(notSuggested: readonly NotSuggested[], words: Words): string {
  const list = notSuggested.flatMap(({ test, because }) =>
    test && because.reason === 'done' ? [`${say(words, 'tests', test.id)} (${because.day})`] : [],
  );
  return list.length === 0 ? '' : say(words, 'sections', 'done', { list: list.join(', ') });
}

/** Rule set, statement, sources and limits. */
export function evidenceLines({ rule }: Judgement, { words, surroundings }: Findings): string {
  const { release, sources } = surroundings.knowledge;
  const cited = rule.because.map((id) => sources.get(id)).filter((source) => source?.kind !== 'decision');
  const evidence = say(words, 'sections', 'evidence', {
    version: release.version,
    date: release.date,
    statement: say(words, 'statement', rule.id),
    sources: cited
      .map((source) => {
        const name = source?.short ?? source?.id ?? '';
        return source?.verified === false ? say(words, 'sections', 'notVerified', { name }) : name;
      })
      .join(', '),
  });
  const limits = words['limits']?.[rule.id] === undefined ? 'all' : rule.id;
  return `${evidence} ${say(words, 'limits', limits)}`;
}
