import type { Knowledge } from '../core/model/knowledge.js';
import { checkCircles } from './checks/check-circles.js';
import { checkIds } from './checks/check-ids.js';
import { checkLiterals } from './checks/check-literals.js';
import { checkPartners } from './checks/check-partners.js';
import { checkPlausible } from './checks/check-plausible.js';
import { checkRanges } from './checks/check-ranges.js';
import { checkRedFlags } from './checks/check-red-flags.js';
import { checkSpokenNumbers } from './checks/check-spoken-numbers.js';
import { checkWords } from './checks/check-words.js';
import { compileFiles } from './compile-files.js';
import type { Files } from './files.js';
import { deepFreeze } from './freeze.js';
import { stage } from './knowledge-error.js';
import { namesOf } from './names.js';
import { readFiles } from './read-files.js';
import { tryExpressions } from './checks/try-expressions.js';

export { KnowledgeError } from './knowledge-error.js';

/**
 * Reads the knowledge folder: files → schema → ids, names, numbers → every expression tried once → frozen.
 * @param clients a folder to read instead of its `clients/`
 * @throws KnowledgeError with every problem of the first stage that has any.
 */
export function loadKnowledge(folder: string, clients?: string): Knowledge {
  return compileKnowledge(stage((report) => readFiles(folder, report, clients)));
}

/**
 * What comes after reading: checked, compiled, tried, frozen.
 * @throws KnowledgeError as `loadKnowledge`
 */
export function compileKnowledge(files: Files): Knowledge {
  const { knowledge, written } = stage((report) => {
    checkIds(files, report);
    checkPartners(files, report);
    checkPlausible(files, report);
    const compiled = compileFiles(files, namesOf(files, report), report);
    checkCircles(compiled.knowledge.facts, report);
    checkRanges(compiled.knowledge, report);
    checkRedFlags(compiled.knowledge, report);
    checkLiterals(compiled.written, compiled.knowledge, report);
    checkWords(compiled.knowledge, report);
    checkSpokenNumbers(compiled.knowledge, report);
    return compiled;
  });
  stage((report) => {
    tryExpressions(written, knowledge, report);
  });
  return deepFreeze(knowledge);
}
