import type { Example, Knowledge, Service } from '../core/model/knowledge.js';
import { examplesWith } from './examples-with.js';
import { readVignettes } from './read-vignettes.js';

export { EXAMPLES_WRITTEN } from './examples-with.js';

/**
 * Reads the numbered requests and the vignettes of `examples/`.
 * @param hookOf the hook a service answers to
 * @throws KnowledgeError when one of them is no request
 */
export function readExamples(
  folder: string,
  knowledge: Knowledge,
  hookOf: (service: Service) => string,
): readonly Example[] {
  return examplesWith(readVignettes(folder, knowledge), folder, knowledge, hookOf);
}
