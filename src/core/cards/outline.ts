import type { Outline } from '../model/outline.js';
import { knownAge } from '../readings/person.js';
import type { Judgement } from '../rules/judge.js';
import { indicatorOf } from './card.js';
import type { Reasoning } from './explain.js';
import type { Findings } from './findings.js';

/** What an answer comes to, for those who count: no sentence of a card is written for it. */
export function outline({ findings, judgements, made, quietened, causes, workup }: Reasoning): Outline {
  const { facts, person, record, readings, views, parts } = findings;
  const age = knownAge(person);
  return {
    patient: { ...(age !== undefined && { age }), ...(person.sex && { sex: person.sex }) },
    readings: parts.triggers.map((lab) => {
      const { result, amount, limit, raised, problem } = readings(lab);
      const why = problem ?? (result ? undefined : 'no-result');
      const comparator = amount?.comparator;
      return {
        lab,
        raised,
        ...(result?.sampled && { date: result.sampled.day }),
        ...(amount && { value: amount.stated, unit: parts.knowledge.labs.get(lab)?.unit ?? '' }),
        ...(comparator && { comparator }),
        ...(limit?.value !== undefined && { limit: limit.value, basis: limit.basis }),
        ...(why !== undefined && { why }),
      };
    }),
    verdicts: judgements.map(({ rule, verdict }) => ({
      rule: rule.id,
      verdict,
      open:
        verdict === 'unknown' && !nothingCame(rule, readings)
          ? rule.when.flatMap(({ label, expression }) => (facts.ask(expression) === 'unknown' ? [label] : []))
          : [],
    })),
    cards: made.map(({ judgement, quiet }) => ({
      rule: judgement.rule.id,
      topic: judgement.rule.topic,
      indicator: indicatorOf(judgement, quiet),
    })),
    redFlags: judgements.flatMap(({ flags }) => flags.map(({ id }) => id)),
    remarks: parts.triggers.flatMap((id) => readings(id).remarks.map(({ kind, lab }) => ({ kind, lab }))),
    setAside: record.setAside.map(({ why, resourceType }) => ({
      why,
      ...(resourceType && { resourceType }),
    })),
    reasons: parts.triggers.flatMap((lab) =>
      readings(lab).raised === 'yes'
        ? views.today.reasons(lab).map(({ reason }) => ({ lab, reason: reason.id }))
        : [],
    ),
    quietened: judgements.flatMap((judgement) => quietenedOf(judgement, quietened.get(judgement))),
    causes: causes.map(({ cause }) => cause.id),
    offered: [...new Set(workup.suggested.map(({ order }) => order.id))],
    done: [
      ...new Set(
        workup.notSuggested.flatMap(({ order, because }) => (because.reason === 'done' ? [order.id] : [])),
      ),
    ],
    categories: () => categoriesOf(findings),
  };
}

function categoriesOf({ facts, parts }: Findings): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...parts.knowledge.facts.values()].flatMap((fact) => {
      if (fact.unit === undefined || !fact.category) return [];
      const { category } = facts.explain(fact);
      return [[fact.id, typeof category === 'string' ? category : '']];
    }),
  );
}

/** All that leaves a rule open is a result that nobody has measured, or not for long. */
function nothingCame({ triggers }: Judgement['rule'], readings: Findings['readings']): boolean {
  const open = triggers.map(readings).filter(({ raised }) => raised === 'unknown');
  return open.length > 0 && open.every(({ result, problem }) => !result || problem === 'stale');
}

function quietenedOf(
  { rule, verdict }: Judgement,
  asked: ReturnType<Reasoning['quietened']['get']>,
): Outline['quietened'] {
  if (asked === undefined) return [];
  if (asked === 'no-news') return verdict === 'card' ? [{ rule: rule.id, id: asked, makes: 'silent' }] : [];
  return asked.flatMap(({ holds, quiet, workup }) =>
    holds
      ? [
          {
            rule: rule.id,
            id: quiet.id,
            makes: quiet.makes,
            ...(workup && { complete: workup.complete.day }),
          },
        ]
      : [],
  );
}
