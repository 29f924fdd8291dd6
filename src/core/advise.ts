import { contextCard, mainCard, urgentCard } from './cards/card.js';
import type { ContextSentence } from './cards/detail.js';
import { explain, type Reasoning } from './cards/explain.js';
import type { CardParts, Findings } from './cards/findings.js';
import { labList, medicinePlaces, raisedTriggers, remarkText } from './cards/phrases.js';
import { createFacts, type Facts } from './facts/facts.js';
import type { AdviceRequest, Card, Occasion, Remark } from './model/advice.js';
import type { Advice } from './model/explanation.js';
import type { Rule, Service } from './model/knowledge.js';
import { personOf } from './readings/person.js';
import type { IsMeant } from './readings/range-audience.js';
import { type Panel, readAll } from './readings/readings.js';
import { isLimitNotUsed, isUnreadable } from './readings/remarks.js';
import { type CalledAs, unmappedRemarks } from './readings/unmapped.js';
import { readRecord } from './record/record.js';
import { orderCauses } from './rules/causes.js';
import { type Judgement, judgeAll } from './rules/judge.js';
import { openFlags } from './rules/open-flags.js';
import { planWorkup, type Workup } from './rules/workup.js';
import { unansweredRemarks } from './rules/unanswered.js';

/** All that does not depend on a request: what reading, judging and writing need at hand. */
export interface AdviceParts extends CardParts {
  readonly panel: Panel;
  /** The active rules of a service. */
  readonly rules: (service: Service) => readonly Rule[];
  /** The trigger lab that a code which names no lab is called after. */
  readonly calledAs: CalledAs;
  /** By a code that marks a range: the name of the fact that says for whom it is meant. */
  readonly rangeFacts: ReadonlyMap<string, string>;
}

const NO_WORKUP: Workup = { suggested: [], notSuggested: [] };

/**
 * Answers one request: results in, cards out. The record is read at once, the rest when the cards are first asked for. Pure: the same
 * request, parts and occasion give the same answer. Never throws on any resource that passed the door.
 */
export function advise(request: AdviceRequest, occasion: Occasion, parts: AdviceParts): Advice {
  let redFlags: readonly string[] = [];
  const findings = findingsOf(request, occasion, parts, () => redFlags);
  let reasoned: Reasoning | undefined;
  const reasoning = (): Reasoning =>
    (reasoned ??= reasoningOf(findings, parts.rules(request.service), (flags) => (redFlags = flags)));
  return {
    get cards() {
      return reasoning().cards;
    },
    explain: () => explain(reasoning()),
  };
}

/** Judges, and writes the cards. */
function reasoningOf(
  findings: Findings,
  rules: readonly Rule[],
  tellFlags: (flags: readonly string[]) => void,
): Reasoning {
  const { parts } = findings;
  const judgements = judgeAll(rules, findings.facts, parts.settings.profile, tellFlags);
  const fired = judgements.filter(({ verdict }) => verdict === 'card');
  const urgent = fired.find(({ flags }) => flags.length > 0);
  const main = fired.find(({ rule }) => rule.consider.length > 0);
  const context = fired.find((one) => one.lines.length > 0);

  const lines = context ? contextSentences(context, findings) : [];
  const causes = main ? orderCauses(main.rule, findings.facts, parts.knowledge) : [];
  const workup = workupOf(main ?? urgent, findings);
  const said = new Set(lines.map(({ id }) => id));
  const cards: Card[] = [
    ...(urgent ? [urgentCard(urgent, main ? NO_WORKUP : workup, said, main !== undefined, findings)] : []),
    ...(main ? [mainCard(main, causes, workup, said, findings)] : []),
    ...(context ? [contextCard(context, lines, main === undefined && urgent === undefined, findings)] : []),
  ];
  return { findings, judgements, causes, workup, lines, cards };
}

/** Reads the record; what is not asked is not worked out. `redFlags` is asked once the rules that make them are judged. */
function findingsOf(
  request: AdviceRequest,
  occasion: Occasion,
  parts: AdviceParts,
  redFlags: () => readonly string[],
): Findings {
  const { client, labsNamed, panel, triggers, calledAs, rangeFacts, vocabulary } = parts;
  const now = occasion.now.getTime();
  const record = readRecord(request, labsNamed, occasion.now);
  const person = personOf(record.patient, occasion.now);
  const isMeant: IsMeant = (code) => {
    const name = rangeFacts.get(code);
    return name === undefined ? undefined : facts.value(name) === true;
  };
  const { readings, remarks } = readAll(record, panel, { client, person, now, isMeant });
  const remarksOf = (test: (remark: Remark) => boolean): Remark[] =>
    triggers.flatMap((id) => readings(id).remarks).filter(test);
  const unreadable = (): Remark[] => remarksOf(isUnreadable);
  const limitNotUsed = (): Remark[] => {
    const anyRaised = triggers.some((id) => readings(id).raised === 'yes');
    return remarksOf((remark) => isLimitNotUsed(remark, anyRaised));
  };
  const unanswered = (): Remark[] => unansweredRemarks(request, triggers, readings, person);
  let unmappedOnes: Remark[] | undefined;
  const called = (): Remark[] => (unmappedOnes ??= unmappedRemarks(record, calledAs, now));
  // Worth a card of their own only where results are being reviewed.
  const unmapped = (): Remark[] => (request.service.results ? called() : []);
  const ids = (list: () => Remark[]) => (): string[] => list().map(({ id }) => id);
  const lists = {
    unreadable: ids(unreadable),
    limitNotUsed: ids(limitNotUsed),
    unanswered: ids(unanswered),
    unmapped: ids(unmapped),
    redFlags,
  };
  const facts: Facts = createFacts({ person, record, readings, now, lists }, vocabulary);
  return {
    parts,
    request,
    occasion,
    person,
    record,
    readings,
    facts,
    get remarks() {
      return [...remarks(), ...called()];
    },
    openFlags: () => openFlags(parts.rules(request.service), facts, readings, vocabulary),
    contextRemarks: { unreadable, limitNotUsed, unanswered, unmapped },
  };
}

/** The tests to offer: on one card of an answer only, and only where the rule says so. */
function workupOf(
  judgement: Judgement | undefined,
  { facts, readings, record, parts, occasion }: Findings,
): Workup {
  if (!judgement) return NO_WORKUP;
  const { rule } = judgement;
  if (rule.suggestIf && facts.ask(rule.suggestIf) !== 'yes') return NO_WORKUP;
  return planWorkup(rule, facts, {
    readings,
    record,
    now: occasion.now.getTime(),
    plannedOrders: parts.plannedOrders,
  });
}

/** The lines of the context card: a sentence of its own, or one for each remark of a list. */
function contextSentences(judgement: Judgement, findings: Findings): ContextSentence[] {
  const { contextRemarks, parts } = findings;
  const { book } = parts;
  const raised = raisedTriggers(judgement, findings);
  return judgement.lines.flatMap((line): ContextSentence[] => {
    if ('each' in line)
      return contextRemarks[line.each]().map((remark) => ({
        id: remark.id,
        text: remarkText(remark, book),
        kind: line.each,
        labs: [remark.lab],
      }));
    const labs = raised.filter((id) => line.about?.includes(id) ?? true);
    const text = book.say('context', line.id, {
      raised: labList(labs, book),
      ...medicinePlaces(line.when, findings),
    });
    return [{ id: line.id, text, kind: 'own', labs }];
  });
}
