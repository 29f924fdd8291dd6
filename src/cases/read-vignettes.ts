import type { Knowledge } from '../core/model/knowledge.js';
import { stage } from '../knowledge/knowledge-error.js';
import { readVignetteCases } from './case-files.js';
import { reportGiven } from './check-cases.js';
import { type Vignette, vignettesOf } from './vignettes.js';

/**
 * Reads the vignettes of the knowledge folder, if it has any.
 * @throws KnowledgeError when one of them is no patient
 */
export function readVignettes(folder: string, knowledge: Knowledge): readonly Vignette[] {
  const cases = readVignetteCases(folder);
  stage((report) => reportGiven(cases, knowledge, report));
  return vignettesOf(cases, knowledge);
}
