import type { Fact, Rule } from '../core/model/knowledge.js';
import { type Meaning, meaningsOf, nameOf, WORKUP } from '../core/facts/names.js';
import { hookOf } from '../hooks/discovery.js';
import type { RuleFile } from '../knowledge/files.js';
import { type Action, fhirpath, writtenConditions } from './conditions.js';
import { dataRequirements } from './data-requirements.js';
import { figureProof } from './proof.js';
import { type Reach, reachOf } from '../knowledge/reach.js';
import type { Field, Place } from './field.js';
import { addReasons } from './reasons.js';
import { FIELDS } from './rule-fields.js';
import { head, type ArtefactContext } from './artefact-context.js';

const VARIABLE = 'http://hl7.org/fhir/StructureDefinition/variable';

const READ_THIS =
  'Exported for reading and review from the rule file that the service runs. Conditions are FHIRPath over variables that only this service offers: a laboratory result as a normalised Observation (%ferritin, and the result before it: %ferritinPrevious), days since then (%daysSinceFerritin), a fact (given here as an extension), a list of ids (%problems, %positive, %raised, %persistent, %redFlags). Reasons on record and what makes the card quieter stand as groups of actions that tell, and do nothing by themselves. Other engines do not evaluate it.';

/** Each rule as an event-condition-action rule: the card is the action, what it says and suggests are actions below it. */
export function planDefinitions(context: ArtefactContext): fhir4.PlanDefinition[] {
  return [...context.knowledge.rules.values()].map((rule) => planDefinition(context, rule));
}

function planDefinition(context: ArtefactContext, rule: Rule): fhir4.PlanDefinition {
  const { knowledge } = context;
  const reach = reachOf(rule, knowledge);
  const systems = rule.triggers.flatMap((id) => knowledge.labs.get(id)?.codes[0]?.system ?? []);
  const triggers = hooksOf(context, rule);
  const input = dataRequirements(context, reach);
  const card: Action = {
    ...(triggers.length > 0 && { trigger: triggers.map((name) => ({ type: 'named-event', name })) }),
  };
  const plan: fhir4.PlanDefinition = {
    ...head(context, 'PlanDefinition', rule.id, { title: rule.question, description: READ_THIS, systems }),
    type: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/plan-definition-type', code: 'eca-rule' }],
    },
  };
  const place: Place = { context, plan, card };
  const written = writtenRule(rule);
  for (const name of Object.keys(FIELDS) as (keyof RuleFile)[]) {
    const field: Pick<Field<never>, 'write'> = FIELDS[name];
    field.write(written[name] as never, place);
  }
  addReasons(card, reach.reasons, context);
  if (input.length > 0) card.input = input;
  // What people look for stands before the long list of proofs and facts.
  const { extension = [], ...rest } = plan;
  const variables = reach.derived.map((part) => variable(context, part));
  return { ...rest, action: [card], extension: [...extension, ...variables] };
}

/** The hooks on which the rule is asked. */
function hooksOf({ knowledge, resultHook }: ArtefactContext, { id }: Rule): string[] {
  const services = [...knowledge.services.values()].filter(({ rules }) => rules.includes(id));
  return [...new Set(services.map((service) => hookOf(service, resultHook ?? service.hook)))];
}

/** A fact the conditions read, with the proof of its numbers. */
function variable(
  context: ArtefactContext,
  { name, expression, fact }: Reach['derived'][number],
): fhir4.Extension {
  const meaning = meaningsOf(context.knowledge).get(name);
  const numbers = fact.numbers.filter(({ value }) =>
    expression.numbers.some((literal) => literal.value === value),
  );
  return {
    url: VARIABLE,
    valueExpression: {
      ...(numbers.length > 0 && { extension: numbers.map((figure) => figureProof(context, figure)) }),
      name,
      ...fhirpath(expression.source, undefined, meaning?.kind === 'fact-at' ? asItWas(meaning) : undefined),
    },
  };
}

/** What the variable of a fact at another time says. */
function asItWas({ fact, anchor }: Extract<Meaning<Fact>, { kind: 'fact-at' }>): string {
  const when =
    anchor === WORKUP ? 'the work-up was complete' : `the result of %${nameOf(anchor)} was sampled`;
  return `%${nameOf(fact.id)} as it was when ${when}`;
}

/** A rule as its file has it. */
export function writtenRule(rule: Rule): RuleFile {
  const { when, unless, warning, flagged, flags, lines, show, notes, say, suggestIf, ...others } = rule;
  const { quiet, summaries, missNot, settled, ...rest } = others;
  const source = <T extends { readonly when: { readonly source: string } }>(
    entry: T,
  ): Omit<T, 'when'> & { when: string } => ({ ...entry, when: entry.when.source });
  return {
    ...rest,
    when: writtenConditions(when),
    unless: writtenConditions(unless),
    indicator: {
      ...(warning.length > 0 && { warning: writtenConditions(warning) }),
      // Left over when nothing else decides.
      ...(flagged ? { flagged } : { info: 'otherwise' }),
    },
    ...(flags.length > 0 && { flags: flags.map(source) }),
    ...(lines.length > 0 && { lines: lines.map((line) => ('id' in line ? source(line) : source(line))) }),
    ...(quiet.length > 0 && {
      quiet: quiet.map((one) => ({ ...one, when: writtenConditions(one.when) })),
    }),
    ...(summaries.length > 0 && { summaries: summaries.map(source) }),
    ...(show.length > 0 && { show: show.map(source) }),
    ...(notes.length > 0 && { notes: notes.map(source) }),
    ...(say.length > 0 && { say: say.map(source) }),
    ...(missNot && { missNot: source(missNot) }),
    ...(settled && { settled: source(settled) }),
    ...(suggestIf && { suggestIf: suggestIf.source }),
  };
}
