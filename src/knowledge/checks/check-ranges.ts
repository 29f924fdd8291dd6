import { LISTS, meaningsOf } from '../../core/facts/names.js';
import { reaches } from '../../core/facts/reach.js';
import type { Knowledge } from '../../core/model/knowledge.js';
import type { Report } from '../knowledge-error.js';

/**
 * Reports a fact that says for whom a laboratory's range is meant and comes to read what is judged by such ranges: it would ask for
 * the very limit that waits for its answer.
 */
export function checkRanges(knowledge: Knowledge, report: Report): void {
  const meanings = meaningsOf(knowledge);
  const reach = reaches(meanings);
  for (const { id, value, ranges } of knowledge.facts.values()) {
    if (!ranges) continue;
    for (const name of reach(value).names) {
      const meaning = meanings.get(name);
      const isMeasured =
        (meaning?.kind === 'lab' && meaning.lab.kind === 'quantity') ||
        (meaning?.kind === 'fact' && meaning.part === 'missing') ||
        (meaning?.kind === 'list' &&
          (LISTS[meaning.list].holds === 'quantity' || 'readIn' in LISTS[meaning.list]));
      if (isMeasured)
        report(
          `facts/${id}.yaml`,
          'ranges',
          `%${name} depends on the limits of results, and this fact decides which limits apply: read only records, age, sex and coded results`,
        );
    }
  }
}
