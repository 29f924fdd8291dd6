import type { Card, ExplainedReading, Explanation, Remark } from '../model/advice.js';
import type { OrderedCause } from '../rules/causes.js';
import type { ContextSentence } from './detail.js';
import { variableOf } from '../facts/variables.js';
import { type Judgement, stepsOf } from '../rules/judge.js';
import type { Words } from '../model/knowledge.js';
import type { NotSuggested, Workup } from '../rules/orders.js';
import { knownAge } from '../readings/person.js';
import type { Findings } from './findings.js';
import { unrecognised } from '../record/unrecognised.js';
import { label, say } from './text.js';

/** What an answer was made of. */
export interface Reasoning {
  readonly findings: Findings;
  readonly judgements: readonly Judgement[];
  readonly causes: readonly OrderedCause[];
  readonly workup: Workup;
  readonly lines: readonly ContextSentence[];
  readonly cards: readonly Card[];
}

/** The whole reasoning behind an answer, for `/explain`. */
export function explain({ findings, judgements, causes, workup, lines, cards }: Reasoning): Explanation {
  const { request, surroundings, facts, person, record, remarks, words } = findings;
  const { release, facts: factFiles } = surroundings.knowledge;
  const age = knownAge(person);
  return {
    service: request.service.id,
    knowledge: { version: release.version, date: release.date },
    patient: { ...(age !== undefined && { age }), ...(person.sex && { sex: person.sex }) },
    readings: explainReadings(findings),
    setAside: record.setAside.map(({ resource: _resource, ...rest }) => rest),
    unrecognised: unrecognised(request, surroundings.knowledge),
    dataQuality: remarks.map(({ id }: Remark) => id),
    facts: Object.fromEntries(
      [...factFiles.values()].map((fact) => [variableOf(fact.id), facts.explain(fact)]),
    ),
    redFlags: judgements.flatMap(({ flags }) => flags.map(({ id }) => id)),
    context: lines.map(({ id }) => id),
    causes: causes.map(({ cause }) => cause.id),
    rules: judgements.map(({ rule, verdict }) => ({
      id: rule.id,
      verdict,
      steps: stepsOf(rule, facts).map((step) => ({ ...step, label: label(words, step.label) })),
    })),
    suggested: [...new Set(workup.suggested.map(({ order }) => order.id))],
    notSuggested: workup.notSuggested.map((one) => ({
      order: one.order.id,
      because: becauseText(one, words),
    })),
    cards,
  };
}

function explainReadings({ record, readings, surroundings }: Findings): ExplainedReading[] {
  const labs = [...surroundings.knowledge.labs.values()];
  const ids = labs.filter(({ id, role }) => role === 'trigger' || record.results.has(id)).map(({ id }) => id);
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
  return say(words, 'notSuggested', because.reason, { condition: label(words, because.condition) });
}
