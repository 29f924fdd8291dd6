import type { ContextList, Indicator, Rule } from '../core/model/knowledge.js';
import type { RuleFile } from '../knowledge/files.js';
import {
  type Action,
  addConditions,
  condition,
  conditions,
  conditionsOf,
  fhirpath,
  NONE_MAY_HOLD,
  sourceOf,
  type Wrap,
} from './conditions.js';
import { labOf, resultsOf } from './data-requirements.js';
import { addGroup, groupOf, named, nameIn, whenOf } from './groups.js';
import { citations, coding, figureProof, figuresIn } from './proof.js';
import { canonical, type ArtefactContext, word } from './artefact-context.js';
import { type Field, type Place, type Plan, saidField } from './field.js';
import { quietField } from './quiet.js';
import { workUpFields } from './work-up.js';

/** CDS Hooks indicator → FHIR request priority (ConceptMap indicator-to-request-priority of CDS Hooks). */
const PRIORITIES: Readonly<Record<Indicator, 'routine' | 'urgent' | 'stat'>> = {
  info: 'routine',
  warning: 'urgent',
  critical: 'stat',
};
const WARNING: Wrap = { before: 'iif(', after: `, '${PRIORITIES.warning}')` };

/** Every field of a rule file and its place in a PlanDefinition. A new field of `RuleFile` does not compile until it has one. */
export const FIELDS: { readonly [Name in keyof Required<RuleFile>]: Field<RuleFile[Name]> } = {
  id: {
    write: (id, { plan }) => void (plan.id = id),
    read: ({ id = '' }) => id,
  },
  status: {
    write: (status, { plan, context }) => {
      const url = canonical(context, 'StructureDefinition', 'rule-status');
      plan.extension = [{ url, valueCode: status }, ...(plan.extension ?? [])];
    },
    read: ({ extension = [] }) =>
      extension.find(({ url }) => url.endsWith('/rule-status'))?.valueCode as RuleFile['status'],
  },
  mode: {
    write: (mode, { plan, context }) => {
      if (mode === undefined) return;
      const url = canonical(context, 'StructureDefinition', 'rule-mode');
      plan.extension = [{ url, valueCode: mode }, ...(plan.extension ?? [])];
    },
    read: ({ extension = [] }) =>
      extension.find(({ url }) => url.endsWith('/rule-mode'))?.valueCode as RuleFile['mode'],
  },
  question: {
    write: (question, { card }) => void (card.title = question),
    read: (_plan, { title = '' }) => title,
  },
  topic: {
    write: (code, { plan, context }) => {
      plan.topic = [{ coding: [{ system: canonical(context, 'CodeSystem', 'card-topic'), code }] }];
    },
    read: ({ topic }) => topic?.[0]?.coding?.[0]?.code ?? '',
  },
  triggers: {
    write: (labs, { plan, context }) => {
      const system = 'http://terminology.hl7.org/CodeSystem/usage-context-type';
      const focus = labs.map((lab) => ({
        id: named('triggers', lab),
        code: { system, code: 'focus' },
        valueCodeableConcept: {
          coding: (context.knowledge.labs.get(lab)?.codes ?? [])
            .slice(0, 1)
            .map((code) => coding(context, code)),
          text: word(context, 'labs', lab),
        },
      }));
      if (focus.length > 0) plan.useContext = focus;
    },
    read: ({ useContext = [] }) => useContext.map(({ id }) => nameIn('triggers', id)),
  },
  when: {
    write: (when, { card }) => addConditions(card, conditions('when', when)),
    read: (_plan, card) => conditionsOf(card, 'when'),
  },
  unless: {
    write: (unless, { card }) => addConditions(card, conditions('unless', unless, NONE_MAY_HOLD)),
    read: (_plan, card) => conditionsOf(card, 'unless', NONE_MAY_HOLD),
  },
  indicator: { write: writeIndicator, read: readIndicator },
  flags: {
    write: (flags = [], { card, context }) =>
      addGroup(
        card,
        'flags',
        'Red flags: one of them is enough for the card',
        flags.map(({ id, label, when, shows }) => ({
          id,
          title: label,
          condition: [condition(when, label)],
          ...(shows.length > 0 && { input: shows.map((lab) => resultsOf(context, lab)) }),
        })),
      ),
    read: (_plan, card) =>
      groupOf(card, 'flags')?.map(({ id, title = '', input = [], ...action }) => ({
        id,
        label: title,
        when: whenOf(action),
        shows: input.map(labOf),
      })),
  },
  lines: {
    write: (lines = [], { card, context }) =>
      addGroup(
        card,
        'lines',
        'What the card says; it is shown when one of these holds',
        lines.map((line) => ({
          id: 'id' in line ? line.id : `each.${line.each}`,
          title: 'id' in line ? word(context, 'context', line.id) : `One line for each: ${line.each}`,
          condition: [condition(line.when)],
          ...(line.about && { input: line.about.map((lab) => resultsOf(context, lab)) }),
        })),
      ),
    read: (_plan, card) =>
      groupOf(card, 'lines')?.map(({ id, input, ...action }) => {
        const told = { when: whenOf(action), ...(input && { about: input.map(labOf) }) };
        if (id.startsWith('each.')) return { each: id.slice('each.'.length) as ContextList, ...told };
        return { id, ...told };
      }),
  },
  quiet: quietField,
  summaries: {
    write: (summaries = [], { card, context }) =>
      addGroup(
        card,
        'summaries',
        'What takes the place of the summary: the first that holds',
        summaries.map(({ id, when, onlyInfo }) => ({
          id,
          ...(onlyInfo !== undefined && {
            extension: [
              { url: canonical(context, 'StructureDefinition', 'only-info'), valueBoolean: onlyInfo },
            ],
          }),
          title: word(context, 'summary', id),
          condition: [condition(when)],
        })),
      ),
    read: (_plan, card) =>
      groupOf(card, 'summaries')?.map(({ id, extension = [], ...action }) => {
        const onlyInfo = extension.find(({ url }) => url.endsWith('/only-info'))?.valueBoolean;
        return { id, when: whenOf(action), ...(onlyInfo !== undefined && { onlyInfo }) };
      }),
  },
  show: saidField('show', 'results', 'What the card shows among the results'),
  notes: saidField('notes', 'notes', 'What the card notes about the data'),
  say: saidField('say', 'advice', 'Advice the card gives'),
  consider: {
    write: (causes = [], { card, context }) =>
      addGroup(
        card,
        'consider',
        'Possible causes; the order decides ties',
        causes.map((id) => ({
          ...causeAction(context, id),
          documentation: citations(context, context.knowledge.causes.get(id)?.because ?? []),
        })),
      ),
    read: (_plan, card) => (groupOf(card, 'consider') ?? []).map(({ id }) => id),
  },
  missNot: {
    write: (missNot, { card, context }) => {
      if (!missNot) return;
      addGroup(
        card,
        'missNot',
        'Causes not to miss, named where they do not stand among the first',
        missNot.causes.map((id) => causeAction(context, id)),
        { condition: [condition(missNot.when)] },
      );
    },
    read: (_plan, card) => {
      const group = card.action?.find(({ id }) => id === 'missNot');
      return group && { causes: (groupOf(card, 'missNot') ?? []).map(({ id }) => id), when: whenOf(group) };
    },
  },
  ...workUpFields,
  numbers: {
    write: (numbers, { plan, context }) => {
      const proofs = numbers.map((figure) => figureProof(context, figure));
      if (proofs.length > 0) plan.extension = [...(plan.extension ?? []), ...proofs];
    },
    read: (plan) => figuresIn(plan),
  },
  because: {
    write: (sources, { plan, context }) => void (plan.relatedArtifact = citations(context, sources)),
    read: ({ relatedArtifact = [] }) => relatedArtifact.flatMap(({ id }) => id ?? []),
  },
};

/** A PlanDefinition's priority starts at `info`; each condition that raises it is a dynamic value of its own. */
function writeIndicator({ warning = {}, flagged }: RuleFile['indicator'], { card }: Place): void {
  card.priority = PRIORITIES.info;
  const warnings = Object.entries(warning).map(([label, source], place) => ({
    id: named('warning', String(place + 1)),
    path: 'priority',
    expression: fhirpath(source, WARNING, label),
  }));
  const byProfile = Object.entries(flagged ?? {}).map(([profile, indicator]) => ({
    id: named('flagged', profile),
    path: 'priority',
    expression: fhirpath(`iif(%profile = '${profile}', '${PRIORITIES[indicator]}')`, undefined, indicator),
  }));
  const values = [...warnings, ...byProfile];
  if (values.length > 0) card.dynamicValue = values;
}

function readIndicator(_plan: Plan, { dynamicValue = [] }: Action): RuleFile['indicator'] {
  const of = (part: string): { readonly name: string; readonly expression: fhir4.Expression }[] =>
    dynamicValue.flatMap(({ id = '', expression }) =>
      expression && id.startsWith(`${part}.`) ? [{ name: nameIn(part, id), expression }] : [],
    );
  const warnings = of('warning').map(
    ({ expression }) => [expression.description ?? '', sourceOf(expression, WARNING)] as const,
  );
  const flagged = of('flagged').map(({ name, expression }) => [name, expression.description] as const);
  return {
    ...(warnings.length > 0 && { warning: Object.fromEntries(warnings) }),
    ...(flagged.length > 0
      ? { flagged: Object.fromEntries(flagged) as NonNullable<Rule['flagged']> }
      : { info: 'otherwise' }),
  };
}

function causeAction(context: ArtefactContext, id: string): Action & { id: string } {
  const code = [{ coding: [{ system: canonical(context, 'CodeSystem', 'cause'), code: id }] }];
  return { id, title: word(context, 'causes', id), code };
}
