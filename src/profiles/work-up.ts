import type { Order, Rule, Stage } from '../core/model/knowledge.js';
import type { RuleFile, StagesFile } from '../knowledge/files.js';
import { activityId } from './activity-definitions.js';
import { type ArtefactContext, canonical, word } from './artefact-context.js';
import {
  type Action,
  addConditions,
  condition,
  conditions,
  conditionsOf,
  fhirpath,
  NONE_MAY_HOLD,
  sourceOf,
  writtenConditions,
} from './conditions.js';
import type { Field } from './field.js';
import { nameIn, named, whenOf } from './groups.js';
import { citations, figureProof, figuresIn } from './proof.js';

const SUGGEST = 'suggest';
const STAGE = 'stage';
const STAGE_WAY = 'stage-way';
/** Begins the id of an order in the stage of what a red flag asks for, where it stands beside its own stage. */
const FLAGGED = 'flagged';
const VARIABLE = 'http://hl7.org/fhir/StructureDefinition/variable';
const LONGER = 'Tests count as done for longer while this holds';

/** The tests a rule suggests and what they wait for; stages as groups of actions, each order with its place in the list of the rule. */
export const workUpFields: {
  readonly [Name in 'suggest' | 'suggestIf' | 'settled']: Field<RuleFile[Name]>;
} = {
  suggest: {
    write: (orders = [], { card, context }) => {
      if (orders.length === 0) return;
      const { stages, numbers, because } = context.knowledge.stages;
      const action = stages.flatMap((stage) => stageAction(context, stage, orders));
      card.action = [
        ...(card.action ?? []),
        {
          id: SUGGEST,
          ...(numbers.length > 0 && { extension: numbers.map((figure) => figureProof(context, figure)) }),
          title: 'Tests to suggest, by stage, as far as they are indicated and not yet done',
          documentation: citations(context, because),
          selectionBehavior: 'any',
          action,
        },
      ];
    },
    read: (_plan, card) => {
      const placed = stagesIn(card).flatMap(({ action = [] }) =>
        action.flatMap(({ id = '', prefix }) =>
          prefix === undefined ? [] : [{ id: nameIn(SUGGEST, id), place: Number(prefix) }],
        ),
      );
      return placed.sort((one, other) => one.place - other.place).map(({ id }) => id);
    },
  },
  suggestIf: {
    write: (when, { card }) => {
      const group = groupIn(card);
      if (when !== undefined && group) group.condition = [condition(when)];
    },
    read: (_plan, card) => {
      const group = groupIn(card);
      return group?.condition ? whenOf(group) : undefined;
    },
  },
  settled: {
    write: (settled, { card, context }) => {
      const group = groupIn(card);
      if (!settled || !group) return;
      const extension = [figureProof(context, settled.within)];
      const valueExpression = { name: 'settled', ...fhirpath(settled.when, undefined, LONGER), extension };
      group.extension = [...(group.extension ?? []), { url: VARIABLE, valueExpression }];
    },
    read: (_plan, card) => {
      const found = groupIn(card)?.extension?.find(({ url }) => url === VARIABLE)?.valueExpression;
      const [within] = found ? figuresIn(found) : [];
      return found && within && { when: sourceOf(found), within: { ...within, unit: 'd' } };
    },
  },
};

/** The stages of a plan as their file has them: those to which the plan suggests an order. */
export function stagesOf(card: Action): StagesFile['stages'] {
  return stagesIn(card).map((group) => {
    const part = group.id ?? '';
    const way = group.extension?.find(({ url }) => url.endsWith(`/${STAGE_WAY}`))?.valuePositiveInt;
    return {
      id: nameIn(STAGE, part),
      ...(way !== undefined && { way }),
      ...(group.priority === 'urgent' && { urgent: true }),
      when: conditionsOf(group, `${part}.when`),
      unless: conditionsOf(group, `${part}.unless`, NONE_MAY_HOLD),
    };
  });
}

function groupIn({ action = [] }: Action): Action | undefined {
  return action.find(({ id }) => id === SUGGEST);
}

function stagesIn(card: Action): Action[] {
  return groupIn(card)?.action ?? [];
}

/** A stage with its orders; the one for red flags also with those of other stages that a red flag may ask for. */
function stageAction(context: ArtefactContext, stage: Stage, ids: Rule['suggest']): Action[] {
  const part = named(STAGE, stage.id);
  const orders = ids.flatMap((id, place) => {
    const order = context.knowledge.orders.get(id);
    return order ? [{ order, place: place + 1 }] : [];
  });
  const own = orders.filter(({ order }) => order.stage === stage.id);
  const flagged = stage.urgent === true ? orders.filter(({ order }) => order.stage !== stage.id) : [];
  const action = [
    ...own.map(({ order, place }) => orderAction(context, order, place)),
    ...flagged.flatMap(({ order }) => flaggedAction(context, order)),
  ];
  if (action.length === 0) return [];
  const group: Action = {
    id: part,
    title: word(context, 'stages', stage.id),
    ...(stage.way !== undefined && {
      extension: [{ url: canonical(context, 'StructureDefinition', STAGE_WAY), valuePositiveInt: stage.way }],
    }),
    ...(stage.urgent === true && { priority: 'urgent' }),
    groupingBehavior: 'logical-group',
    selectionBehavior: 'any',
    action,
  };
  addConditions(group, conditions(`${part}.when`, writtenConditions(stage.when)));
  addConditions(group, conditions(`${part}.unless`, writtenConditions(stage.unless), NONE_MAY_HOLD));
  return [group];
}

function orderAction(context: ArtefactContext, order: Order, place: number): Action {
  const { id, when, unless, numbers } = order;
  const part = named(SUGGEST, id);
  const action: Action = {
    id: part,
    ...(numbers.length > 0 && { extension: numbers.map((figure) => figureProof(context, figure)) }),
    prefix: String(place),
    title: titleOf(context, order),
  };
  addConditions(action, conditions(`${part}.when`, writtenConditions(when)));
  addConditions(action, conditions(`${part}.unless`, writtenConditions(unless), NONE_MAY_HOLD));
  action.action = testActions(context, order);
  return action;
}

/** The order once more, while a red flag asks for it. */
function flaggedAction(context: ArtefactContext, order: Order): Action[] {
  const { id, when, unless, urgent } = order;
  if (!urgent) return [];
  const part = named(FLAGGED, id);
  const action: Action = {
    id: part,
    title: titleOf(context, order),
    condition: [condition(urgent.when.source)],
  };
  addConditions(action, conditions(`${part}.when`, writtenConditions(when)));
  addConditions(action, conditions(`${part}.unless`, writtenConditions(unless), NONE_MAY_HOLD));
  action.action = testActions(context, order);
  return [action];
}

function titleOf(context: ArtefactContext, { tests }: Order): string {
  return tests.map((test) => word(context, 'tests', test.id)).join(', ');
}

function testActions(context: ArtefactContext, { tests }: Order): Action[] {
  return tests.map((test) => ({
    title: word(context, 'tests', test.id),
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/action-type', code: 'create' }] },
    definitionCanonical: canonical(context, 'ActivityDefinition', activityId(test)),
  }));
}
