import { contextCard, mainCard, urgentCard } from './cards/card.js';
import { contextSentences } from './cards/context-sentences.js';
import { explain, type Reasoning } from './cards/explain.js';
import type { CardParts, Findings } from './cards/findings.js';
import { linkedToPatient } from './cards/patient-link.js';
import { outline } from './cards/outline.js';
import { viewsOf } from './facts/views.js';
import type { AdviceRequest, Card, Occasion, Remark } from './model/advice.js';
import type { Outline, OutlinedAdvice } from './model/outline.js';
import type { Quiet, Rule, Service, Stages } from './model/knowledge.js';
import type { Panel } from './readings/readings.js';
import { isLimitNotUsed, isUnreadable } from './readings/remarks.js';
import { type CalledAs, unmappedRemarks } from './readings/unmapped.js';
import { readRecord } from './record/record.js';
import { orderCauses } from './rules/causes.js';
import { type Judgement, judgeAll } from './rules/judge.js';
import { bringsNews } from './rules/news.js';
import { openFlags } from './rules/open-flags.js';
import { askQuiet, type AskedQuiet, type Quietened } from './rules/quiet.js';
import type { Chart } from './rules/chart.js';
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
export function advise(request: AdviceRequest, occasion: Occasion, parts: AdviceParts): OutlinedAdvice {
  let redFlags: readonly string[] = [];
  const findings = findingsOf(request, occasion, parts, () => redFlags);
  let reasoned: Reasoning | undefined;
  let outlined: Outline | undefined;
  const reasoning = (): Reasoning =>
    (reasoned ??= reasoningOf(findings, parts.rules(request.service), (flags) => (redFlags = flags)));
  return {
    get cards() {
      return reasoning().cards;
    },
    outline: () => (outlined ??= outline(reasoning())),
    explain: () => explain(reasoning()),
  };
}

/** Judges; the cards are written when they are asked for. */
function reasoningOf(
  findings: Findings,
  rules: readonly Rule[],
  tellFlags: (flags: readonly string[]) => void,
): Reasoning {
  const { parts, facts } = findings;
  let redFlags: readonly string[] = [];
  const judgements = judgeAll(rules, facts, parts.settings.profile, (flags) => {
    redFlags = flags;
    tellFlags(flags);
  });
  const { fired, quietened } = quieten(judgements, redFlags, findings);
  const urgent = fired.find(({ flags }) => flags.length > 0);
  const main = fired.find(({ rule }) => rule.consider.length > 0);
  const context = fired.find((one) => one.lines.length > 0);

  const lines = context ? contextSentences(context, findings) : [];
  const asked = main && quietened.get(main);
  const quiet = asked === 'no-news' ? undefined : asked?.find(({ holds }) => holds)?.quiet;
  const causes = main ? orderCauses(main.rule, facts, parts.knowledge) : [];
  const workup = quietWorkup(workupOf(main ?? urgent ?? context, findings), quiet);
  const alreadySaid = new Set(lines.map(({ id }) => id));
  // What a red flag asks for stands beside it.
  const [pressing, other] = urgent && main ? byUrgency(workup, parts.knowledge.stages) : [workup, workup];
  const write = (): readonly Card[] => {
    const cards: Card[] = [
      ...(urgent ? [urgentCard(urgent, pressing, main ? undefined : alreadySaid, findings)] : []),
      ...(main ? [mainCard(main, { causes, workup: other, quiet, alreadySaid }, findings)] : []),
      ...(context ? [contextCard(context, lines, (main ?? urgent) ? undefined : workup, findings)] : []),
    ];
    const { client, settings, book } = parts;
    return linkedToPatient(cards, findings.request.service, client, settings, book);
  };
  const made = [
    ...(urgent ? [{ judgement: urgent }] : []),
    ...(main ? [{ judgement: main, quiet }] : []),
    ...(context ? [{ judgement: context }] : []),
  ];
  let written: readonly Card[] | undefined;
  return {
    ...{ findings, judgements, quietened, causes, workup, lines, made },
    get cards() {
      return (written ??= write());
    },
  };
}

/** The judgements that make a card, and what was asked to make each quieter. */
function quieten(
  judgements: readonly Judgement[],
  redFlags: readonly string[],
  findings: Findings,
): {
  readonly fired: readonly Judgement[];
  readonly quietened: Quietened;
} {
  const { request, readings, record, parts, views } = findings;
  const quietened = new Map<Judgement, readonly AskedQuiet[] | 'no-news'>();
  const chart = chartOf(findings);
  const made = judgements.filter(({ verdict }) => verdict === 'card');
  // Once one is news, everything that is inside its window takes part.
  const isNews =
    !request.service.results || made.some((one) => bringsNews(one, readings, record, parts.vocabulary));
  const fired = made.filter((judgement) => {
    if (!isNews) {
      quietened.set(judgement, 'no-news');
      return false;
    }
    if (judgement.rule.quiet.length === 0) return true;
    const asked = askQuiet(judgement, { views, chart, redFlags });
    quietened.set(judgement, asked);
    return asked.at(-1)?.holds !== true || asked.at(-1)?.quiet.makes !== 'silent';
  });
  return { fired, quietened };
}

/** The tests of the urgent stage, and the others. */
function byUrgency(workup: Workup, { stages }: Stages): [urgent: Workup, other: Workup] {
  const urgent = new Set(stages.filter((stage) => stage.urgent).map(({ id }) => id));
  const of = (wanted: boolean): Workup => ({
    ...workup,
    suggested: workup.suggested.filter(({ stage }) => urgent.has(stage) === wanted),
  });
  return [of(true), of(false)];
}

/** What of a work-up a quieter card still offers. */
function quietWorkup(workup: Workup, quiet: Quiet | undefined): Workup {
  if (!quiet) return workup;
  const offers = quiet.makes === 'brief' ? (quiet.offers ?? []) : [];
  return { ...workup, suggested: workup.suggested.filter(({ order }) => offers.includes(order.id)) };
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
  const remarksOf = (test: (remark: Remark) => boolean): Remark[] =>
    triggers.flatMap((id) => views.today.readings(id).remarks).filter(test);
  const unreadable = (): Remark[] => remarksOf(isUnreadable);
  const limitNotUsed = (): Remark[] => {
    const anyRaised = triggers.some((id) => views.today.readings(id).raised === 'yes');
    return remarksOf((remark) => isLimitNotUsed(remark, anyRaised));
  };
  const unanswered = (): Remark[] =>
    unansweredRemarks(request, triggers, views.today.readings, views.today.person);
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
    unavailable: () => request.unavailable,
    redFlags,
  };
  const views = viewsOf({
    ...{ request, record, client, panel, vocabulary, rangeFacts, lists },
    now: occasion.now,
    reasons: [...parts.knowledge.reasons.values()],
  });
  const { person, readings, remarks, facts } = views.today;
  return {
    parts,
    request,
    occasion,
    person,
    record,
    views,
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
function workupOf(judgement: Judgement | undefined, findings: Findings): Workup {
  if (!judgement) return NO_WORKUP;
  const { rule } = judgement;
  if (rule.suggestIf && findings.facts.ask(rule.suggestIf) !== 'yes') return NO_WORKUP;
  const { facts, views } = findings;
  const isSettled =
    rule.settled !== undefined &&
    views.settled(rule.settled.within.value).facts.ask(rule.settled.when) === 'yes';
  return planWorkup(rule, facts, isSettled, chartOf(findings));
}

function chartOf({ readings, record, occasion, parts }: Findings): Chart {
  const { plannedOrders, knowledge } = parts;
  return { readings, record, now: occasion.now.getTime(), plannedOrders, stages: knowledge.stages };
}
