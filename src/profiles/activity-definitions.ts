import type { Figure, Order, OrderTest } from '../core/model/knowledge.js';
import { fhirpath } from './conditions.js';
import { citations, coding, figureProof, proof } from './proof.js';
import { canonical, head, type ArtefactContext, word } from './artefact-context.js';

export function activityId({ id }: Pick<OrderTest, 'id'>): string {
  return `order-${id}`;
}

/** The draft order of each test that can be suggested. */
export function activityDefinitions(context: ArtefactContext): fhir4.ActivityDefinition[] {
  return [...context.knowledge.orders.values()].flatMap((order) =>
    order.tests.map((test) => activityDefinition(context, order, test)),
  );
}

function activityDefinition(
  context: ArtefactContext,
  order: Order,
  test: OrderTest,
): fhir4.ActivityDefinition {
  const name = word(context, 'tests', test.id);
  const window = test.window ?? order.window;
  const { settled, later, urgent } = order;
  const figures: readonly (Figure | undefined)[] = [settled, urgent?.days, later];
  const proofs = [
    ...('days' in window ? [figureProof(context, window.days)] : []),
    ...('ever' in window ? [proof(context, window.ever)] : []),
    ...figures.flatMap((figure) => (figure ? [figureProof(context, figure)] : [])),
  ];
  const related = [...citations(context, order.because), ...partsOf(context, order, test)];
  return {
    ...head(context, 'ActivityDefinition', activityId(test), {
      title: `Order ${name}`,
      description: `Draft order for ${name}, proposed by a card when it is indicated and not yet done.`,
      systems: test.codes.map(({ system }) => system),
    }),
    usage: usageOf(context, order, test),
    ...(related.length > 0 && { relatedArtifact: related }),
    kind: 'ServiceRequest',
    profile: canonical(context, 'StructureDefinition', 'order-proposal'),
    code: { coding: test.codes.map((code) => coding(context, code)), text: name },
    intent: 'proposal',
    ...(later && { dynamicValue: [occurrence(later)] }),
    ...(proofs.length > 0 && { extension: proofs }),
  };
}

/** The tests that a panel takes in; a part names its panel. */
function partsOf(
  context: ArtefactContext,
  { tests }: Order,
  { id, partOf }: OrderTest,
): fhir4.RelatedArtifact[] {
  const related = (type: 'composed-of' | 'depends-on', test: string): fhir4.RelatedArtifact => ({
    type,
    display: word(context, 'tests', test),
    resource: canonical(context, 'ActivityDefinition', activityId({ id: test })),
  });
  const parts = tests.filter((test) => test.partOf === id);
  return [
    ...parts.map((part) => related('composed-of', part.id)),
    ...(partOf === undefined ? [] : [related('depends-on', partOf)]),
  ];
}

/** For when the draft order is meant. */
function occurrence({ value }: Figure): fhir4.ActivityDefinitionDynamicValue {
  const description = `${value} days after the day on which it is proposed`;
  return { path: 'occurrence', expression: fhirpath(`today() + ${value} days`, undefined, description) };
}

/** In words what FHIR has no element for: when the test need not be suggested again. */
function usageOf(context: ArtefactContext, order: Order, test: OrderTest): string {
  const { stage, window: own, urgent, settled, later, tests } = order;
  const { window = own, doneBy, partOf } = test;
  const lab = (id: string): string => word(context, 'labs', id);
  const name = (id: string): string => word(context, 'tests', id);
  const until =
    'days' in window
      ? `Not suggested again for ${window.days.value} days after it was done or ordered.`
      : 'ever' in window
        ? 'Suggested once: not again when it was ever done or ordered.'
        : `Suggested once for each raised ${lab(window.since)} result.`;
  const results = doneBy.labs.map((labs) => labs.map(lab).join(' with '));
  const isPanel = tests.some((one) => one.partOf === test.id);
  return [
    `Stage: ${word(context, 'stages', stage)}.`,
    until,
    ...(settled && 'days' in window
      ? [`For a finding that is settled, not again for ${settled.value} days.`]
      : []),
    ...(results.length > 0 ? [`Counts as done by results of ${results.join(', or of ')}.`] : []),
    ...(isPanel ? ['Suggested as a whole only where none of its parts is done.'] : []),
    ...(partOf === undefined ? [] : [`Suggested alone where another part of ${name(partOf)} is done.`]),
    ...(later ? [`Meant for ${later.value} days after the day on which it is proposed.`] : []),
    ...(urgent
      ? [
          `Offered as urgent while ${urgent.when.source}; then results ${urgent.labs ? `of ${urgent.labs.map(lab).join(' and ')} ` : ''}older than ${urgent.days.value} days do not count as done.`,
        ]
      : []),
  ].join(' ');
}
