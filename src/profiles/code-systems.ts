import { errors } from '../errors.js';
import { head, type Scene, word } from './scene.js';

/** The codes that are our own. */
export function codeSystems(scene: Scene): fhir4.CodeSystem[] {
  const { rules, causes } = scene.knowledge;
  return [
    codeSystem(
      scene,
      'card-topic',
      'Card topics',
      'What a card is about (source.topic of a CDS Hooks card).',
      [...[...rules.values()].map(({ topic, question }) => ({ code: topic, display: question }))],
    ),
    codeSystem(
      scene,
      'cause',
      'Possible causes',
      'Causes of a raised ferritin or vitamin B12 that a card can name.',
      [...causes.keys()].map((code) => ({ code, display: word(scene, 'causes', code) })),
    ),
    codeSystem(
      scene,
      'error',
      'Errors',
      'Codes of the OperationOutcomes this service answers with.',
      Object.entries(errors).map(([code, { sentence, todo }]) => ({
        code,
        display: sentence,
        definition: todo,
      })),
    ),
  ];
}

function codeSystem(
  scene: Scene,
  id: string,
  title: string,
  description: string,
  concepts: readonly fhir4.CodeSystemConcept[],
): fhir4.CodeSystem {
  const concept = concepts.filter(
    ({ code }, place) => place === concepts.findIndex((other) => other.code === code),
  );
  return {
    ...head(scene, 'CodeSystem', id, { title, description }),
    caseSensitive: true,
    content: 'complete',
    count: concept.length,
    concept,
  };
}
