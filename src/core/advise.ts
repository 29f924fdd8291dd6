import type {
  Advice,
  AdviceRequest,
  Card,
  ExplainedReading,
  Explanation,
  Remark,
  Surroundings,
} from './advice.js';
import { contextCard, mainCard } from './card.js';
import { orderCauses } from './causes.js';
import type { ContextSentence } from './detail.js';
import { createFacts, type Facts, type Readings, variableOf } from './facts.js';
import { type Judgement, judge, stepsOf } from './judge.js';
import type { Knowledge, Rule, Words } from './knowledge.js';
import { type NotSuggested, planWorkup } from './orders.js';
import { personOf } from './person.js';
import { type Findings, labName, remarkText } from './phrases.js';
import { type Reader, type Reading, readLab } from './reading.js';
import { type PatientRecord, readRecord } from './record.js';
import { say } from './text.js';

/** Remarks that are said on a card that is made, but never make one. */
const NEVER_A_CARD = new Set([
  'stale',
  'unpaired',
  'older-alone',
  'interpretation-conflict',
  'above-default-but-lab-normal',
]);
const LIMIT_NOT_USED = 'limit-implausible';

/**
 * Answers one request: results in, cards out. Pure: the same request, knowledge, time and ids give the same answer.
 * Never throws on any resource that passed the door.
 */
export function advise(request: AdviceRequest, surroundings: Surroundings): Advice {
  const { knowledge, now } = surroundings;
  const record = readRecord(request, knowledge, now);
  const person = personOf(record.patient, now);
  const { readings, remarks } = readAll(record, knowledge, {
    client: request.client,
    person,
    now: now.getTime(),
    pregnant: () => facts.value('pregnant') === true,
  });
  const triggers = [...knowledge.labs.values()].filter(({ role }) => role === 'trigger').map(({ id }) => id);
  const triggerRemarks = triggers.flatMap((id) => readings(id).remarks);
  const unreadable = triggerRemarks.filter(({ kind }) => !NEVER_A_CARD.has(kind) && kind !== LIMIT_NOT_USED);
  const limitNotUsed = triggerRemarks.filter(({ kind }) => kind === LIMIT_NOT_USED);
  const facts: Facts = createFacts({
    knowledge,
    person,
    record,
    readings,
    now: now.getTime(),
    lists: { unreadable: unreadable.map(({ id }) => id), limitNotUsed: limitNotUsed.map(({ id }) => id) },
  });
  const judgements = rulesOf(request, knowledge).map((rule) => judge(rule, facts));
  const words = knowledge.words.get(request.client.language) ?? {};
  const findings: Findings = {
    request,
    surroundings,
    words,
    person,
    record,
    readings,
    facts,
    get remarks() {
      return remarks();
    },
  };
  const fired = judgements.filter(({ verdict }) => verdict === 'card');
  const main = fired.find(({ rule }) => rule.consider.length > 0);
  const context = fired.find(({ rule }) => rule.lines.length > 0);
  const lines = context ? contextLines(context, { unreadable, limitNotUsed }, findings) : [];
  const causes = main ? orderCauses(main.rule, facts, knowledge) : [];
  const workup = main
    ? planWorkup(main.rule, facts, { readings, record, now: now.getTime(), knowledge })
    : { suggested: [], notSuggested: [] };
  const cards: Card[] = [
    ...(main ? [mainCard(main, causes, workup, new Set(lines.map(({ id }) => id)), findings)] : []),
    ...(context ? [contextCard(context, lines, findings)] : []),
  ];
  return {
    cards,
    explain: (): Explanation => ({
      service: request.service.id,
      knowledge: { version: knowledge.release.version, date: knowledge.release.date },
      readings: explainReadings(triggers, record, readings, findings),
      setAside: record.setAside.map(({ resource: _resource, ...rest }) => rest),
      dataQuality: remarks().map(({ id }) => id),
      facts: Object.fromEntries(
        [...knowledge.facts.values()].map((fact) => [variableOf(fact.id), facts.explain(fact)]),
      ),
      redFlags: [],
      context: lines.map(({ id }) => id),
      causes: causes.map(({ cause }) => cause.id),
      rules: judgements.map(({ rule, verdict }) => ({ id: rule.id, verdict, steps: stepsOf(rule, facts) })),
      suggested: [...new Set(workup.suggested.map(({ order }) => order.id))],
      notSuggested: workup.notSuggested.map((one) => ({
        order: one.order.id,
        because: becauseText(one, words),
      })),
      cards,
    }),
  };
}

function rulesOf({ service }: AdviceRequest, knowledge: Knowledge): Rule[] {
  return service.rules
    .map((id) => knowledge.rules.get(id))
    .filter((rule) => rule !== undefined)
    .filter(({ status }) => status === 'active');
}

/** Readings, each made when first asked for; the pair of triggers is settled before anything else. */
function readAll(
  record: PatientRecord,
  knowledge: Knowledge,
  reader: Reader,
): { readings: Readings; remarks: () => Remark[] } {
  const made = new Map<string, Reading>();
  const readings: Readings = (id) => {
    const known = made.get(id);
    if (known) return known;
    const lab = knowledge.labs.get(id);
    if (!lab) throw new Error(`no lab ${id}`);
    const reading = readLab(lab, record.results.get(id) ?? [], reader);
    made.set(id, reading);
    return reading;
  };
  for (const lab of knowledge.labs.values()) {
    if (!lab.pair) continue;
    for (const reading of separatePair(readings(lab.id), readings(lab.pair.with), lab.pair.within.value))
      made.set(reading.lab.id, reading);
  }
  return {
    readings,
    remarks: () =>
      [...knowledge.labs.keys()].filter((id) => record.results.has(id)).flatMap((id) => readings(id).remarks),
  };
}

/**
 * Two results further apart than the pair window are no pair: a raised newer one stands alone and the older is left
 * out; otherwise the older is judged alone. Either way the older is named.
 */
function separatePair(one: Reading, other: Reading, within: number): Reading[] {
  if (
    one.ageDays === undefined ||
    other.ageDays === undefined ||
    one.problem !== undefined ||
    other.problem !== undefined
  )
    return [];
  if (Math.abs(one.ageDays - other.ageDays) <= within) return [];
  const [newer, older] = one.ageDays < other.ageDays ? [one, other] : [other, one];
  const named = (kind: string): Remark => ({
    id: `${older.lab.id}-${kind}`,
    kind,
    lab: older.lab.id,
    places: { day: older.day ?? '', days: String(within) },
  });
  if (newer.raised === 'yes') {
    const kept = older.remarks.filter(({ kind }) => NEVER_A_CARD.has(kind));
    return [{ ...older, problem: 'unpaired', raised: 'unknown', remarks: [...kept, named('unpaired')] }];
  }
  return [{ ...older, remarks: [...older.remarks, named('older-alone')] }];
}

/** The lines of the context card with their ids: a remark's own, or the line's. */
function contextLines(
  { rule, lines }: Judgement,
  remarks: Readonly<Record<'unreadable' | 'limitNotUsed', readonly Remark[]>>,
  { words, readings }: Findings,
): ContextSentence[] {
  const raised = rule.triggers
    .filter((id) => readings(id).raised === 'yes')
    .map((id) => labName(id, words))
    .join(', ');
  return lines.flatMap((line) =>
    'each' in line
      ? remarks[line.each].map((remark) => ({
          id: remark.id,
          text: remarkText(remark, words),
          ...(line.each === 'unreadable' && { unreadLab: remark.lab }),
        }))
      : [{ id: line.id, text: say(words, 'context', line.id, { raised }) }],
  );
}

function explainReadings(
  triggers: readonly string[],
  record: PatientRecord,
  readings: Readings,
  { surroundings }: Findings,
): ExplainedReading[] {
  const ids = [...surroundings.knowledge.labs.keys()].filter(
    (id) => triggers.includes(id) || record.results.has(id),
  );
  return ids.map((id) => {
    const { lab, result, day, received, amount, limit, outcome, raised, problem } = readings(id);
    const why = problem ?? (result ? undefined : 'no-result');
    return {
      lab: id,
      from: result?.from ?? '',
      received: received ?? '',
      ...(day !== undefined && { date: day }),
      ...(amount && { value: amount.stated, unit: lab.unit ?? '' }),
      ...(amount?.comparator && { comparator: amount.comparator }),
      ...(outcome && { result: outcome }),
      ...(limit && {
        limit: {
          ...(limit.value !== undefined && { value: limit.value }),
          basis: limit.basis,
          source: limit.source,
        },
      }),
      raised,
      ...(why !== undefined && { why }),
    };
  });
}

function becauseText({ test, because }: NotSuggested, words: Words): string {
  if (because.reason === 'done')
    return say(words, 'notSuggested', 'done', {
      test: say(words, 'tests', test?.id ?? ''),
      day: because.day,
    });
  return say(words, 'notSuggested', because.reason, { condition: because.condition });
}
