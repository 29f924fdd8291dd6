import type { Order, OrderTest } from '../core/model/knowledge.js';
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
  const proofs = [
    ...('days' in window ? [figureProof(context, window.days)] : []),
    ...('ever' in window ? [proof(context, window.ever)] : []),
    ...(order.urgent ? [figureProof(context, order.urgent.days)] : []),
  ];
  return {
    ...head(context, 'ActivityDefinition', activityId(test), {
      title: `Order ${name}`,
      description: `Draft order for ${name}, proposed by a card when it is indicated and not yet done.`,
      systems: test.codes.map(({ system }) => system),
    }),
    usage: usageOf(context, order, test),
    ...(order.because.length > 0 && { relatedArtifact: citations(context, order.because) }),
    kind: 'ServiceRequest',
    profile: canonical(context, 'StructureDefinition', 'order-proposal'),
    code: { coding: test.codes.map((code) => coding(context, code)), text: name },
    intent: 'proposal',
    ...(proofs.length > 0 && { extension: proofs }),
  };
}

/** In words what FHIR has no element for: when the test need not be suggested again. */
function usageOf(
  context: ArtefactContext,
  { group, window: own, urgent }: Order,
  { window = own, doneBy }: OrderTest,
): string {
  const lab = (id: string): string => word(context, 'labs', id);
  const until =
    'days' in window
      ? `Not suggested again for ${window.days.value} days after it was done or ordered.`
      : 'ever' in window
        ? 'Suggested once: not again when it was ever done or ordered.'
        : `Suggested once for each raised ${lab(window.since)} result.`;
  const results = doneBy.labs.map((labs) => labs.map(lab).join(' with '));
  return [
    `Group: ${group}.`,
    until,
    ...(results.length > 0 ? [`Counts as done by results of ${results.join(', or of ')}.`] : []),
    ...(urgent
      ? [
          `Offered as urgent while ${urgent.when.source}; then results ${urgent.labs ? `of ${urgent.labs.map(lab).join(' and ')} ` : ''}older than ${urgent.days.value} days do not count as done.`,
        ]
      : []),
  ].join(' ');
}
