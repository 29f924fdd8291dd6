import { compose } from './cards/compose.js';
import { explain, type Reasoning } from './cards/explain.js';
import type { CardParts, Findings } from './cards/findings.js';
import { groundOf, issuesOf } from './cards/issues.js';
import { outline } from './cards/outline.js';
import { viewsOf } from './facts/views.js';
import type { AdviceRequest, Occasion, Remark } from './model/advice.js';
import type { Outline, OutlinedAdvice } from './model/outline.js';
import type { Rule, Service } from './model/knowledge.js';
import type { Panel } from './readings/readings.js';
import { isLimitNotUsed, isUnreadable } from './readings/remarks.js';
import { type CalledAs, unmappedRemarks } from './readings/unmapped.js';
import { readRecord } from './record/record.js';
import { acceptedTests } from './rules/accepted.js';
import type { CardCase } from './rules/attention.js';
import { type Judgement, judgeAll } from './rules/judge.js';
import { bringsNews, isHandedOver } from './rules/news.js';
import { openFlags } from './rules/open-flags.js';
import { askQuiet, type AskedQuiet, type Quietened } from './rules/quiet.js';
import { type KeptBack, toldQuiet } from './rules/told.js';
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
    (reasoned ??= reasoningOf(findings, parts, (flags) => (redFlags = flags)));
  return {
    get cards() {
      return reasoning().sent.map(({ card }) => card);
    },
    get issues() {
      return issuesOf(reasoning());
    },
    outline: () => (outlined ??= outline(reasoning())),
    explain: () => explain(reasoning()),
  };
}

/** Judges; each card is written when it is asked for. */
function reasoningOf(
  findings: Findings,
  parts: AdviceParts,
  tellFlags: (flags: readonly string[]) => void,
): Reasoning {
  let redFlags: readonly string[] = [];
  const rules = parts.rules(findings.request.service);
  const judgements = judgeAll(rules, findings.facts, parts.settings.profile, (flags) => {
    redFlags = flags;
    tellFlags(flags);
  });
  const { fired, quietened } = quieten(judgements, redFlags, findings);
  const cases = fired.map((judgement): CardCase => {
    const asked = quietened.get(judgement);
    const quiet = asked === 'no-news' ? undefined : asked?.find(({ holds }) => holds)?.quiet;
    return { judgement, quiet };
  });
  const kept = keptBack(cases, redFlags, findings, parts.panel);
  const whole = compose(cases, findings);
  const back = whole.made.flatMap((made) => {
    const why = kept.get(made.judgement);
    return why ? [{ made, why }] : [];
  });
  // What is not shown says nothing for the others, and offers nothing.
  const shown = cases.filter(({ judgement }) => !kept.has(judgement));
  const sent = kept.size === 0 ? whole.made : compose(shown, findings).made;
  const { causes, workup, lines } = whole;
  return { findings, judgements, quietened, causes, workup, lines, sent, back };
}

/** What is not shown: while its client or rule runs in silence, or because of what was answered before. */
function keptBack(
  cases: readonly CardCase[],
  redFlags: readonly string[],
  findings: Findings,
  panel: Panel,
): ReadonlyMap<Judgement, KeptBack> {
  const { request, parts, occasion } = findings;
  const { client, knowledge } = parts;
  const isSilent = client.mode === 'silent';
  const told = request.told ?? [];
  const why = (one: CardCase): KeptBack | undefined => {
    if (isSilent) return { shown: 'silent', by: 'silent-client' };
    if (one.judgement.rule.mode === 'silent') return { shown: 'silent', by: 'silent-rule' };
    if (told.length === 0) return undefined;
    const quiet = toldQuiet(one, {
      ...{ told, redFlags, panel, client, policy: knowledge.quiet, now: occasion.now },
      ...groundOf(findings),
      service: request.service.id,
      openFlags: () => findings.openFlags().length > 0,
    });
    return quiet && { shown: 'quiet', ...quiet };
  };
  return new Map(
    cases.flatMap((one) => {
      const found = why(one);
      return found ? [[one.judgement, found] as const] : [];
    }),
  );
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
  const { chart } = findings;
  const made = judgements.filter(({ verdict }) => verdict === 'card');
  // Once one is news, everything that is inside its window takes part.
  const open = (): string[] => findings.openFlags().flatMap(({ labs }) => labs);
  const isNews =
    !request.service.results ||
    made.some((one) => bringsNews(one, readings, record, parts.vocabulary)) ||
    (made.length > 0 && isHandedOver(open(), record));
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
    chart: {
      ...{ readings, record, now, plannedOrders: parts.plannedOrders, stages: parts.knowledge.stages },
      accepted: acceptedTests(request.told ?? [], parts.knowledge.quiet, now),
    },
    openFlags: () => openFlags(parts.rules(request.service), facts, readings, vocabulary),
    contextRemarks: { unreadable, limitNotUsed, unanswered, unmapped },
  };
}
