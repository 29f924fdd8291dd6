import type { Card } from '../model/advice.js';
import type { Quiet, Stages } from '../model/knowledge.js';
import type { CardCase } from '../rules/attention.js';
import { type OrderedCause, orderCauses } from '../rules/causes.js';
import type { Judgement } from '../rules/judge.js';
import { planWorkup, type Workup } from '../rules/workup.js';
import { contextCard, mainCard, urgentCard } from './card.js';
import { contextSentences } from './context-sentences.js';
import type { ContextSentence } from './detail.js';
import type { Findings } from './findings.js';
import { linkedToPatient } from './patient-link.js';

/** A card, and the tests it offers. */
export interface Made extends CardCase {
  /** Written when first asked for. */
  readonly card: Card;
  readonly offered: Workup;
}

/** The cards that stand together, and what they were written from. */
export interface Composed {
  readonly made: readonly Made[];
  readonly causes: readonly OrderedCause[];
  readonly workup: Workup;
  readonly lines: readonly ContextSentence[];
}

const NO_WORKUP: Workup = { suggested: [], notSuggested: [] };

/** Of the cards that might be made those that stand together: red flags, what was found, what was not evaluated. */
export function standTogether(cases: readonly CardCase[]): {
  readonly urgent?: CardCase | undefined;
  readonly main?: CardCase | undefined;
  readonly context?: CardCase | undefined;
} {
  const first = (test: (judgement: Judgement) => boolean): CardCase | undefined =>
    cases.find(({ judgement }) => test(judgement));
  return {
    urgent: first(({ flags }) => flags.length > 0),
    main: first(({ rule }) => rule.consider.length > 0),
    context: first(({ lines }) => lines.length > 0),
  };
}

/** The cards that stand together: what one says, another need not say, and one of them offers the tests. */
export function compose(cases: readonly CardCase[], findings: Findings): Composed {
  const { parts, facts } = findings;
  const { urgent, main, context } = standTogether(cases);
  const lines = context ? contextSentences(context.judgement, findings) : [];
  const causes = main ? orderCauses(main.judgement.rule, facts, parts.knowledge) : [];
  const workup = quietWorkup(workupOf((main ?? urgent ?? context)?.judgement, findings), main?.quiet);
  const alreadySaid = new Set(lines.map(({ id }) => id));
  // What a red flag asks for stands beside it.
  const [pressing, other] = urgent && main ? byUrgency(workup, parts.knowledge.stages) : [workup, workup];
  const alone = (main ?? urgent) ? undefined : workup;
  const { client, settings, book } = parts;
  const link = linkedToPatient(findings.request.service, client, settings, book);
  const made = (one: CardCase, offered: Workup, write: () => Card): Made => {
    let written: Card | undefined;
    return {
      ...one,
      offered,
      get card() {
        return (written ??= link(write()));
      },
    };
  };
  const all: Made[] = [];
  if (urgent)
    all.push(
      made(urgent, pressing, () =>
        urgentCard(urgent.judgement, pressing, main ? undefined : alreadySaid, findings),
      ),
    );
  if (main)
    all.push(
      made(main, other, () =>
        mainCard(main.judgement, { causes, workup: other, quiet: main.quiet, alreadySaid }, findings),
      ),
    );
  if (context)
    all.push(made(context, alone ?? NO_WORKUP, () => contextCard(context.judgement, lines, alone, findings)));
  return { made: all, causes, workup, lines };
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

/** The tests to offer: on one card of an answer only, and only where the rule says so. */
function workupOf(judgement: Judgement | undefined, findings: Findings): Workup {
  if (!judgement) return NO_WORKUP;
  const { rule } = judgement;
  if (rule.suggestIf && findings.facts.ask(rule.suggestIf) !== 'yes') return NO_WORKUP;
  const { facts, views } = findings;
  const isSettled =
    rule.settled !== undefined &&
    views.settled(rule.settled.within.value).facts.ask(rule.settled.when) === 'yes';
  return planWorkup(rule, facts, isSettled, findings.chart);
}
