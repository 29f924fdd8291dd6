import { fhirpathEngine } from '../core/language/fhirpath.js';
import type { Node } from '../core/language/parse-tree.js';
import type { Knowledge } from '../core/model/knowledge.js';
import type { Built } from './built.js';
import { compileFiles } from './compile-files.js';
import { stage } from './knowledge-error.js';
import { compileKnowledge } from './load.js';
import { namesOf } from './names.js';
import { readFiles, type Revise } from './read-files.js';

/**
 * Reads a folder as `loadKnowledge` does, and keeps what reading and parsing gave.
 * @param clients a folder to read instead of its `clients/`
 * @param revise changes what is read before anything is checked
 * @throws KnowledgeError as `loadKnowledge`
 */
export function buildKnowledge(
  folder: string,
  clients?: string,
  revise?: Revise,
): Omit<Built, 'vignettes'> & { readonly knowledge: Knowledge } {
  const files = stage((report) => readFiles(folder, report, clients, undefined, revise));
  const knowledge = compileKnowledge(files);
  const trees: Record<string, Node> = {};
  const keeping = {
    ...fhirpathEngine,
    parse: (source: string) => (trees[source] = fhirpathEngine.parse(source)),
  };
  stage((report) => compileFiles(files, namesOf(files, report), keeping, report));
  return { files, trees, knowledge };
}
