import type { Built } from '../knowledge/built.js';
import { buildKnowledge } from '../knowledge/build.js';
import { readVignetteCases } from './case-files.js';
import { readExamples } from './examples.js';

/**
 * All that a start reads of a folder, checked.
 * @throws KnowledgeError as a start with that folder would
 */
export function build(folder: string): Built {
  const { knowledge, files, trees } = buildKnowledge(folder);
  readExamples(folder, knowledge, ({ hook }) => hook);
  return { files, trees, vignettes: readVignetteCases(folder) };
}
