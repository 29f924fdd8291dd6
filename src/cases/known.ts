import type { Knowledge } from '../core/model/knowledge.js';
import { knowledgeOf, readBuilt } from '../knowledge/built.js';
import type { Case } from './case.js';
import { type Vignette, vignettesOf } from './vignettes.js';

export interface Known {
  readonly knowledge: Knowledge;
  /** The whole patients among the examples. */
  readonly vignettes: readonly Vignette[];
  /** Whether the build has checked the folder as it is. */
  readonly isBuilt: boolean;
}

/**
 * All that the folders hold. Of a folder that the build has checked no file is read or checked again, and the libraries that only do
 * that are not even loaded.
 * @param file what the build kept
 * @param clients a folder to read instead of the `clients/` of the other; it is always read and checked
 * @throws KnowledgeError when a file is wrong
 */
export async function known(file: string | URL, folder: string, clients?: string): Promise<Known> {
  const built = readBuilt(file, folder);
  const knowledge =
    built && clients === undefined
      ? knowledgeOf(built)
      : (await import('../knowledge/load.js')).loadKnowledge(folder, clients, built);
  const vignettes = built
    ? vignettesOf(built.vignettes as readonly Case[], knowledge)
    : (await import('./read-vignettes.js')).readVignettes(folder, knowledge);
  return { knowledge, vignettes, isBuilt: built !== undefined };
}
