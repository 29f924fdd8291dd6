import type { Action, AdviceRequest, Card, Suggestion, Surroundings } from './advice.js';
import type { OrderedCause } from './causes.js';
import type { Facts, Readings } from './facts.js';
import type { Judgement } from './judge.js';
import type { Lab, OrderGroup, Words } from './knowledge.js';
import type { NotSuggested, Suggested, Workup } from './orders.js';
import type { Person } from './person.js';
import type { Reading } from './reading.js';
import type { PatientRecord } from './record.js';
import type { Remark } from './advice.js';
import { capitalised, clipSummary, escapeMarkdown, printNumber, say } from './text.js';

/** Everything a card is written from. */
export interface Findings {
  readonly request: AdviceRequest;
  readonly surroundings: Surroundings;
  readonly words: Words;
  readonly person: Person;
  readonly record: PatientRecord;
  readonly readings: Readings;
  readonly facts: Facts;
  readonly remarks: readonly Remark[];
}

/** The most common causes shown; the rest stand in the explanation. */
const CAUSES_SHOWN = 6;
const GROUPS: readonly OrderGroup[] = ['urgent', 'first-line', 'second-line', 'imaging'];

/** The card of a rule that found something: values, causes in order, what is not known, what is offered. */
export function mainCard(
  judgement: Judgement,
  causes: readonly OrderedCause[],
  workup: Workup,
  contextRemarks: ReadonlySet<string>,
  findings: Findings,
): Card {
  const { rule } = judgement;
  const { words, readings, surroundings } = findings;
  const values = Object.fromEntries(rule.triggers.map((id) => [id, valueText(readings(id), words)]));
  const detail = [
    rule.triggers.map((id) => `- ${findingLine(readings(id), words)}`).join('\n'),
    warningLine(judgement, words),
    otherResults(rule.triggers, findings),
    fib4Line(findings),
    causesText(causes, words),
    rule.say
      .filter(({ when }) => findings.facts.ask(when) === 'yes')
      .map(({ id }) => `- ${say(words, 'advice', id, placesFrom(findings, words['advice']?.[id] ?? ''))}`)
      .join('\n'),
    unknownsLine(judgement, findings),
    remarksText(findings, contextRemarks),
    doneLine(workup.notSuggested, words),
    evidenceLines(judgement, findings),
  ];
  const suggestions = suggestionsOf(workup.suggested, rule.triggers, findings);
  return {
    ...cardFrame(judgement, findings),
    summary: clipSummary(say(words, 'summary', rule.id, values)),
    detail: detail.filter((part) => part !== '').join('\n\n'),
    ...(suggestions.length > 0 && { suggestions, selectionBehavior: 'any' as const }),
    overrideReasons: overrideReasons(surroundings, words),
  };
}

/** The card that says what was not evaluated, and why. */
export function contextCard(judgement: Judgement, lines: readonly string[], findings: Findings): Card {
  const { words, surroundings, readings } = findings;
  const { release } = surroundings.knowledge;
  const raised = judgement.rule.triggers.filter((id) => readings(id).raised === 'yes');
  const unreadable = judgement.lines.some((line) => 'each' in line && line.each === 'unreadable');
  const onlyLimit = judgement.lines.every((line) => 'each' in line);
  const kind = unreadable ? 'context-unreadable' : onlyLimit ? 'context-limit' : 'context-other';
  const named = unreadable ? [...new Set(findings.remarks.filter((it) => judgement.rule.triggers.includes(it.lab)).map(({ lab }) => lab))] : raised;
  const values = raised.map((id) => `- ${findingLine(readings(id), words)}`).join('\n');
  return {
    ...cardFrame(judgement, findings),
    summary: clipSummary(say(words, 'summary', kind, { labs: labList(named, words) })),
    detail: [
      values,
      lines.map((line) => `- ${line}`).join('\n'),
      say(words, 'sections', 'contextLimits', { version: release.version, date: release.date }),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    overrideReasons: overrideReasons(surroundings, words),
  };
}

function cardFrame(
  { rule, indicator }: Judgement,
  { surroundings, words }: Findings,
): Pick<Card, 'uuid' | 'indicator' | 'source' | 'links'> {
  const url = `${surroundings.publicUrl}/evidence/${rule.id}`;
  return {
    uuid: surroundings.newId(),
    indicator,
    source: {
      label: say(words, 'sourceLabel', 'all', { version: surroundings.knowledge.release.version }),
      url,
      topic: {
        system: `${surroundings.canonicalBase}/CodeSystem/card-topic`,
        code: rule.topic,
        display: rule.question,
      },
    },
    links: [{ label: say(words, 'link', 'evidence'), url, type: 'absolute' }],
  };
}

function overrideReasons({ knowledge }: Surroundings, words: Words): Card['overrideReasons'] {
  return knowledge.release.overrideReasons.map(({ system, code }) => ({
    system,
    code,
    display: say(words, 'overrideReasons', code),
  }));
}

/** `620 ng/mL`, `>2000 pg/mL`, `positive`; the unit as printed, never as received. */
export function valueText({ amount, outcome, lab }: Reading, words: Words): string {
  if (amount) return `${amount.comparator ?? ''}${printNumber(amount.stated)} ${unitText(lab, words)}`.trim();
  return outcome ? say(words, 'positive', outcome) : '';
}

function unitText({ unit = '' }: Lab, words: Words): string {
  return words['units']?.[unit] ?? unit;
}

export function labName(id: string, words: Words): string {
  return say(words, 'labs', id);
}

function labList(ids: readonly string[], words: Words): string {
  return ids.map((id) => labName(id, words)).join(', ');
}

function findingLine(reading: Reading, words: Words): string {
  const { lab, limit, day = '', ageDays = 0 } = reading;
  const age = ageDays === 0 ? 'today' : ageDays === 1 ? 'one' : 'many';
  const limitText = limit?.value === undefined ? '' : `${printNumber(limit.value)} ${unitText(lab, words)}`.trim();
  const line = say(words, 'sections', 'finding', {
    Lab: capitalised(labName(lab.id, words)),
    value: valueText(reading, words),
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
  return lab.unit !== undefined && amount !== undefined && sent !== undefined && Number(sent) !== amount.stated;
}

function warningLine({ warnings }: Judgement, words: Words): string {
  return warnings.length === 0 ? '' : say(words, 'sections', 'warnings', { list: warnings.join('; ') });
}

/** Supporting results in the order of the lab files, with their limits where raised, and their dates where older. */
function otherResults(triggers: readonly string[], findings: Findings): string {
  const { record, readings, surroundings, words } = findings;
  const list = [...surroundings.knowledge.labs.keys()]
    .filter((id) => record.results.has(id) && !triggers.includes(id))
    .map((id) => readings(id))
    .filter(({ amount, outcome, problem }) => (amount ?? outcome) !== undefined && problem === undefined)
    .map((reading) => {
      const high = reading.raised === 'yes' && reading.limit?.value !== undefined ? ` (limit ${printNumber(reading.limit.value)})` : '';
      const dated = (reading.ageDays ?? 0) > 0 ? ` (${reading.day ?? ''})` : '';
      return `${labName(reading.lab.id, words)} ${valueText(reading, words)}${high}${dated}`;
    });
  return list.length === 0 ? '' : say(words, 'sections', 'others', { list: list.join(', ') });
}

function fib4Line({ facts, words, readings, person }: Findings): string {
  const category = facts.value('fib4Category');
  if (category === undefined) return '';
  if (category === 'missing-input') {
    const missing = ['alt', 'ast', 'platelets'].filter((id) => !readings(id).amount);
    return say(words, 'sections', 'fib4Missing', { list: labList(missing, words) });
  }
  if (category === 'not-interpretable')
    return say(words, 'sections', 'fib4NotInterpretable', {
      reason: say(words, 'fib4Reason', String(facts.value('fib4Reason'))),
    });
  const value = facts.value('fib4');
  const stated = (id: string): string => String(readings(id).amount?.stated ?? '');
  return say(words, 'sections', 'fib4', {
    value: typeof value === 'number' ? value.toFixed(2) : '',
    category: say(words, 'fib4Category', String(category)),
    age: String(person.age?.first ?? ''),
    ast: stated('ast'),
    alt: stated('alt'),
    platelets: stated('platelets'),
  });
}

function causesText(causes: readonly OrderedCause[], words: Words): string {
  const shown = causes.slice(0, CAUSES_SHOWN).map(({ cause, movedBy }, index) => {
    const because = movedBy.length > 0 ? ` (${movedBy.join('; ')})` : '';
    return `${String(index + 1)}. ${capitalised(say(words, 'causes', cause.id))}${because}`;
  });
  return `${say(words, 'sections', 'causes')}\n\n${shown.join('\n')}\n\n${say(words, 'sections', 'missNot')}`;
}

/** Facts that a sentence names, printed. */
function placesFrom({ facts }: Findings, sentence: string): Record<string, string> {
  const names = [...sentence.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name);
  return Object.fromEntries(
    names.map((name) => {
      const value = facts.value(name);
      return [name, typeof value === 'number' ? printNumber(value) : String(value ?? '')];
    }),
  );
}

function unknownsLine({ unknowns }: Judgement, { words }: Findings): string {
  return unknowns.length === 0 ? '' : say(words, 'sections', 'unknowns', { list: unknowns.map((label) => `whether ${label}`).join('; ') });
}

/** What was found about the data, save what the context card says already. */
function remarksText(findings: Findings, contextRemarks: ReadonlySet<string>): string {
  const { words, request, record, person, remarks, readings } = findings;
  const lines = remarks.filter(({ id }) => !contextRemarks.has(id)).map((it) => remarkText(it, words));
  for (const lab of findings.surroundings.knowledge.labs.values())
    if (lab.role === 'trigger' && !request.given.has(lab.id)) lines.push(say(words, 'given', lab.id));
  const foreign = record.setAside.filter(({ why }) => why === 'other-patient' || why === 'no-subject').length;
  if (foreign > 0) lines.push(say(words, 'given', 'other-patient', { count: String(foreign) }));
  const ferritin = readings('ferritin');
  if (ferritin.limit?.basis === 'default') {
    if (person.sex === undefined) lines.push(say(words, 'given', 'sex-unknown'));
    if (person.sex === 'female') lines.push(say(words, 'given', 'menopause'));
  }
  return lines.length === 0 ? '' : `${say(words, 'sections', 'remarks')}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

/** The sentence of a remark, with what came from the record escaped. */
export function remarkText({ kind, lab, places }: Remark, words: Words): string {
  const name = labName(lab, words);
  const escaped = Object.fromEntries(Object.entries(places).map(([key, text]) => [key, escapeMarkdown(text)]));
  return say(words, 'remarks', kind, { ...escaped, lab: name, Lab: capitalised(name) });
}

function doneLine(notSuggested: readonly NotSuggested[], words: Words): string {
  const list = notSuggested.flatMap(({ test, because }) =>
    test && because.reason === 'done' ? [`${say(words, 'tests', test.id)} (${because.day})`] : [],
  );
  return list.length === 0 ? '' : say(words, 'sections', 'done', { list: list.join(', ') });
}

function evidenceLines({ rule }: Judgement, { words, surroundings }: Findings): string {
  const { release, sources } = surroundings.knowledge;
  const cited = rule.because.map((id) => sources.get(id)).filter((source) => source?.kind !== 'decision');
  const evidence = say(words, 'sections', 'evidence', {
    version: release.version,
    date: release.date,
    statement: say(words, 'statement', rule.id),
    sources: cited.map((source) => source?.short ?? source?.id ?? '').join(', '),
  });
  return `${evidence} ${say(words, 'sections', 'limits')}`;
}

function suggestionsOf(suggested: readonly Suggested[], triggers: readonly string[], findings: Findings): Suggestion[] {
  const { words, request, surroundings } = findings;
  const name = ({ test }: Suggested): string => say(words, 'tests', test.id);
  const inOrder = GROUPS.map((group) => suggested.filter(({ order }) => order.group === group)).filter(
    (group) => group.length > 0,
  );
  const action = (one: Suggested): Action => actionOf(one, triggers, findings);
  if (request.client.suggestions === 'single')
    return inOrder.flat().map((one) => ({
      label: say(words, 'suggestion', 'one', { test: name(one) }),
      uuid: surroundings.newId(),
      actions: [action(one)],
    }));
  return inOrder.map((group) => ({
    label: say(words, 'suggestion', group[0]?.order.group ?? '', {
      count: String(group.length),
      tests: group.map(name).join(', '),
    }),
    uuid: surroundings.newId(),
    actions: group.map(action),
  }));
}

function actionOf({ order, test }: Suggested, triggers: readonly string[], findings: Findings): Action {
  const { words, request, readings } = findings;
  const window = test.window ?? order.window;
  const kind = 'since' in window ? 'since' : 'days' in window ? 'days' : 'ever';
  const places = {
    test: say(words, 'tests', test.id),
    days: 'days' in window ? String(window.days.value) : '',
    day: 'since' in window ? (readings(window.since).day ?? '') : '',
  };
  const note = words['actionNote']?.[order.id] ?? '';
  const reasons = triggers.map((id) => readings(id).result?.reference).filter((reference) => reference !== undefined);
  return {
    type: 'create',
    description: `${say(words, 'action', kind, places)}${note}`,
    resource: {
      resourceType: 'ServiceRequest',
      status: 'draft',
      intent: 'proposal',
      code: {
        coding: test.codes.map(({ system, code, display }) => ({ system, code, ...(display && { display }) })),
        text: capitalised(places.test),
      },
      subject: { reference: `Patient/${request.patientId}` },
      ...(request.encounterId !== undefined && { encounter: { reference: `Encounter/${request.encounterId}` } }),
      ...(reasons.length > 0 && { reasonReference: reasons.map((reference) => ({ reference })) }),
    },
  };
}
