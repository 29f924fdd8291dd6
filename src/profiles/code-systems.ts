import { errors } from '../errors.js';
import { head, type ArtefactContext, word } from './artefact-context.js';

/** The codes that are our own. */
export function codeSystems(context: ArtefactContext): fhir4.CodeSystem[] {
  const { rules, causes } = context.knowledge;
  return [
    codeSystem(
      context,
      'card-topic',
      'Card topics',
      'What a card is about (source.topic of a CDS Hooks card).',
      [...[...rules.values()].map(({ topic, question }) => ({ code: topic, display: question }))],
    ),
    codeSystem(
      context,
      'cause',
      'Possible causes',
      'Causes of a raised ferritin or vitamin B12 that a card can name.',
      [...causes.keys()].map((code) => ({ code, display: word(context, 'causes', code) })),
    ),
    codeSystem(
      context,
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
  context: ArtefactContext,
  id: string,
  title: string,
  description: string,
  concepts: readonly fhir4.CodeSystemConcept[],
): fhir4.CodeSystem {
  const concept = concepts.filter(
    ({ code }, place) => place === concepts.findIndex((other) => other.code === code),
  );
  return {
    ...head(context, 'CodeSystem', id, { title, description }),
    caseSensitive: true,
    content: 'complete',
    count: concept.length,
    concept,
  };
}
