import type { Order, OrderTest } from '../core/model/knowledge.js';
import { citations, coding, figureProof, proof } from './proof.js';
import { canonical, head, type Scene, word } from './scene.js';

export function activityId({ id }: Pick<OrderTest, 'id'>): string {
  return `order-${id}`;
}

/** The draft order of each test that can be suggested. */
export function activityDefinitions(scene: Scene): fhir4.ActivityDefinition[] {
  return [...scene.knowledge.orders.values()].flatMap((order) =>
    order.tests.map((test) => activityDefinition(scene, order, test)),
  );
}

function activityDefinition(scene: Scene, order: Order, test: OrderTest): fhir4.ActivityDefinition {
  const name = word(scene, 'tests', test.id);
  const window = test.window ?? order.window;
  const proofs = [
    ...('days' in window ? [figureProof(scene, window.days)] : []),
    ...('ever' in window ? [proof(scene, window.ever)] : []),
    ...(order.urgent ? [figureProof(scene, order.urgent.days)] : []),
  ];
  return {
    ...head(scene, 'ActivityDefinition', activityId(test), {
      title: `Order ${name}`,
      description: `Draft order for ${name}, proposed by a card when it is indicated and not yet done.`,
      systems: test.codes.map(({ system }) => system),
    }),
    usage: usageOf(scene, order, test),
    ...(order.because.length > 0 && { relatedArtifact: citations(scene, order.because) }),
    kind: 'ServiceRequest',
    profile: canonical(scene, 'StructureDefinition', 'order-proposal'),
    code: { coding: test.codes.map((code) => coding(scene, code)), text: name },
    intent: 'proposal',
    ...(proofs.length > 0 && { extension: proofs }),
  };
}

/** In words what FHIR has no element for: when the test need not be suggested again. */
function usageOf(
  scene: Scene,
  { group, window: own, urgent }: Order,
  { window = own, doneBy }: OrderTest,
): string {
  const lab = (id: string): string => word(scene, 'labs', id);
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
