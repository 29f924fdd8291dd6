import { fhirpathEngine } from '../core/language/fhirpath.js';
import type { Node } from '../core/language/parse-tree.js';
import type { Knowledge } from '../core/model/knowledge.js';
import type { Built } from './built.js';
import { compileFiles } from './compile-files.js';
import { stage } from './knowledge-error.js';
import { compileKnowledge } from './load.js';
import { namesOf } from './names.js';
import { readFiles } from './read-files.js';

/**
 * Reads a folder as `loadKnowledge` does, and keeps what reading and parsing gave.
 * @throws KnowledgeError as `loadKnowledge`
 */
export function buildKnowledge(folder: string): Omit<Built, 'vignettes'> & { readonly knowledge: Knowledge } {
  const files = stage((report) => readFiles(folder, report));
  const knowledge = compileKnowledge(files);
  const trees: Record<string, Node> = {};
  const keeping = {
    ...fhirpathEngine,
    parse: (source: string) => (trees[source] = fhirpathEngine.parse(source)),
  };
  stage((report) => compileFiles(files, namesOf(files, report), keeping, report));
  return { files, trees, knowledge };
}
