import type { Advice, ClientRequest, Card, Remark, Surroundings } from './model/advice.js';
import { contextCard, mainCard, urgentCard } from './cards/card.js';
import { orderCauses } from './rules/causes.js';
import type { ContextSentence } from './cards/detail.js';
import { explain } from './cards/explain.js';
import { createFacts, type Facts } from './facts/facts.js';
import { type Judgement, judge } from './rules/judge.js';
import type { Knowledge, Rule } from './model/knowledge.js';
import { planWorkup, type Workup } from './rules/orders.js';
import { personOf } from './readings/person.js';
import { labList, raisedTriggers, remarkText } from './cards/phrases.js';
import type { Findings } from './cards/findings.js';
import { readAll } from './readings/readings.js';
import { readRecord } from './record/record.js';
import { say } from './cards/text.js';
import { unansweredRemarks } from './rules/unanswered.js';

/** Remarks that are said on a card that is made, but never make one. */
const NEVER_A_CARD = new Set([
  'stale',
  'unpaired',
  'older-alone',
  'interpretation-conflict',
  'above-default-but-lab-normal',
]);
const LIMIT_NOT_USED = 'limit-implausible';
const NO_WORKUP: Workup = { suggested: [], notSuggested: [] };

/**
 * Answers one request: results in, cards out. Pure: the same request, knowledge, time and ids give the same answer.
 * Never throws on any resource that passed the door.
 */
export function advise(request: ClientRequest, surroundings: Surroundings): Advice {
  const { knowledge, profile } = surroundings;
  const findings = findingsOf(request, surroundings, () => redFlags());
  const { facts } = findings;
  const judgements = rulesOf(request, knowledge).map((rule) => judge(rule, facts, profile));
  const redFlags = (): string[] => judgements.flatMap(({ flags }) => flags.map(({ id }) => id));

  const fired = judgements.filter(({ verdict }) => verdict === 'card');
  const urgent = fired.find(({ flags }) => flags.length > 0);
  const main = fired.find(({ rule }) => rule.consider.length > 0);
  const context = fired.find((one) => one.lines.length > 0);

  const lines = context ? contextSentences(context, findings) : [];
  const causes = main ? orderCauses(main.rule, facts, knowledge) : [];
  const workup = workupOf(main ?? urgent, findings);
  const said = new Set(lines.map(({ id }) => id));
  const cards: Card[] = [
    ...(urgent ? [urgentCard(urgent, main ? NO_WORKUP : workup, said, main !== undefined, findings)] : []),
    ...(main ? [mainCard(main, causes, workup, said, findings)] : []),
    ...(context ? [contextCard(context, lines, findings)] : []),
  ];
  return { cards, explain: () => explain({ findings, judgements, causes, workup, lines, cards }) };
}

/** Reads the record; what is not asked is not worked out. `redFlags` may be asked once the rules are judged. */
function findingsOf(request: ClientRequest, surroundings: Surroundings, redFlags: () => string[]): Findings {
  const { knowledge } = surroundings;
  const now = surroundings.now.getTime();
  const record = readRecord(request, knowledge, surroundings.now);
  const person = personOf(record.patient, surroundings.now);
  const { readings, remarks } = readAll(record, knowledge, {
    client: request.client,
    person,
    now,
    pregnant: () => facts.value('pregnant') === true,
  });
  const remarksOf = (test: (kind: string) => boolean): Remark[] =>
    [...knowledge.labs.values()]
      .filter(({ role }) => role === 'trigger')
      .flatMap(({ id }) => readings(id).remarks)
      .filter(({ kind }) => test(kind));
  const unreadable = (): Remark[] => remarksOf((kind) => !NEVER_A_CARD.has(kind) && kind !== LIMIT_NOT_USED);
  const limitNotUsed = (): Remark[] => remarksOf((kind) => kind === LIMIT_NOT_USED);
  const unanswered = (): Remark[] => unansweredRemarks(request, knowledge, readings, person);
  const ids = (list: () => Remark[]) => (): string[] => list().map(({ id }) => id);
  const facts: Facts = createFacts({
    knowledge,
    person,
    record,
    readings,
    now,
    lists: {
      unreadable: ids(unreadable),
      limitNotUsed: ids(limitNotUsed),
      unanswered: ids(unanswered),
      redFlags,
    },
  });
  return {
    request,
    surroundings,
    words: knowledge.words.get(request.client.language) ?? {},
    person,
    record,
    readings,
    facts,
    get remarks() {
      return remarks();
    },
    contextRemarks: { unreadable, limitNotUsed, unanswered },
  };
}

function rulesOf({ service }: ClientRequest, knowledge: Knowledge): Rule[] {
  return service.rules
    .map((id) => knowledge.rules.get(id))
    .filter((rule) => rule !== undefined)
    .filter(({ status }) => status === 'active');
}

/** The tests to offer: on one card of an answer only, and only where the rule says so. */
function workupOf(
  judgement: Judgement | undefined,
  { facts, readings, record, surroundings }: Findings,
): Workup {
  if (!judgement) return NO_WORKUP;
  const { rule } = judgement;
  if (rule.suggestIf && facts.ask(rule.suggestIf) !== 'yes') return NO_WORKUP;
  const { knowledge, now } = surroundings;
  return planWorkup(rule, facts, { readings, record, now: now.getTime(), knowledge });
}

/** The lines of the context card: a sentence of its own, or one for each remark of a list. */
function contextSentences(judgement: Judgement, findings: Findings): ContextSentence[] {
  const { words, contextRemarks } = findings;
  const raised = raisedTriggers(judgement, findings);
  return judgement.lines.flatMap((line): ContextSentence[] => {
    if ('each' in line)
      return contextRemarks[line.each]().map((remark) => ({
        id: remark.id,
        text: remarkText(remark, words),
        kind: line.each,
        labs: [remark.lab],
      }));
    const labs = raised.filter((id) => line.about?.includes(id) ?? true);
    const text = say(words, 'context', line.id, { raised: labList(labs, words) });
    return [{ id: line.id, text, kind: 'own', labs }];
  });
}
